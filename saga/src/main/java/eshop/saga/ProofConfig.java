package eshop.saga;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of {@link CallerProof}.
 *
 * @param keys none, one, or two while a key is replaced; each {@code id:secret}. The first signs,
 *     all are accepted. Default none
 */
public record ProofConfig(List<String> keys) {
  /** No key: branch calls are not checked. */
  public static final ProofConfig NONE = new ProofConfig(null);

  private static final int KEYS_MAX = 2;
  private static final Pattern KEY =
      Pattern.compile("([A-Za-z0-9._-]{1,16}):([A-Za-z0-9+/=_.~-]{32,256})");

  /**
   * Checks the form of the keys.
   *
   * @throws IllegalArgumentException saying which key breaks which rule, never what it is
   */
  public ProofConfig {
    keys = keys == null ? List.of() : List.copyOf(keys);
    if (keys.size() > KEYS_MAX) {
      throw new IllegalArgumentException("keys: at most " + KEYS_MAX + ", were " + keys.size());
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      Matcher parts = KEY.matcher(keys.get(i));
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "keys: key "
                + (i + 1)
                + " must be id:secret, id 1 to 16 of [A-Za-z0-9._-] and"
                + " secret 32 to 256 of [A-Za-z0-9+/=_.~-]");
      }
      if (!ids.add(parts.group(1))) {
        throw new IllegalArgumentException("keys: both keys have one id");
      }
    }
  }

  /**
   * The section, which may be null; it may be without a key only where nobody beyond this machine
   * can call.
   *
   * @param loopback whether {@code host}, which the branches listen on, is this machine's alone
   * @throws IllegalArgumentException naming the key that is missing
   */
  public static ProofConfig forHost(ProofConfig section, String host, boolean loopback) {
    ProofConfig given = section == null ? NONE : section;
    if (given.keys.isEmpty() && !loopback) {
      throw new IllegalArgumentException(
          "grpc.host is "
              + host
              + ", where others can call branches, so these need a key:"
              + " set ESHOP_PROOF_KEYS or proof.keyFile");
    }
    return given;
  }

  /** How many keys there are; never what they are. */
  @Override
  public String toString() {
    return "ProofConfig[" + keys.size() + " keys]";
  }
}
