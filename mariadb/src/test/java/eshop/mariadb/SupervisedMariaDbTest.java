package eshop.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a server that dies is there again, and one that cannot live is given up with a reason. */
class SupervisedMariaDbTest {
  private static final Path SHARED =
      Path.of(
          System.getProperty("java.io.tmpdir"), "eshop-mariadb-" + System.getProperty("user.name"));

  @TempDir Path folder;
  private final List<String> gaveUp = new CopyOnWriteArrayList<>();
  private SupervisedMariaDb db;

  @BeforeEach
  void start() {
    MariaDbOptions options = MariaDbOptions.in(folder, 0).withBinaries(SHARED).forTests();
    db = SupervisedMariaDb.start(options, gaveUp::add);
  }

  @AfterEach
  void stop() {
    db.stop();
  }

  @Test
  void aServerThatIsKilledComesBackOnItsPortWithItsData() throws Exception {
    run("CREATE DATABASE eshop_test");
    run("CREATE TABLE eshop_test.t (v VARCHAR(9))");
    run("INSERT INTO eshop_test.t VALUES ('kept')");
    int port = db.port();
    for (int time = 1; time <= 2; time++) {
      long killed = kill();

      awaitTrue(() -> db.pid() != killed && answers());
    }

    assertThat(db.port()).isEqualTo(port);
    assertThat(value("SELECT v FROM eshop_test.t")).isEqualTo("kept");
    assertThat(gaveUp).isEmpty();
  }

  @Test
  void aServerThatDoesNotComeUpAgainIsGivenUpInOneLine() throws Exception {
    Files.writeString(folder.resolve("data/ibdata1"), "no data file");

    kill();

    awaitTrue(() -> !gaveUp.isEmpty());
    assertThat(gaveUp).hasSize(1);
    assertThat(gaveUp.get(0)).contains("not started again", "mariadbd.log").doesNotContain("\n");
  }

  @Test
  void aServerThatIsToldToStopIsNotStartedAgain() {
    long pid = db.pid();

    db.stop();

    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(db.pid()).isEqualTo(pid);
    assertThat(gaveUp).isEmpty();
  }

  private long kill() throws Exception {
    ProcessHandle server = ProcessHandle.of(db.pid()).orElseThrow();
    server.destroyForcibly();
    server.onExit().get(20, TimeUnit.SECONDS);
    return server.pid();
  }

  private boolean answers() {
    try {
      return value("SELECT 1").equals("1");
    } catch (SQLException e) {
      return false;
    }
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String value(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", EmbeddedMariaDb.USER);
    properties.setProperty("password", db.password());
    properties.setProperty("sslMode", "disable");
    properties.setProperty("connectTimeout", "2000");
    return new org.mariadb.jdbc.Driver()
        .connect("jdbc:mariadb://127.0.0.1:" + db.port() + "/", properties);
  }

  private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the time is over").isLessThan(limit);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }
}
