package eshop.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.net.SocketAddress;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointListTest {
  @Test
  void oneOrSeveralHostsOrAName() {
    assertThat(EndpointList.parse("stock:1"))
        .isEqualTo(new EndpointList(List.of(at("stock", 1)), false));
    assertThat(EndpointList.parse("[::1]:65535,a-b.c:2"))
        .isEqualTo(new EndpointList(List.of(at("::1", 65_535), at("a-b.c", 2)), false));
    assertThat(EndpointList.parse("dns:///stock:1"))
        .isEqualTo(new EndpointList(List.of(at("stock", 1)), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "stock",
        ":1",
        "stock:",
        "stock:0",
        "stock:65536",
        "stock:1,",
        ",stock:1",
        "a:1, b:2",
        "dns://stock:1",
        "dns:///a:1,b:2",
        "dns:///a:1/x",
        "etcd:///a:1",
        "::1:80",
        "a:1;b:2"
      })
  void anythingElseIsRefusedByItsText(String text) {
    assertThatThrownBy(() -> EndpointList.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "must be host:port, up to 16 of them with commas between, or dns:///host:port, was '"
                + text
                + "'");
  }

  @Test
  void moreThanTheLimitAreRefused() {
    String most = String.join(",", Collections.nCopies(EndpointList.MAX, "a:1"));

    assertThat(EndpointList.parse(most).hosts()).hasSize(EndpointList.MAX);
    assertThatThrownBy(() -> EndpointList.parse(most + ",a:1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SocketAddress at(String host, int port) {
    return SocketAddress.inetSocketAddress(port, host);
  }
}
