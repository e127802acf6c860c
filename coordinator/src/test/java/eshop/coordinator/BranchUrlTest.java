package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class BranchUrlTest {

  @Test
  void emptyUrlIsAStepWithoutThatOp() {
    assertThat(BranchUrl.parse("", "grpc")).isEqualTo(new BranchUrl.None());
  }

  @Test
  void plainHostAndDnsNameAreTheSameGrpcBranch() {
    BranchUrl stock = new BranchUrl.Grpc("stock.local", 28282, "api.stock.v1.stock", "StockDeduct");

    assertThat(BranchUrl.parse("stock.local:28282/api.stock.v1.stock/StockDeduct", "grpc"))
        .isEqualTo(stock);
    assertThat(BranchUrl.parse("dns:///stock.local:28282/api.stock.v1.stock/StockDeduct", "grpc"))
        .isEqualTo(stock);
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
        List.of("x", "h/p/M", "h:1", "h:99999/a.b/C", "ftp://h/x", "h:1/a/b/c", "h:1/a b/C")) {
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
}
