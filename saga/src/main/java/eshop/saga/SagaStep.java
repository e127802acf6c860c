package eshop.saga;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.Objects;

/**
 * One step of a saga as data: what to call, what undoes it, and the bytes both are given.
 *
 * @param action gRPC method as {@code host:port/package.service/Method}; empty means nothing to do
 * @param compensate the same, for the compensation
 * @param payload the encoded request; dtm sends the same bytes to action and compensation, so both
 *     requests must agree in their field numbers
 */
public record SagaStep(String action, String compensate, ByteString payload) {

  /** Width of dtm's column for a URL. */
  static final int URL_MAX = 1024;

  /** dtm keeps payloads in a BLOB; ours are tens of bytes. */
  static final int PAYLOAD_MAX = 32 * 1024;

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException for a URL with blanks, control or non-ASCII characters or over
   *     1024 characters, and for a payload over 32 KiB
   */
  public SagaStep {
    checkUrl("action", action);
    checkUrl("compensate", compensate);
    Objects.requireNonNull(payload, "payload");
    if (payload.size() > PAYLOAD_MAX) {
      throw new IllegalArgumentException("payload is over " + PAYLOAD_MAX + " bytes");
    }
  }

  /** A step whose payload is the request message of both methods. */
  public SagaStep(String action, String compensate, MessageLite payload) {
    this(action, compensate, payload.toByteString());
  }

  private static void checkUrl(String name, String url) {
    if (url == null || url.length() > URL_MAX || !isVisibleAscii(url)) {
      throw new IllegalArgumentException(
          name + " must be a URL of at most " + URL_MAX + " visible ASCII characters");
    }
  }

  private static boolean isVisibleAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '!' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }
}
