package eshop.mariadb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the data of a new server. It feeds the system tables straight to a bootstrap server,
 * without the help texts and the sys schema that the usual install script adds: under a second
 * instead of several. There is no root account; the one user is eshop, which may do everything in
 * its own schemas and shut the server down.
 */
final class FirstInit {
  private static final long LIMIT_SECONDS = 120;

  private FirstInit() {}

  static void run(ServerCommand command, DataFolder folder, String password)
      throws IOException, InterruptedException {
    Path partial = folder.freshPartial();
    Process server =
        new ProcessBuilder(command.bootstrap(partial))
            .redirectErrorStream(true)
            .redirectOutput(folder.log().toFile())
            .start();
    IOException broken = null;
    try (OutputStream in = server.getOutputStream()) {
      feed(in, command.binaries().share(), password);
    } catch (IOException e) {
      broken = e;
    }
    if (!server.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      server.destroyForcibly();
      throw new MariaDbException(
          "the database did not initialise in " + LIMIT_SECONDS + " s, see " + folder.log());
    }
    if (server.exitValue() != 0 || broken != null) {
      throw new MariaDbException(
          "the database could not be initialised: " + ServerLog.lastError(folder.log()), broken);
    }
    folder.publish(partial);
  }

  private static void feed(OutputStream in, Path share, String password) throws IOException {
    write(in, List.of("CREATE DATABASE mysql;", "USE mysql;"));
    Files.copy(systemTables(share, ""), in);
    Files.copy(systemTables(share, "_data"), in);
    String user = "'" + EmbeddedMariaDb.USER + "'@'127.0.0.1'";
    write(
        in,
        List.of(
            "DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys';",
            "DELETE FROM mysql.proxies_priv;",
            "FLUSH PRIVILEGES;",
            "CREATE USER " + user + " IDENTIFIED BY '" + password + "';",
            "GRANT SHUTDOWN ON *.* TO " + user + ";",
            "GRANT ALL ON `eshop\\_%`.* TO " + user + ";",
            "GRANT ALL ON `dtm`.* TO " + user + ";"));
  }

  /** Before 11 they had MySQL's name. */
  private static Path systemTables(Path share, String suffix) {
    Path tables = share.resolve("mariadb_system_tables" + suffix + ".sql");
    return Files.exists(tables) ? tables : share.resolve("mysql_system_tables" + suffix + ".sql");
  }

  /** One statement a line: a bootstrap server reads no other way. */
  private static void write(OutputStream in, List<String> statements) throws IOException {
    in.write(("\n" + String.join("\n", statements) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
