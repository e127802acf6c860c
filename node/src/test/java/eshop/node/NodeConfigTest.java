package eshop.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.platform.config.ConfigException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class NodeConfigTest {
  private static final Set<VerticleName> BARRIERS =
      EnumSet.of(VerticleName.ORDER, VerticleName.STOCK, VerticleName.COUPON, VerticleName.PAY);

  @TempDir Path folder;

  @Test
  void nothingGivenMeansTheDocumentedDefaults() {
    NodeConfig config = parse(Map.of());

    assertThat(config.verticles()).containsExactly(VerticleName.values());
    assertThat(config.database().embedded()).isTrue();
    assertThat(config.database().port()).isEqualTo(13306);
    assertThat(config.management().port()).isEqualTo(8283);
    assertThat(config.sections().getJsonObject("gateway").getInteger("port")).isEqualTo(8080);
    assertThat(grpcPort(config, VerticleName.ORDER)).isEqualTo(8282);
    assertThat(grpcPort(config, VerticleName.COUPON)).isEqualTo(18282);
    assertThat(grpcPort(config, VerticleName.STOCK)).isEqualTo(28282);
    assertThat(grpcPort(config, VerticleName.PAY)).isEqualTo(38282);
  }

  @Test
  void fileBeatsDefaults() throws IOException {
    NodeConfig config = parse(Map.of(), "--config", file("stock: {grpc: {port: 1001}}"));
    assertThat(grpcPort(config, VerticleName.STOCK)).isEqualTo(1001);
    assertThat(grpcPort(config, VerticleName.PAY)).isEqualTo(38282);
  }

  @Test
  void environmentBeatsFile() throws IOException {
    Map<String, String> environment = Map.of("ESHOP_STOCK_GRPC_PORT", "1002");
    NodeConfig config = parse(environment, "--config", file("stock: {grpc: {port: 1001}}"));
    assertThat(grpcPort(config, VerticleName.STOCK)).isEqualTo(1002);
  }

  @Test
  void commandLineBeatsEnvironment() {
    Map<String, String> environment = Map.of("ESHOP_STOCK_GRPC_PORT", "1002");
    NodeConfig config = parse(environment, "--grpc-stock-port", "1003");
    assertThat(grpcPort(config, VerticleName.STOCK)).isEqualTo(1003);
  }

  @Test
  void passwordComesByEnvironmentAndReachesEveryService() {
    Map<String, String> environment = Map.of("ESHOP_DATABASE_PASSWORD", "secret");
    NodeConfig config = parse(environment, "--db", "mysql://shop@127.0.0.2:3307");

    assertThat(config.database().embedded()).isFalse();
    for (VerticleName verticle : VerticleName.values()) {
      if (verticle.hasDatabase()) {
        assertThat(config.sectionOf(verticle, config.database()).getJsonObject("database").getMap())
            .containsEntry("host", "127.0.0.2")
            .containsEntry("port", 3307)
            .containsEntry("user", "shop")
            .containsEntry("password", "secret");
      }
    }
  }

  @Test
  void serviceMayHaveADatabaseOfItsOwn() throws IOException {
    NodeConfig config = parse(Map.of(), "--config", file("pay: {database: {host: 127.0.0.3}}"));
    assertThat(databaseHost(config, VerticleName.PAY)).isEqualTo("127.0.0.3");
    assertThat(databaseHost(config, VerticleName.STOCK)).isEqualTo("127.0.0.1");
  }

  @Test
  void everyServiceWithABarrierKnowsTheTransactionManagerAndHowLongToKeepRows() throws IOException {
    String file = file("{dtm: {http: '127.0.0.4:1'}, housekeeping: {barrierKeepDays: 9}}");
    NodeConfig config = parse(Map.of(), "--config", file);
    for (VerticleName verticle : VerticleName.values()) {
      JsonObject section = config.sectionOf(verticle, config.database());
      assertThat(section.containsKey("dtm"))
          .as(verticle.section())
          .isEqualTo(BARRIERS.contains(verticle));
      if (BARRIERS.contains(verticle)) {
        assertThat(section.getJsonObject("dtm").getString("http")).isEqualTo("127.0.0.4:1");
        assertThat(section.getJsonObject("housekeeping").getInteger("barrierKeepDays"))
            .isEqualTo(9);
      }
    }
  }

  @Test
  void unknownKeyNamesKeyFileAndKnownKeys() throws IOException {
    String file = file("stock: {grpc: {prot: 1}}");
    assertThatThrownBy(() -> parse(Map.of(), "--config", file))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains("stock.grpc.prot", file, "maxStreams, port, reflection")
        .doesNotContain("\n");
  }

  @Test
  void unknownVariableIsATypingErrorAndStopsTheStart() {
    assertThatThrownBy(() -> parse(Map.of("ESHOP_STOCK_GRPC_PROT", "1")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ESHOP_STOCK_GRPC_PROT");
  }

  @ParameterizedTest
  @CsvSource({
    "--set, stock.grpc.port=many, stock.grpc.port",
    "--set, database.port=70000, database: port",
    "--set, dataDir=, dataDir",
    "--verticles, stock;shipping, shipping",
    "--db, mysql://shop:secret@127.0.0.1, ESHOP_DATABASE_PASSWORD",
    "--config, /nowhere.yml, /nowhere.yml",
  })
  void badValueIsOneLineThatNamesIt(String option, String value, String named) {
    assertThatThrownBy(() -> parse(Map.of(), option, value.replace(';', ',')))
        .isInstanceOf(ConfigException.class)
        .message()
        .contains(named)
        .doesNotContain("\n");
  }

  private static NodeConfig parse(Map<String, String> environment, String... arguments) {
    NodeOptions options = new NodeOptions();
    new CommandLine(options).parseArgs(arguments);
    return options.toConfig(environment);
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("mine.yml"), yaml).toString();
  }

  private static Integer grpcPort(NodeConfig config, VerticleName verticle) {
    return config.sectionOf(verticle, config.database()).getJsonObject("grpc").getInteger("port");
  }

  private static String databaseHost(NodeConfig config, VerticleName verticle) {
    return config
        .sectionOf(verticle, config.database())
        .getJsonObject("database")
        .getString("host");
  }
}
