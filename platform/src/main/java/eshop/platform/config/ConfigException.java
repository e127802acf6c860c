package eshop.platform.config;

/**
 * A setting that stops the start: the message is one line that names the key and the rule, and is
 * shown to the operator as it is.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
