package eshop.platform.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/**
 * A failure that a caller on the event bus is told about: what kind it is and what to change. The
 * kind travels as the reply's failure code, so callers in other languages see a number and a text.
 */
public final class ServiceFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a caller can do about it; the code is the wire's and must never change. */
  public enum Kind {
    /** The request breaks a rule; the message names the field. */
    INVALID_ARGUMENT(400),
    /** There is no such thing. */
    NOT_FOUND(404),
    /** The thing is in a state that does not allow it. */
    CONFLICT(409),
    /** A written limit is reached; try again later. */
    OVERLOADED(429),
    /** A defect or an unexpected failure here. */
    INTERNAL(500),
    /** A service or the transaction manager cannot be reached now; nothing was done. */
    UNAVAILABLE(503),
    /** The answer did not come in time; whether it was done is not known. */
    OUTCOME_UNKNOWN(504);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** The failure code on the bus: that of the HTTP status with the same meaning. */
    public int code() {
      return code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return INTERNAL;
    }
  }

  private final Kind kind;

  public ServiceFailure(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  static ServiceFailure noAnswer(String address) {
    return new ServiceFailure(Kind.OUTCOME_UNKNOWN, "no answer from " + address + " in time");
  }

  /** Reads a failed request on the bus; {@code address} is named when nobody listens there. */
  public static ServiceFailure of(Throwable failure, String address) {
    if (failure instanceof ServiceFailure known) {
      return known;
    }
    if (failure instanceof ReplyException reply) {
      if (reply.failureType() == ReplyFailure.NO_HANDLERS) {
        return new ServiceFailure(Kind.UNAVAILABLE, "no node serves " + address + " now");
      }
      if (reply.failureType() == ReplyFailure.TIMEOUT) {
        return noAnswer(address);
      }
      if (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
        return new ServiceFailure(Kind.of(reply.failureCode()), reply.getMessage());
      }
    }
    return new ServiceFailure(Kind.INTERNAL, "unexpected failure at " + address);
  }
}
