package eshop.node.books;

/**
 * One place where the books do not balance.
 *
 * @param detail the row that breaks the rule, column=value
 */
public record Finding(Invariant invariant, String detail) {}
