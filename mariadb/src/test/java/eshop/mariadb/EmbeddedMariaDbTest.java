package eshop.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMariaDbTest {
  private static final Path SHARED =
      Path.of(
          System.getProperty("java.io.tmpdir"), "eshop-mariadb-" + System.getProperty("user.name"));

  @TempDir Path folder;
  private EmbeddedMariaDb db;

  @AfterEach
  void stop() {
    if (db != null) {
      db.stop();
    }
  }

  @Test
  void restartOnTheSameFolderGoesOnWithTheData() throws SQLException {
    db = EmbeddedMariaDb.start(options(0));
    long first = db.pid();
    run("CREATE DATABASE eshop_test", "CREATE TABLE eshop_test.t (v VARCHAR(9))");
    run("INSERT INTO eshop_test.t VALUES ('kept')");
    db.stop();
    assertThat(ProcessHandle.of(first)).isEmpty();

    db = EmbeddedMariaDb.start(options(0));

    assertThat(db.pid()).isNotEqualTo(first);
    assertThat(value("SELECT v FROM eshop_test.t")).isEqualTo("kept");
  }

  @Test
  void committedRowsSurviveTheDeathOfTheServer() throws Exception {
    db = EmbeddedMariaDb.start(options(0));
    run("CREATE DATABASE eshop_test", "CREATE TABLE eshop_test.t (v VARCHAR(9))");
    run("INSERT INTO eshop_test.t VALUES ('kept')");
    ProcessHandle server = ProcessHandle.of(db.pid()).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(20, TimeUnit.SECONDS);
    db.stop();

    db = EmbeddedMariaDb.start(options(0));

    assertThat(value("SELECT v FROM eshop_test.t")).isEqualTo("kept");
  }

  @Test
  void serverOfAKilledNodeIsAdoptedAndStoppedByItsSuccessor() throws Exception {
    Process node = otherNode();
    long server;
    try {
      server = Long.parseLong(node.inputReader().readLine());
    } finally {
      node.destroyForcibly().waitFor();
    }
    assertThat(ProcessHandle.of(server)).isPresent();

    db = EmbeddedMariaDb.start(options(0));
    assertThat(db.pid()).isEqualTo(server);
    assertThat(value("SELECT 1")).isEqualTo("1");

    db.stop();
    assertThat(ProcessHandle.of(server).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void secondNodeOnAFolderIsRefused() {
    db = EmbeddedMariaDb.start(options(0));
    assertThatThrownBy(() -> EmbeddedMariaDb.start(options(0)))
        .isInstanceOf(MariaDbException.class)
        .hasMessageContaining("used by another node")
        .hasMessageContaining("--data-dir");
  }

  @Test
  void temporaryFilesAreOutOfReachOfOtherServers() throws SQLException {
    db = EmbeddedMariaDb.start(options(0));
    assertThat(value("SELECT @@tmpdir")).startsWith(folder.toString());
  }

  @Test
  void takenPortIsNamedWithItsSetting() throws IOException {
    try (ServerSocket other =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      assertThatThrownBy(() -> EmbeddedMariaDb.start(options(other.getLocalPort())))
          .isInstanceOf(MariaDbException.class)
          .hasMessageContaining("port " + other.getLocalPort())
          .hasMessageContaining("--db-port");
    }
  }

  @Test
  void unusableFolderIsNamedWithItsSetting() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> EmbeddedMariaDb.start(MariaDbOptions.in(file, 0)))
        .isInstanceOf(MariaDbException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("--data-dir");
  }

  @Test
  void onlyTheOwnUserWithItsPasswordGetsIn() throws Exception {
    db = EmbeddedMariaDb.start(options(0));
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("password"))))
        .isEqualTo("rw-------");
    String url = "jdbc:mariadb://127.0.0.1:" + db.port() + "/?sslMode=disable&user=";
    for (String login : List.of("root", "eshop", "eshop&password=wrong")) {
      assertThatThrownBy(() -> new org.mariadb.jdbc.Driver().connect(url + login, null))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Access denied");
    }
  }

  private MariaDbOptions options(int port) {
    return MariaDbOptions.in(folder, port).withBinaries(SHARED).forTests();
  }

  private Process otherNode() throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherNode.class.getName(),
            folder.toString(),
            SHARED.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = db.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String value(String sql) throws SQLException {
    try (Connection connection = db.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
