package eshop.saga;

import java.util.Arrays;

/**
 * The creation time that a gid carries when it is a ULID, as the order service makes them: 26
 * characters out of {@value #ALPHABET}, of which the first ten are milliseconds since 1970. Only
 * the canonical form, upper case, counts. Such gids sort by their time.
 *
 * <p>An id of another kind that happens to look like one is read as some time or other. What asks
 * here must be right for any answer that is always the same for the same gid.
 */
final class GidTime {
  /** The gid tells no time. */
  static final long NONE = -1;

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int LENGTH = 26;
  private static final int TIME_LENGTH = 10;
  private static final int BITS = 5;
  private static final byte NO_VALUE = -1;
  private static final byte[] VALUES = values();

  private GidTime() {}

  /** Milliseconds since 1970, or {@link #NONE}. Allocates nothing: every branch call asks. */
  static long ms(String gid) {
    if (gid.length() != LENGTH || gid.charAt(0) > '7') {
      return NONE;
    }
    long ms = 0;
    for (int i = 0; i < LENGTH; i++) {
      char character = gid.charAt(i);
      int value = character < VALUES.length ? VALUES[character] : NO_VALUE;
      if (value == NO_VALUE) {
        return NONE;
      }
      if (i < TIME_LENGTH) {
        ms = ms << BITS | value;
      }
    }
    return ms;
  }

  /** What sorts before all ULIDs of this millisecond and after all those of the one before. */
  static String prefix(long ms) {
    char[] text = new char[TIME_LENGTH];
    long rest = Math.max(0, ms);
    for (int i = TIME_LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (rest & (ALPHABET.length() - 1)));
      rest >>>= BITS;
    }
    return new String(text);
  }

  private static byte[] values() {
    byte[] values = new byte['Z' + 1];
    Arrays.fill(values, NO_VALUE);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
    }
    return values;
  }
}
