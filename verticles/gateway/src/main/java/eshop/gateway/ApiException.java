package eshop.gateway;

/** A request that ends with an error of the API; the message is the client's to read. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ApiError error;
  private final String orderID;

  public ApiException(ApiError error, String message) {
    this(error, message, null);
  }

  /**
   * As above, about one order.
   *
   * @param orderID the order that the client shall ask about; null for none
   */
  public ApiException(ApiError error, String message, String orderID) {
    super(message, null, false, false);
    this.error = error;
    this.orderID = orderID;
  }

  public ApiError error() {
    return error;
  }

  /** The order that the client shall ask about, or null. */
  public String orderID() {
    return orderID;
  }
}
