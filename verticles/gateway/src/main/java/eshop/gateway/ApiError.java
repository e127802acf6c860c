package eshop.gateway;

import eshop.platform.bus.ServiceFailure;

/**
 * Every way in which a request can fail: the HTTP status, and the code that tells apart what the
 * status cannot. A code is the status times 100 and a number; clients rely on it, so it never
 * changes. The OpenAPI document lists them all.
 */
public enum ApiError {
  /** A field breaks its rule, is missing or is not known. */
  INVALID_FIELD(400, 40000),
  /** The body is not a JSON object, or gives a field twice. */
  MALFORMED_JSON(400, 40001),
  /** The request is not valid HTTP. */
  MALFORMED_HTTP(400, 40002),
  /** There is no such order. */
  UNKNOWN_ORDER(404, 40400),
  /** There is no such path. */
  UNKNOWN_PATH(404, 40401),
  /** The path does not have this method. */
  WRONG_METHOD(405, 40500),
  /** The body did not arrive in time. */
  SLOW_BODY(408, 40800),
  /** The order is in a state that does not allow it. */
  CONFLICT(409, 40900),
  /** The body is too large. */
  BODY_TOO_LARGE(413, 41300),
  /** The request line is too long. */
  URI_TOO_LONG(414, 41400),
  /** The body is not declared as JSON. */
  WRONG_CONTENT_TYPE(415, 41500),
  /** An expectation other than 100-continue. */
  UNMET_EXPECTATION(417, 41700),
  /** A written limit is reached here or in a service. */
  OVERLOADED(429, 42900),
  /** The headers are too large. */
  HEADERS_TOO_LARGE(431, 43100),
  /** A defect here or in a service. */
  INTERNAL(500, 50000),
  /** A service cannot be reached; nothing was done. */
  UNAVAILABLE(503, 50300),
  /** An answer was lost; what happened is not known. */
  OUTCOME_UNKNOWN(504, 50400);

  private final int status;
  private final int code;

  ApiError(int status, int code) {
    this.status = status;
    this.code = code;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The envelope's code, never 0. */
  public int code() {
    return code;
  }

  /** Whether the same request may succeed a little later. */
  public boolean retryable() {
    return this == OVERLOADED || this == UNAVAILABLE;
  }

  /**
   * Whether the rest of the request stays unread: the connection ends with it, so that the rest is
   * neither waited for nor taken for the next request.
   */
  boolean closesConnection() {
    return switch (this) {
      case MALFORMED_HTTP,
          SLOW_BODY,
          BODY_TOO_LARGE,
          URI_TOO_LONG,
          UNMET_EXPECTATION,
          HEADERS_TOO_LARGE ->
          true;
      default -> false;
    };
  }

  static ApiError of(ServiceFailure.Kind kind) {
    return switch (kind) {
      case INVALID_ARGUMENT -> INVALID_FIELD;
      case NOT_FOUND -> UNKNOWN_ORDER;
      case CONFLICT -> CONFLICT;
      case OVERLOADED -> OVERLOADED;
      case INTERNAL -> INTERNAL;
      case UNAVAILABLE -> UNAVAILABLE;
      case OUTCOME_UNKNOWN -> OUTCOME_UNKNOWN;
    };
  }
}
