package eshop.bench;

import eshop.bench.mix.MixOptions;
import picocli.CommandLine.Option;

/** What the orders of a run are like, on the command line. */
final class MixArguments {
  @Option(
      names = "--mix",
      defaultValue = "hot",
      description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE})")
  private MixOptions.Shape shape;

  @Option(
      names = "--products",
      defaultValue = "1000",
      description = "Of uniform and zipf (default ${DEFAULT-VALUE})")
  private int products;

  @Option(
      names = "--refusals",
      defaultValue = "0",
      description = "Share of orders that ask for more than there is, 0 to 1")
  private double refusals;

  @Option(names = "--coupons", defaultValue = "0", description = "Share with a coupon, 0 to 1")
  private double coupons;

  @Option(
      names = "--used-coupons",
      defaultValue = "0",
      description = "Share of those whose coupon an earlier order took, 0 to 1")
  private double usedCoupons;

  @Option(names = "--users", defaultValue = "1000", description = "Default ${DEFAULT-VALUE}")
  private int users;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Equal seeds send equal orders (default ${DEFAULT-VALUE})")
  private long seed;

  MixOptions options() {
    return new MixOptions(shape, products, refusals, coupons, usedCoupons, users, seed);
  }
}
