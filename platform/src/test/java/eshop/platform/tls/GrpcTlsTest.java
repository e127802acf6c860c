package eshop.platform.tls;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import eshop.platform.grpc.GrpcConfig;
import eshop.platform.grpc.GrpcEndpointServer;
import eshop.platform.grpc.LocalMethods;
import eshop.testkit.BranchCaller;
import eshop.testkit.TestAuthority;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets through to a gRPC server's health service, and what a bad file does to the start. */
class GrpcTlsTest {
  @TempDir Path folder;
  private Vertx vertx;
  private TestAuthority authority;
  private ServerTls serverTls;
  private ServerTls mutualTls;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    authority = new TestAuthority(folder, "ca");
    TestAuthority.Identity server = authority.issue("server");
    serverTls = new ServerTls(server.cert().toString(), server.key().toString(), "");
    mutualTls = new ServerTls(serverTls.cert(), serverTls.key(), authority.ca().toString());
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void aClientThatKnowsTheAuthorityIsServed() {
    assertThat(health(serverTls, trusting(authority))).isEqualTo("SERVING");
  }

  @Test
  void aClientOfAnotherAuthorityDoesNotTrustTheServer() {
    ClientTls tls = trusting(new TestAuthority(folder, "other"));
    assertThatThrownBy(() -> health(serverTls, tls)).hasStackTraceContaining("certificat");
  }

  @Test
  void aServerOfAnotherNameIsNotTrusted() {
    TestAuthority.Identity elsewhere = authority.issueFor("elsewhere.example");
    ServerTls tls = new ServerTls(elsewhere.cert().toString(), elsewhere.key().toString(), "");
    assertThatThrownBy(() -> health(tls, trusting(authority)))
        .hasStackTraceContaining("No subject alternative names matching IP address 127.0.0.1");
  }

  @Test
  void aClientWithoutTlsIsNotServed() {
    assertThatThrownBy(() -> health(serverTls, ClientTls.NONE)).isNotNull();
  }

  @Test
  void aClientWithACertificateOfTheAuthorityIsLetIn() {
    assertThat(health(mutualTls, showing(authority.issue("client")))).isEqualTo("SERVING");
  }

  @Test
  void aClientWithoutCertificateIsNotLetIn() {
    assertThatThrownBy(() -> health(mutualTls, trusting(authority))).isNotNull();
  }

  @Test
  void aClientWithACertificateOfAnotherAuthorityIsNotLetIn() {
    TestAuthority other = new TestAuthority(folder, "other");
    assertThatThrownBy(() -> health(mutualTls, showing(other.issue("stranger")))).isNotNull();
  }

  @Test
  void aMissingFileStopsTheStart() {
    ServerTls tls = new ServerTls("/nowhere.pem", serverTls.key(), "");
    refused(tls, "stock.grpc.tls.cert: /nowhere.pem: there is no such file");
  }

  @Test
  void aMissingAuthorityStopsTheStart() {
    ServerTls tls = new ServerTls(serverTls.cert(), serverTls.key(), "/nowhere.pem");
    refused(tls, "stock.grpc.tls.clientCa: /nowhere.pem: there is no such file");
  }

  @Test
  void aFileThatIsNoCertificateStopsTheStart() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.pem"), "no certificate");
    ServerTls tls = new ServerTls(bad.toString(), serverTls.key(), "");
    refused(tls, "stock.grpc.tls.cert: " + bad + ": ");
  }

  @Test
  void aKeyInAnotherFormatStopsTheStartWithWhatToDo() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.pem"), "-----BEGIN RSA PRIVATE KEY-----");
    ServerTls tls = new ServerTls(serverTls.cert(), bad.toString(), "");
    refused(tls, "stock.grpc.tls.key: " + bad + ": must hold a key in PEM format");
  }

  @Test
  void theKeyOfAnotherCertificateStopsTheStart() {
    String key = authority.issue("other").key().toString();
    ServerTls tls = new ServerTls(serverTls.cert(), key, "");
    refused(tls, "stock.grpc.tls.key: " + key + ": is not the key of " + serverTls.cert());
  }

  @Test
  void anExpiredCertificateStopsTheStart() {
    TestAuthority.Identity old = authority.issueExpired("old");
    ServerTls tls = new ServerTls(old.cert().toString(), old.key().toString(), "");
    refused(tls, "stock.grpc.tls.cert: " + old.cert() + ": is valid from ");
  }

  @Test
  void halfASectionIsRefused() {
    assertThatThrownBy(() -> new ServerTls("cert.pem", "", ""))
        .hasMessage("cert and key must be given together");
    assertThatThrownBy(() -> new ServerTls("", "", "ca.pem"))
        .hasMessage("clientCa needs cert and key");
    assertThatThrownBy(() -> new ClientTls("", "cert.pem", "key.pem"))
        .hasMessage("cert and key need ca");
  }

  private static ClientTls trusting(TestAuthority authority) {
    return new ClientTls(authority.ca().toString(), "", "");
  }

  private ClientTls showing(TestAuthority.Identity client) {
    return new ClientTls(
        authority.ca().toString(), client.cert().toString(), client.key().toString());
  }

  private void refused(ServerTls tls, String line) {
    assertThatThrownBy(() -> listen(tls))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(line)
        .message()
        .doesNotContain("\n");
  }

  private GrpcEndpointServer listen(ServerTls tls) {
    GrpcConfig config = new GrpcConfig(null, 0, null, null, null, null, tls);
    return await(
        GrpcEndpointServer.start(
            vertx,
            new LocalMethods(vertx),
            "stock.grpc",
            config,
            List.of(),
            () -> Future.succeededFuture(true)));
  }

  private String health(ServerTls server, ClientTls client) {
    HttpClientOptions http =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false);
    return await(
        new BranchCaller(vertx, vertx.createHttpClient(client.applyTo(http)), listen(server).port())
            .health(""));
  }
}
