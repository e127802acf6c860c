package eshop.platform.management;

import static eshop.platform.config.Rule.notBlank;
import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Rule;

/**
 * Where operators look: kept apart from the business port so that a gateway can be opened to the
 * world without opening this.
 *
 * @param host default 127.0.0.1
 * @param port default 8283; 0 lets the system choose
 */
public record ManagementConfig(String host, Integer port) {
  public ManagementConfig {
    host = notBlank("host", orDefault(host, "127.0.0.1"));
    port = Rule.port("port", orDefault(port, 8283));
  }
}
