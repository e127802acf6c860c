package eshop.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.platform.tls.ServerTls;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  record Section(GrpcConfig grpc, DatabaseConfig database) {}

  @Test
  void absentKeysTakeTheDefaultsBesideThem() {
    GrpcConfig grpc = ConfigReader.read(new JsonObject(), GrpcConfig.class, "stock.grpc");

    assertThat(grpc)
        .isEqualTo(new GrpcConfig("127.0.0.1", null, false, 65_536, 1_000, false, ServerTls.NONE));
  }

  @Test
  void aServiceFillsInItsOwnPortWhereOnlyOtherKeysAreGiven() {
    JsonObject section = new JsonObject().put("reflection", true);
    GrpcConfig grpc = ConfigReader.read(section, GrpcConfig.class, "stock.grpc");

    assertThat(GrpcConfig.withPort(grpc, 28282))
        .isEqualTo(new GrpcConfig("127.0.0.1", 28282, true, 65_536, 1_000, false, ServerTls.NONE));
    assertThat(GrpcConfig.withPort(null, 28282).port()).isEqualTo(28282);
    assertThat(GrpcConfig.withPort(GrpcConfig.withPort(null, 0), 28282).port()).isZero();
  }

  @Test
  void everyKeyIsMapped() {
    JsonObject section =
        new JsonObject()
            .put("host", "db1")
            .put("port", 3306)
            .put("user", "stock")
            .put("password", "secret")
            .put("schema", "eshop_stock")
            .put("poolSize", 4)
            .put("maxWaitQueue", 100)
            .put("connectTimeoutMs", 1_000)
            .put("waitTimeoutMs", 2_000)
            .put("transactionTimeoutMs", 3_000);

    assertThat(ConfigReader.read(section, DatabaseConfig.class, "stock.database"))
        .isEqualTo(
            new DatabaseConfig(
                "db1", 3306, "stock", "secret", "eshop_stock", 4, 100, 1_000, 2_000, 3_000, null));
  }

  @Test
  void anUnknownKeyIsNamedWithItsPathAndTheKnownOnes() {
    JsonObject section = new JsonObject().put("grpc", new JsonObject().put("prot", 1));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(section, Section.class, "stock"))
        .withMessage(
            "stock.grpc.prot: unknown key; known keys here:"
                + " host, maxMessageBytes, maxStreams, port, reflection, reusePort, tls");
  }

  @Test
  void aBrokenRuleIsToldWithSectionKeyAndBounds() {
    JsonObject section = new JsonObject().put("grpc", new JsonObject().put("port", 70_000));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(section, Section.class, "stock"))
        .withMessage("stock.grpc: port must be 0 to 65535, was 70000");
  }

  @Test
  void aWrongTypeIsNotBentIntoTheRightOne() {
    JsonObject section = new JsonObject().put("port", "8282");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(section, GrpcConfig.class, "order.grpc"))
        .withMessageStartingWith("order.grpc.port: ");
  }

  @Test
  void aSchemaThatIsNoPlainNameIsRefusedBecauseItIsWrittenIntoSql() {
    JsonObject section = new JsonObject().put("schema", "x`; DROP DATABASE y");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.read(section, DatabaseConfig.class, "pay.database"))
        .withMessageContaining("schema must match");
  }

  @Test
  void thePasswordIsNotShown() {
    JsonObject section = new JsonObject().put("password", "secret").put("schema", "eshop_pay");

    assertThat(ConfigReader.read(section, DatabaseConfig.class, "pay.database").toString())
        .doesNotContain("secret");
  }

  @Test
  void duplicateYamlKeysAreAnErrorWithItsLine() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ConfigReader.yaml("a: 1\nb: 2\na: 3\n", "conf/node.yml"))
        .withMessageStartingWith("conf/node.yml line ")
        .withMessageContaining("'a'");
  }

  @Test
  void anEmptyYamlDocumentIsAnEmptySection() {
    assertThat(ConfigReader.yaml("# nothing set\n", "conf/node.yml")).isEqualTo(new JsonObject());
  }
}
