package eshop.bench.mix;

import java.util.Arrays;
import java.util.Random;

/**
 * Which product an order is for: an index from 0. The shape decides how much orders wait for each
 * other's stock row, so it is part of every figure.
 */
public interface ProductChoice {
  /** Skew of the usual web-shop model: rank r is ordered in proportion to 1 / r^0.99. */
  double ZIPF_SKEW = 0.99;

  /** An index from 0 to the number of products - 1. */
  int next(Random random);

  /** All orders for one product. */
  static ProductChoice hot() {
    return random -> 0;
  }

  /** Every product equally often. */
  static ProductChoice uniform(int products) {
    return random -> random.nextInt(products);
  }

  /** Few products often, many seldom. */
  static ProductChoice zipf(int products) {
    double[] upTo = new double[products];
    double sum = 0;
    for (int i = 0; i < products; i++) {
      sum += 1 / Math.pow(i + 1.0, ZIPF_SKEW);
      upTo[i] = sum;
    }
    double whole = sum;
    return random -> {
      int found = Arrays.binarySearch(upTo, random.nextDouble() * whole);
      return Math.min(products - 1, found >= 0 ? found : -found - 1);
    };
  }
}
