package eshop.platform.config;

/** Says in one line why a server could not listen, and which setting to change. */
public final class Listening {
  private Listening() {}

  /**
   * The failure to report when listening on host and port ended with {@code cause}.
   *
   * @param key the configuration section that holds {@code host} and {@code port}
   */
  public static ConfigException failed(String key, String host, int port, Throwable cause) {
    return failed(key, key + ".port", host, port, cause);
  }

  /**
   * The same for a section with several ports.
   *
   * @param portKey the full path of the port's own key: {@code coordinator.httpPort}
   */
  public static ConfigException failed(
      String key, String portKey, String host, int port, Throwable cause) {
    String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new ConfigException(
        "%s: cannot listen on %s:%d (%s); stop what uses it or set %s"
            .formatted(key, host, port, reason, portKey),
        cause);
  }
}
