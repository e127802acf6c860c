package eshop.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class OrderConfigTest {
  @Test
  void sagasSpeakGrpcUnlessToldOtherwise() {
    assertThat(read(new JsonObject()).saga().protocol()).isEqualTo(SagaProtocol.GRPC);
    assertThat(read(over("http")).saga().protocol()).isEqualTo(SagaProtocol.HTTP);
  }

  @Test
  void anotherProtocolIsRefusedWithTheTwoThereAre() {
    assertThatThrownBy(() -> read(over("json-rpc")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("order.saga.protocol: protocol must be grpc or http, was 'json-rpc'");
  }

  @Test
  void httpIsRefusedWhereItWouldDropTlsInSilence() {
    JsonObject manager = new JsonObject().put("tls", new JsonObject().put("ca", "ca.pem"));
    assertThatThrownBy(() -> read(over("http").put("dtm", manager)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("saga.protocol http")
        .hasMessageContaining("dtm.tls");

    JsonObject files = new JsonObject().put("cert", "c.pem").put("key", "k.pem");
    assertThatThrownBy(() -> read(over("http").put("grpc", new JsonObject().put("tls", files))))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("saga.protocol http")
        .hasMessageContaining("grpc.tls");

    assertThat(read(over("grpc").put("dtm", manager)).saga().protocol())
        .isEqualTo(SagaProtocol.GRPC);
  }

  @Test
  void httpIsRefusedWhereSeveralEndpointsWouldBeOneBrokenUrl() {
    JsonObject manager = new JsonObject().put("http", "a:36789,b:36789");
    assertThatThrownBy(() -> read(over("http").put("dtm", manager)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("dtm.http must be one host:port with saga.protocol http");

    JsonObject branches = new JsonObject().put("stock", "dns:///stock:28282");
    assertThatThrownBy(() -> read(over("http").put("branches", branches)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("branches.stock must be one host:port with saga.protocol http");

    assertThat(read(over("grpc").put("branches", branches)).branches().stock())
        .isEqualTo("dns:///stock:28282");
  }

  private static JsonObject over(String protocol) {
    return new JsonObject().put("saga", new JsonObject().put("protocol", protocol));
  }

  private static OrderConfig read(JsonObject section) {
    return ConfigReader.read(section, OrderConfig.class, "order");
  }
}
