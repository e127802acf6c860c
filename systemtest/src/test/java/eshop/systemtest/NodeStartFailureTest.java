package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A node that cannot start says in one line what is wrong and which setting changes it, ends with
 * status 1, and leaves no process.
 */
class NodeStartFailureTest {
  @TempDir Path folder;
  private NodeHome home;
  private NodeProcess node;

  @BeforeEach
  void makeHome() throws IOException {
    home = new NodeHome(folder);
  }

  @AfterEach
  void endWhatShouldHaveEnded() throws IOException {
    if (node != null) {
      node.kill();
    }
    home.close();
  }

  @ParameterizedTest
  @CsvSource({
    "--http-port, gateway.port",
    "--grpc-stock-port, stock.grpc.port",
    "--coordinator-http-port, coordinator.httpPort",
    "--management-port, management.port",
    "--db-port, --db-port"
  })
  void takenPortIsNamedWithItsSetting(String option, String setting) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      home.port(option, other.getLocalPort());
      node = home.launch();
      refused(Integer.toString(other.getLocalPort()), setting);
    }
  }

  @Test
  void onePortForTwoPartsIsNamed() throws Exception {
    home.port("--grpc-pay-port", home.port("--grpc-order-port"));
    node = home.launch();
    refused("127.0.0.1:" + home.port("--grpc-pay-port"), ".grpc.port");
  }

  @Test
  void dataFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    node = home.launch("--set", "dataDir=" + file);
    refused(file.toString(), "--data-dir");
  }

  @Test
  void unknownKeyInTheFileIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("node.yml"), "gateway: {prot: 8080}\n");
    node = home.launch("--config", file.toString());
    refused(file.toString(), "gateway.prot", "unknown key", "port");
  }

  @Test
  void missingFileIsNamed() throws Exception {
    Path file = folder.resolve("missing.yml");
    node = home.launch("--config", file.toString());
    refused("--config", file.toString(), "no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "stock.grpc.port=many, a whole number",
    "gateway.port=65536, 0 to 65535",
    "database.host=db.example, --db",
    "verticles=order;stok, known: "
  })
  void badValueIsNamedWithItsRule(String setting, String rule) throws Exception {
    node = home.launch("--set", setting.replace(';', ','));
    refused(setting.substring(0, setting.indexOf('=')), rule);
  }

  @Test
  void unknownOptionIsNamed() throws Exception {
    node = home.launch("--prot", "8080");
    refused("--prot", "--help");
  }

  @Test
  void unknownEnvironmentVariableIsNamed() throws Exception {
    node = home.launch(List.of(), Map.of("ESHOP_GATEWAY_PROT", "8080"));
    refused("ESHOP_GATEWAY_PROT", "no such setting");
  }

  @Test
  void branchesThatOthersCanCallNeedAKey() throws Exception {
    node = home.launch("--verticles", "stock", "--set", "stock.grpc.host=0.0.0.0");
    refused("stock: grpc.host is 0.0.0.0", "ESHOP_PROOF_KEYS", "proof.keyFile");
  }

  @Test
  void aKeyInTheFileOfSettingsIsNamedAndNotShown() throws Exception {
    String secret = "0123456789abcdef0123456789abcdef";
    Path file =
        Files.writeString(folder.resolve("node.yml"), "proof: {keys: ['k1:" + secret + "']}\n");
    node = home.launch("--config", file.toString());
    refused(file.toString(), "proof.keys is a secret", "ESHOP_PROOF_KEYS");
    assertThat(node.errors().toString()).doesNotContain(secret);
  }

  @Test
  void aBridgeWithoutAListenerIsNamed() throws Exception {
    node = home.launch("--verticles", "bridge");
    refused("bridge: ", "tcp.enabled or sockjs.enabled must be true");
  }

  @Test
  void theBridgesTakenPortIsNamed() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());
      node =
          home.launch(
              "--verticles=bridge",
              "--set=bridge.tcp.enabled=true",
              "--set=bridge.tcp.port=" + port);
      refused(port, "bridge.tcp.port");
    }
  }

  @Test
  void aMissingFileOfTlsIsNamed() throws Exception {
    String ca = folder.resolve("missing.pem").toString();
    node = home.launch("--verticles", "order", "--set", "dtm.tls.ca=" + ca);
    refused("dtm.tls.ca: " + ca, "no such file");
  }

  private void refused(String... words) throws InterruptedException {
    assertThat(node.ended()).as("exit status").isEqualTo(1);
    assertThat(node.errors()).singleElement().asString().startsWith("eshop: ").contains(words);
    assertThat(node.output()).isEmpty();
    assertThat(home.databases()).isEmpty();
  }
}
