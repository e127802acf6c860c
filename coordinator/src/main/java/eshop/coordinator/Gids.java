package eshop.coordinator;

import java.math.BigInteger;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of global transactions: making new ones and recognising acceptable ones. */
final class Gids {
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

  /** No 0, 1, I, O and l: they are mistaken for one another when an id is read out. */
  private static final String ALPHABET =
      "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());
  private static final int LENGTH = 22;

  private Gids() {}

  /** A random UUID in 22 letters and digits, the form dtm's ids have. */
  static String next() {
    UUID uuid = UUID.randomUUID();
    BigInteger rest =
        unsigned(uuid.getMostSignificantBits())
            .shiftLeft(Long.SIZE)
            .or(unsigned(uuid.getLeastSignificantBits()));
    StringBuilder gid = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      BigInteger[] split = rest.divideAndRemainder(BASE);
      gid.append(ALPHABET.charAt(split[1].intValue()));
      rest = split[0];
    }
    return gid.toString();
  }

  /**
   * Lets an acceptable gid pass: it is a key in several databases, and travels in headers and URLs.
   *
   * @throws IllegalArgumentException for any other
   */
  static String check(String gid) {
    if (gid == null || !ACCEPTED.matcher(gid).matches()) {
      throw new IllegalArgumentException("gid must match " + ACCEPTED.pattern());
    }
    return gid;
  }

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }
}
