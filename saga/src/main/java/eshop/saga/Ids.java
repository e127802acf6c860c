package eshop.saga;

/**
 * The one rule for gids and branch ids. It is checked before any SQL because an INSERT IGNORE would
 * cut an over-long id and then take the effect of another saga for its own.
 */
final class Ids {
  static final int MAX_LENGTH = 128;

  private Ids() {}

  static String checked(String name, String value) {
    if (value == null || !isId(value)) {
      throw new IllegalArgumentException(
          name + " must be 1 to " + MAX_LENGTH + " characters out of A-Z a-z 0-9 _ . : -");
    }
    return value;
  }

  private static boolean isId(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isAllowed(value.charAt(i))) {
        return false;
      }
    }
    return !value.isEmpty() && value.length() <= MAX_LENGTH;
  }

  private static boolean isAllowed(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '_'
        || c == '.'
        || c == ':';
  }
}
