package eshop.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.node.books.Book;
import eshop.platform.config.ConfigException;
import eshop.platform.db.DatabaseConfig;
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
  private static final String NEW_KEY = "new:0123456789abcdef0123456789abcdef";
  private static final String OLD_KEY = "old:fedcba9876543210fedcba9876543210";

  @TempDir Path folder;

  @Test
  void nothingGivenMeansTheDocumentedDefaults() {
    NodeConfig config = parse(Map.of());

    assertThat(config.verticles())
        .containsExactlyElementsOf(EnumSet.complementOf(EnumSet.of(VerticleName.BRIDGE)));
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
  void booksAreReadWhereEachServiceKeepsThemByItsOwnAccountIfItsPasswordIsKnown()
      throws IOException {
    String file =
        """
        database: {embedded: false, host: 127.0.0.2, port: 3307, user: eshop_audit}
        stock: {database: {host: 127.0.0.3, user: eshop_stock}}
        pay: {database: {schema: eshop_money, user: eshop_pay}}\
        """;
    Map<String, String> environment =
        Map.of("ESHOP_DATABASE_PASSWORD", "audit", "ESHOP_PAY_DATABASE_PASSWORD", "pay");
    NodeConfig config = parse(environment, "--config", file(file));

    Map<Book, DatabaseConfig> books = config.books(config.database()).databases();

    assertThat(books.get(Book.STOCK)).hasToString("eshop_audit@127.0.0.3:3307/eshop_stock");
    assertThat(books.get(Book.STOCK).password()).isEqualTo("audit");
    assertThat(books.get(Book.PAY)).hasToString("eshop_pay@127.0.0.2:3307/eshop_money");
    assertThat(books.get(Book.PAY).password()).isEqualTo("pay");
    assertThat(books.get(Book.DTM)).hasToString("eshop_audit@127.0.0.2:3307/dtm");
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

  @Test
  void keysComeByEnvironmentAndReachTheServicesThatSagasCall() {
    NodeConfig config = parse(Map.of("ESHOP_PROOF_KEYS", NEW_KEY + "," + OLD_KEY));

    for (VerticleName verticle : VerticleName.values()) {
      JsonObject section = config.sectionOf(verticle, config.database());
      assertThat(section.containsKey("proof"))
          .as(verticle.name())
          .isEqualTo(BARRIERS.contains(verticle));
      if (BARRIERS.contains(verticle)) {
        assertThat(section.getJsonObject("proof").getJsonArray("keys"))
            .containsExactly(NEW_KEY, OLD_KEY);
      }
    }
  }

  @Test
  void keysComeFromAFileOfTheirOwn() throws IOException {
    Path keys = folder.resolve("keys");
    Files.writeString(keys, "# since August\n" + NEW_KEY + "\n\n" + OLD_KEY + "\n");
    NodeConfig config = parse(Map.of("ESHOP_PROOF_KEY_FILE", keys.toString()));
    assertThat(config.proof().keys()).containsExactly(NEW_KEY, OLD_KEY);
  }

  @Test
  void aKeyInTheFileOfSettingsIsRefusedAndNotShown() throws IOException {
    String file = file("proof: {keys: ['" + NEW_KEY + "']}");
    assertThatThrownBy(() -> parse(Map.of(), "--config", file))
        .isInstanceOf(ConfigException.class)
        .message()
        .startsWith(file + ": proof.keys is a secret")
        .contains("ESHOP_PROOF_KEYS", "proof.keyFile")
        .doesNotContain(NEW_KEY, "\n");
  }

  @Test
  void aKeyOnTheCommandLineIsRefusedAndNotShown() {
    assertThatThrownBy(() -> parse(Map.of(), "--set", "proof.keys=" + NEW_KEY))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("proof.keys is a secret")
        .message()
        .doesNotContain(NEW_KEY);
  }

  @Test
  void aFileOfKeysThatIsMissingOrEmptyOrBesideOthersIsRefused() throws IOException {
    String empty = Files.writeString(folder.resolve("empty"), "# none\n").toString();
    refusedKeys(Map.of("ESHOP_PROOF_KEY_FILE", "/nowhere"), "/nowhere: there is no such file");
    refusedKeys(Map.of("ESHOP_PROOF_KEY_FILE", empty), empty + ": holds no key");
    refusedKeys(Map.of("ESHOP_PROOF_KEY_FILE", empty, "ESHOP_PROOF_KEYS", NEW_KEY), "too");
  }

  @Test
  void aDatabaseElsewhereWithoutTlsIsTold() throws IOException {
    NodeConfig config =
        parse(
            Map.of(),
            "--db",
            "mysql://shop@db.example:3307",
            "--config",
            file(
                "pay: {database: {tls: {mode: required}}}\ncoupon: {database: {host: localhost}}"));
    assertThat(config.plainDatabases(config.database())).containsExactly("db.example:3307");
    NodeConfig embedded = parse(Map.of());
    assertThat(embedded.plainDatabases(embedded.database())).isEmpty();
  }

  @Test
  void servicesWithTlsCannotBeCalledOverHttp() {
    String[] settings = {
      "--set=order.saga.protocol=http",
      "--set=pay.grpc.tls.cert=c.pem",
      "--set=pay.grpc.tls.key=k.pem"
    };

    assertThatThrownBy(() -> NodeConfig.parse(Map.of(), settings))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("order.saga.protocol http")
        .hasMessageContaining("pay.grpc.tls");
    assertThat(NodeConfig.parse(Map.of(), settings[1], settings[2]).verticles()).isNotEmpty();
    assertThat(
            NodeConfig.parse(
                    Map.of(), settings[0], settings[1], settings[2], "--verticles=order,stock")
                .verticles())
        .as("another node's pay is not known here")
        .hasSize(2);
  }

  @Test
  void theEmbeddedDatabaseHasNoTls() {
    assertThatThrownBy(() -> parse(Map.of("ESHOP_DATABASE_TLS_MODE", "required")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("database: tls: the embedded MariaDB");
  }

  @Test
  void tlsOfTheDatabaseReachesEveryServiceThatDoesNotSayOtherwise() throws IOException {
    NodeConfig config =
        parse(
            Map.of("ESHOP_DATABASE_TLS_MODE", "verify-ca", "ESHOP_DATABASE_TLS_CA", "/ca.pem"),
            "--db",
            "mysql://shop@db.example:3307",
            "--config",
            file("pay: {database: {tls: {mode: verify-identity}}}"));
    assertThat(tls(config, VerticleName.STOCK)).containsEntry("mode", "verify-ca");
    assertThat(tls(config, VerticleName.PAY))
        .containsEntry("mode", "verify-identity")
        .containsEntry("ca", "/ca.pem");
  }

  private static Map<String, Object> tls(NodeConfig config, VerticleName verticle) {
    return config
        .sectionOf(verticle, config.database())
        .getJsonObject("database")
        .getJsonObject("tls")
        .getMap();
  }

  private static void refusedKeys(Map<String, String> environment, String words) {
    assertThatThrownBy(() -> parse(environment))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("proof")
        .hasMessageContaining(words)
        .message()
        .doesNotContain(NEW_KEY, "\n");
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
