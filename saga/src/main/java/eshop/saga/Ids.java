package eshop.saga;

import java.util.regex.Pattern;

/**
 * The one rule for gids and branch ids. It is checked before any SQL because an INSERT IGNORE would
 * cut an over-long id and then take the effect of another saga for its own.
 */
final class Ids {
  static final int MAX_LENGTH = 128;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1," + MAX_LENGTH + "}");

  private Ids() {}

  static String checked(String name, String value) {
    if (value == null || !ID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          name + " must be 1 to " + MAX_LENGTH + " characters out of A-Z a-z 0-9 _ . : -");
    }
    return value;
  }
}
