package eshop.node.books;

import java.util.Locale;

/** Whose tables the books are read from; each has a database of its own. */
public enum Book {
  ORDER,
  STOCK,
  COUPON,
  PAY,
  /** The transaction manager's log of sagas. */
  DTM;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
