package eshop.systemtest;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.tls.ClientTls;
import eshop.testkit.BranchCaller;
import eshop.testkit.NoBlockedThreads;
import eshop.testkit.TestAuthority;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A node whose gRPC servers let in only who has a certificate. Its branches have another name to
 * the coordinator than the one they listen on, so that it calls them over connections.
 */
@ExtendWith(NoBlockedThreads.class)
class TlsEverywhereTest {
  private static final Path FOLDER = folder();

  @RegisterExtension static final RunningNode NODE = new RunningNode(settings());

  @Test
  void anOrderGoesThroughTheCoordinatorToAllBranchesAndSucceeds() {
    String orderId = NODE.shop().submit(Shop.order(2, 1, 1));
    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("succeed");
    assertThat(NODE.tables().branchUrls(orderId))
        .hasSize(8)
        .allMatch(url -> url.startsWith("localhost:"));
  }

  @Test
  void aRefusedOrderIsUndone() {
    String orderId = NODE.shop().submit(Shop.order(1, 1_000, 0));
    assertThat(NODE.shop().ended(orderId).getString("status")).isEqualTo("failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order.grpc.port",
        "stock.grpc.port",
        "coupon.grpc.port",
        "pay.grpc.port",
        "coordinator.grpcPort"
      })
  void everyServerLetsInWhoHasACertificateOnly(String port) {
    assertThat(health(port, tls("client"))).isEqualTo("SERVING");
    assertThatThrownBy(() -> health(port, new ClientTls(ca(), "", ""))).isNotNull();
    assertThatThrownBy(() -> health(port, ClientTls.NONE)).isNotNull();
  }

  private static String health(String port, ClientTls tls) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    Vertx vertx = NODE.node().vertx();
    HttpClient http = vertx.createHttpClient(tls.applyTo(options));
    return await(new BranchCaller(vertx, http, NODE.port(port)).health("").eventually(http::close));
  }

  private static ClientTls tls(String name) {
    return new ClientTls(
        ca(),
        FOLDER.resolve(name + ".pem").toString(),
        FOLDER.resolve(name + "-key.pem").toString());
  }

  private static String ca() {
    return FOLDER.resolve("ca.pem").toString();
  }

  private static String[] settings() {
    TestAuthority authority = new TestAuthority(FOLDER, "ca");
    TestAuthority.Identity server = authority.issue("server");
    TestAuthority.Identity client = authority.issue("client");
    List<String> settings = new ArrayList<>();
    for (String service : List.of("order", "stock", "coupon", "pay")) {
      serve(settings, service + ".grpc.tls", server, authority);
      settings.add("order.branches." + service + "=localhost:{" + service + ".grpc.port}");
    }
    serve(settings, "coordinator.tls", server, authority);
    for (String section : List.of("dtm.tls", "coordinator.branchTls")) {
      settings.add(section + ".ca=" + authority.ca());
      settings.add(section + ".cert=" + client.cert());
      settings.add(section + ".key=" + client.key());
    }
    return settings.toArray(String[]::new);
  }

  private static void serve(
      List<String> settings, String section, TestAuthority.Identity server, TestAuthority clients) {
    settings.add(section + ".cert=" + server.cert());
    settings.add(section + ".key=" + server.key());
    settings.add(section + ".clientCa=" + clients.ca());
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tls");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
