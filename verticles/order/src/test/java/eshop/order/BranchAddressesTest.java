package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchAddressesTest {
  @ParameterizedTest
  @ValueSource(strings = {"stock:1", "dns:///stock:1", "10.0.0.1:1,10.0.0.2:1", "[::1]:1"})
  void anAddressMayStandForSeveral(String stock) {
    assertThat(branches(stock))
        .isEqualTo(
            new BranchAddresses("127.0.0.1:8282", stock, "127.0.0.1:18282", "127.0.0.1:38282"));
  }

  @Test
  void anotherSchemeIsRefusedByItsKey() {
    assertThatThrownBy(() -> branches("etcd:///stock:1"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("stock must be host:port, ")
        .hasMessageContaining("was 'etcd:///stock:1'");
  }

  private static BranchAddresses branches(String stock) {
    return ConfigReader.read(
        new JsonObject().put("stock", stock), BranchAddresses.class, "order.branches");
  }
}
