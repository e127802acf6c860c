package eshop.platform.db;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts rows into statements of few different lengths. A connection keeps every statement it ever
 * prepared, in the server and in the driver, with all its parameters: a statement for each of
 * sixty-four lengths takes ten times the memory.
 */
public final class Parts {
  private Parts() {}

  /** Parts of 1, 2, 3, 4, 6, 8, 12, 16 and so on, the longest first; in the order given. */
  public static <T> List<List<T>> of(List<T> all) {
    List<List<T>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); ) {
      int left = all.size() - from;
      int power = Integer.highestOneBit(left);
      int size = left >= power + power / 2 ? power + power / 2 : power;
      parts.add(all.subList(from, from + size));
      from += size;
    }
    return parts;
  }
}
