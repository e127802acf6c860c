package eshop.testkit;

import eshop.mariadb.EmbeddedMariaDb;
import eshop.mariadb.MariaDbOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The MariaDB of the class path, on data that is thrown away. */
record MariaDbServer(Path folder, EmbeddedMariaDb db) implements DatabaseServer {

  /**
   * Starts one.
   *
   * @param firstSql run when it starts, one statement a line
   * @param arguments more for its command line
   */
  static MariaDbServer start(String firstSql, List<String> arguments) {
    try {
      Path folder = Files.createTempDirectory("eshop-db");
      Path script = Files.writeString(folder.resolve("first.sql"), firstSql);
      List<String> all = new ArrayList<>(arguments);
      all.add("--init-file=" + script);
      MariaDbOptions options =
          MariaDbOptions.in(folder, 0)
              .withBinaries(RealMariaDb.binaries())
              .forTests()
              .withArguments(all);
      return new MariaDbServer(folder, EmbeddedMariaDb.start(options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String host() {
    return EmbeddedMariaDb.HOST;
  }

  @Override
  public int port() {
    return db.port();
  }

  @Override
  public String user() {
    return EmbeddedMariaDb.USER;
  }

  @Override
  public String password() {
    return db.password();
  }

  @Override
  public boolean isMariaDb() {
    return true;
  }

  @Override
  public void stop() {
    db.stop();
    try {
      RealMariaDb.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
