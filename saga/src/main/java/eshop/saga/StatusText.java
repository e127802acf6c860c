package eshop.saga;

/** Makes a message safe to travel as gRPC status text and to be stored and shown by dtm. */
final class StatusText {
  /** dtm keeps the reason in 1024 characters together with its own words. */
  static final int MAX_LENGTH = 256;

  private StatusText() {}

  /** One line of at most 256 characters; control characters become blanks. */
  static String clean(String message) {
    if (message == null) {
      return "";
    }
    String text = message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) : message;
    return text.replaceAll("\\p{Cntrl}", " ");
  }
}
