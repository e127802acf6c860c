package eshop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Schemas;
import eshop.testkit.RealMariaDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.stream.Stream;

/** The tables that the services really have, in schemas of their own. */
public final class ServiceTables {
  private static final Path SQL = Path.of("..", "sql");

  /** MySQL's word for the display width that dtm gives to its numbers. */
  private static final int DEPRECATED = 1681;

  private ServiceTables() {}

  /** Creates them, empty but for the services' own seed rows. */
  public static BenchDatabase create(RealMariaDb db) throws IOException, SQLException {
    Schemas schemas =
        new Schemas(
            create(db, "order"),
            create(db, "stock"),
            create(db, "coupon"),
            create(db, "pay"),
            create(db, "dtm"));
    return new BenchDatabase(url(db), db.user(), db.password(), schemas);
  }

  private static String create(RealMariaDb db, String service) throws IOException, SQLException {
    String schema = db.freshSchema(service);
    String url = url(db) + schema + "?allowMultiQueries=true";
    BenchDatabase bench = new BenchDatabase(url, db.user(), db.password(), Schemas.DEFAULTS);
    try (Connection connection = bench.connect();
        Statement statement = connection.createStatement();
        Stream<Path> scripts = Files.list(SQL.resolve(service))) {
      for (Path script : scripts.sorted().toList()) {
        statement.execute(Files.readString(script));
        while (statement.getMoreResults() || statement.getUpdateCount() >= 0) {
          assertNoMoreThanDeprecated(statement.getWarnings());
        }
      }
    }
    return schema;
  }

  private static void assertNoMoreThanDeprecated(SQLWarning first) {
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      assertThat(warning.getErrorCode()).as(warning.getMessage()).isEqualTo(DEPRECATED);
    }
  }

  private static String url(RealMariaDb db) {
    return "jdbc:mariadb://%s:%d/".formatted(db.host(), db.port());
  }
}
