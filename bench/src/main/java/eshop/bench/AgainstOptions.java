package eshop.bench;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Schemas;
import eshop.bench.run.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Another running server with the submit API, measured in turn. */
final class AgainstOptions {
  @Option(names = "--against", paramLabel = "URL", description = "Its API: http://host:port")
  private String url;

  @Option(names = "--against-name", defaultValue = "other", description = "For the table")
  private String name;

  @Option(names = "--against-jdbc", paramLabel = "URL", description = "jdbc:mariadb://host:port/")
  private String jdbc;

  @Option(names = "--against-user", defaultValue = "root", description = "Of its database")
  private String user;

  @Option(names = "--against-password-file", paramLabel = "FILE")
  private Path passwordFile;

  @Option(
      names = "--against-schemas",
      paramLabel = "A,B,C,D,E",
      defaultValue = "eshop_order,eshop_stock,eshop_coupon,eshop_pay,dtm",
      description = "Of order, stock, coupon, pay and dtm (${DEFAULT-VALUE})")
  private String schemas;

  @Option(names = "--against-pid", paramLabel = "NAME=PID", description = "Its processes")
  private Map<String, Long> pids = new LinkedHashMap<>();

  @Option(names = "--against-check", paramLabel = "COMMAND", description = "Audits its books")
  private String check;

  /** Null when none is given. */
  Target target() throws IOException {
    return url == null ? null : new Target(name, url, database(), pids, check);
  }

  private BenchDatabase database() throws IOException {
    if (jdbc == null) {
      return null;
    }
    String[] names = schemas.split(",", -1);
    if (names.length != 5) {
      throw new IllegalArgumentException("--against-schemas must be five names");
    }
    String password = passwordFile == null ? "" : Files.readString(passwordFile).strip();
    return new BenchDatabase(
        jdbc, user, password, new Schemas(names[0], names[1], names[2], names[3], names[4]));
  }
}
