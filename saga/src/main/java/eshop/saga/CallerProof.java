package eshop.saga;

import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof that a saga was started by one of ours: an HMAC-SHA256 over its gid, which whoever
 * submits it puts into the saga's branch headers. The transaction manager keeps those with the saga
 * and passes them to every branch, also after a crash, without knowing a key. So a branch is not
 * asked who calls it, which the transaction manager's host would answer for anybody's saga, but for
 * whom.
 *
 * <p>The header's value is {@code id:} and the HMAC in base64url without padding. Safe for use by
 * several threads.
 */
public final class CallerProof {
  /** Lower case, as gRPC metadata is; must be none of the transaction manager's own names. */
  public static final String HEADER = "eshop-proof";

  private static final String ALGORITHM = "HmacSHA256";

  private final List<Key> keys;
  private final RefusedCalls refused = new RefusedCalls();

  private CallerProof(List<Key> keys) {
    this.keys = keys;
  }

  /** Signs and checks with these keys; without a key nothing is signed and all is accepted. */
  public static CallerProof of(ProofConfig config) {
    return new CallerProof(config.keys().stream().map(Key::of).toList());
  }

  /** The headers to submit a saga with; empty without a key. */
  public Map<String, String> headers(String gid) {
    return keys.isEmpty() ? Map.of() : Map.of(HEADER, keys.get(0).proof(gid));
  }

  /**
   * Lets a branch call pass whose saga is ours.
   *
   * @param method which branch, for the log
   * @param from the caller, for the log
   * @throws StatusException UNAUTHENTICATED otherwise. Never ABORTED: a stranger must not roll a
   *     saga back, and one of ours whose key is not known here yet goes on when it is
   */
  void check(BranchContext branch, MultiMap metadata, String method, String from) {
    String reason = keys.isEmpty() ? null : objection(branch.gid(), metadata.getAll(HEADER));
    if (reason != null) {
      refused.note("%s gid=%s from %s: %s".formatted(method, branch.gid(), from, reason));
      throw new StatusException(
          GrpcStatus.UNAUTHENTICATED, "The call has no valid " + HEADER + " of its saga");
    }
  }

  private String objection(String gid, List<String> values) {
    if (values.size() != 1) {
      return values.isEmpty() ? "no " + HEADER : HEADER + " is given more than once";
    }
    String given = values.get(0);
    for (Key key : keys) {
      if (given.startsWith(key.prefix)) {
        return equal(key.proof(gid), given) ? null : HEADER + " is not that of this gid";
      }
    }
    return HEADER + " is of a key that is not known here";
  }

  /** Takes as long for a good guess as for a bad one. */
  private static boolean equal(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /** A Mac is costly to make and not safe for threads: one is kept, and locked while it counts. */
  private static final class Key {
    private final String prefix;
    private final Mac mac;

    private Key(String prefix, Mac mac) {
      this.prefix = prefix;
      this.mac = mac;
    }

    static Key of(String idAndSecret) {
      int colon = idAndSecret.indexOf(':');
      byte[] secret = idAndSecret.substring(colon + 1).getBytes(StandardCharsets.US_ASCII);
      try {
        Mac mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(secret, ALGORITHM));
        return new Key(idAndSecret.substring(0, colon + 1), mac);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + ALGORITHM, e);
      }
    }

    synchronized String proof(String gid) {
      byte[] hmac = mac.doFinal(gid.getBytes(StandardCharsets.US_ASCII));
      return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(hmac);
    }
  }
}
