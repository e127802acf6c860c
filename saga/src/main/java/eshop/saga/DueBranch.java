package eshop.saga;

/**
 * A branch call whose effect is due: the barrier has let it through.
 *
 * @param <E> what the service writes
 */
public record DueBranch<E>(BranchContext branch, E effect) {}
