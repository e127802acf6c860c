package eshop.saga;

import java.util.regex.Pattern;

/**
 * Checks the fields of an action's request. A value that no repetition can make right is a {@link
 * BranchRefused}: answered otherwise, dtm would repeat the call for ever.
 *
 * <p>Only actions are checked. A compensation carries the bytes of its action, so it has something
 * to undo only if these were right, and must never be refused.
 */
public final class BranchFields {
  /** The pattern of an order id: a gid as short as the columns order_id are wide. */
  public static final String ORDER_ID = "[A-Za-z0-9_.:-]{1,45}";

  private static final long UINT32_MAX = 0xFFFF_FFFFL;
  private static final Pattern ORDER_ID_PATTERN = Pattern.compile(ORDER_ID);

  private BranchFields() {}

  /**
   * The id in a uint64 field, which Java sees as a signed number.
   *
   * @return 1 to 2^63-1, so that it fits a BIGINT column, signed or not
   */
  public static long id(String field, long uint64) {
    if (uint64 < 1) {
      throw new BranchRefused(
          "%s must be 1 to %d, was %s"
              .formatted(field, Long.MAX_VALUE, Long.toUnsignedString(uint64)));
    }
    return uint64;
  }

  /**
   * The count or amount in a uint32 field, which Java sees as a signed number.
   *
   * @return 1 to 2^32-1, so that it fits an INT UNSIGNED column
   */
  public static long positive(String field, int uint32) {
    if (uint32 == 0) {
      throw new BranchRefused("%s must be 1 to %d, was 0".formatted(field, UINT32_MAX));
    }
    return Integer.toUnsignedLong(uint32);
  }

  /** An order id that fits the column it is stored in and is safe to show. */
  public static String orderId(String field, String value) {
    if (!ORDER_ID_PATTERN.matcher(value).matches()) {
      throw new BranchRefused(field + " must match " + ORDER_ID);
    }
    return value;
  }
}
