package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.net.EndpointList;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BranchUrlTest {

  @Test
  void emptyUrlIsAStepWithoutThatOp() {
    assertThat(BranchUrl.parse("", "grpc")).isEqualTo(new BranchUrl.None());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stock.local:28282",
        "[::1]:28282",
        "dns:///stock.local:28282",
        "10.0.0.1:28282,10.0.0.2:28282"
      })
  void grpcBranchIsAtAllTheEndpointsBeforeItsMethod(String at) {
    assertThat(BranchUrl.parse(at + "/api.stock.v1.stock/StockDeduct", "grpc"))
        .isEqualTo(new BranchUrl.Grpc(EndpointList.parse(at), "api.stock.v1.stock", "StockDeduct"));
  }

  @Test
  void httpUrlInAGrpcSagaIsCalledByHttp() {
    String url = "http://127.0.0.1/a?b=c";

    assertThat(BranchUrl.parse(url, "grpc"))
        .isEqualTo(new BranchUrl.Http(URI.create(url), "127.0.0.1", 80));
  }

  @Test
  void grpcUrlInAnHttpSagaIsAnError() {
    assertThatThrownBy(() -> BranchUrl.parse("127.0.0.1:1/a.b/C", "http"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must start with http://");
  }

  @Test
  void malformedUrlsSayWhatIsWrong() {
    for (String url :
        List.of(
            "x",
            "h/p/M",
            "h:1",
            "h:99999/a.b/C",
            "ftp://h/x",
            "h:1/a/b/c",
            "h:1/a b/C",
            "h:1,/a.b/C",
            "dns://h:1/a.b/C",
            "dns:///h:1,h:2/a.b/C",
            "h:0/a.b/C")) {
      assertThatThrownBy(() -> BranchUrl.parse(url, "grpc"))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(url);
    }
    assertThatThrownBy(() -> BranchUrl.parse("http:///x", "http"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BranchUrl.parse("http://me:pw@h/x", "http"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noMoreUrlsAreKeptThanTheLimitWhateverCallersSend() {
    for (int i = 0; i < 3 * ParsedUrls.MAX; i++) {
      BranchUrl.parse("127.0.0.1:8282/a.b/C" + i, "grpc");
    }

    assertThat(ParsedUrls.size()).isBetween(1, ParsedUrls.MAX);
    assertThat(BranchUrl.parse("127.0.0.1:8282/a.b/C7", "grpc"))
        .isEqualTo(BranchUrl.parse("127.0.0.1:8282/a.b/C7", "grpc"));
  }
}
