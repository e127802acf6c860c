package eshop.stock;

/**
 * What a branch call writes, as data: the writer decides when it is applied and together with which
 * others, the repository knows how.
 */
sealed interface StockEffect {

  /** Takes units of a product, if as many are left. */
  record Deduct(long productId, long count) implements StockEffect {}

  /** Gives units back. */
  record Revert(long productId, long count) implements StockEffect {}
}
