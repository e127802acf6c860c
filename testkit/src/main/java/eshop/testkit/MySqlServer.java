package eshop.testkit;

import eshop.mariadb.EmbeddedMariaDb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;

/**
 * A real MySQL 8 out of an unpacked distribution, on data that is thrown away. As delivered but for
 * what a test machine has to spare: it logs in by caching_sha2_password and keeps its binary log.
 */
record MySqlServer(Path folder, Process process, int port, String password)
    implements DatabaseServer {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /**
   * Makes the data, which takes some seconds, and starts one.
   *
   * @param home where {@code bin/mysqld} is
   * @param firstSql run when it starts, one statement a line
   */
  static MySqlServer start(Path home, String firstSql) {
    try {
      Path folder = Files.createTempDirectory("eshop-mysql");
      String password = UUID.randomUUID().toString();
      Path script =
          Files.writeString(folder.resolve("first.sql"), usualUser(password) + "\n" + firstSql);
      await(launch(home, folder, List.of("--initialize-insecure")), folder);
      int port = freePort();
      Process process =
          launch(
              home,
              folder,
              List.of(
                  "--bind-address=127.0.0.1",
                  "--port=" + port,
                  "--socket=" + folder.resolve("s"),
                  "--pid-file=" + folder.resolve("mysqld.pid"),
                  "--mysqlx=OFF",
                  "--skip-name-resolve",
                  "--secure-file-priv=NULL",
                  "--max-connections=300",
                  "--innodb-buffer-pool-size=64M",
                  "--innodb-flush-log-at-trx-commit=2",
                  "--sync-binlog=0",
                  "--init-file=" + script));
      MySqlServer server = new MySqlServer(folder, process, port, password);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String host() {
    return EmbeddedMariaDb.HOST;
  }

  @Override
  public String user() {
    return EmbeddedMariaDb.USER;
  }

  @Override
  public boolean isMariaDb() {
    return false;
  }

  @Override
  public void stop() {
    process.destroy();
    try {
      process.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      RealMariaDb.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
    }
  }

  /** One that does not come up is not left behind. */
  private void awaitReady() {
    boolean ready = false;
    try {
      awaitAnswer();
      ready = true;
    } finally {
      if (!ready) {
        process.destroyForcibly();
      }
    }
  }

  private void awaitAnswer() {
    Awaitility.await("MySQL, whose log is " + log(folder))
        .atMost(LIMIT)
        .failFast("mysqld has ended, see " + log(folder), () -> !process.isAlive())
        .until(this::answers);
  }

  private boolean answers() {
    try (Connection connection = connect()) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  /** The same rights as the embedded MariaDB's, and to read how many deadlocks there were. */
  private static String usualUser(String password) {
    String user = "'" + EmbeddedMariaDb.USER + "'@'127.0.0.1'";
    return String.join(
        "\n",
        "CREATE USER " + user + " IDENTIFIED BY '" + password + "';",
        "GRANT SHUTDOWN, PROCESS ON *.* TO " + user + ";",
        "GRANT ALL ON `eshop\\_%`.* TO " + user + ";",
        "GRANT ALL ON `dtm`.* TO " + user + ";");
  }

  private static Process launch(Path home, Path folder, List<String> more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("mysqld").toString());
    command.add("--no-defaults");
    if ("root".equals(System.getProperty("user.name"))) {
      command.add("--user=root");
    }
    command.add("--basedir=" + home);
    command.add("--datadir=" + folder.resolve("data"));
    command.add("--log-error-verbosity=2");
    command.addAll(more);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()))
        .start();
  }

  private static void await(Process first, Path folder) throws IOException {
    try {
      if (!first.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) || first.exitValue() != 0) {
        first.destroyForcibly();
        throw new IllegalStateException("no MySQL: " + Files.readString(log(folder)));
      }
    } catch (InterruptedException e) {
      first.destroyForcibly();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Path log(Path folder) {
    return folder.resolve("mysqld.log");
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      return probe.getLocalPort();
    }
  }
}
