package eshop.saga;

/** A call to the transaction manager that brought no success; the kind says what is known. */
public final class DtmFailure extends RuntimeException {

  /** What is known about the saga after the failure. */
  public enum Kind {
    /**
     * No connection was made, or the manager said that it saved nothing: nothing was created, the
     * caller may try again or give up.
     */
    NOT_REACHED,
    /** The manager is at a limit of its own and created nothing: try again later. */
    BUSY,
    /** The request may have arrived: query the gid, or submit it again with the same gid. */
    OUTCOME_UNKNOWN,
    /**
     * The manager said no with ABORTED. For a submit that does not wait this means that the gid has
     * ended before. For one that waits it is <b>not</b> final: dtm answers the same when a branch
     * could not be reached and the saga goes on; query the gid.
     */
    REFUSED
  }

  /** How the coordinator begins a failure that is certain to have saved nothing. */
  private static final String NOTHING_SAVED = "nothing was saved";

  private final Kind kind;

  /** Has no stack trace: while the manager is down there is one for each order. */
  public DtmFailure(Kind kind, String message, Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
  }

  /** Whether a manager that answered with a failure said that it saved nothing. */
  static boolean saysNothingWasSaved(String message) {
    return message.startsWith(NOTHING_SAVED);
  }

  /** What is known after the failure. */
  public Kind kind() {
    return kind;
  }
}
