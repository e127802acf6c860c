package eshop.platform.db;

import eshop.platform.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings a service's schema to the version its SQL files describe ({@code sql/<service>/V*__*.sql}
 * on the classpath). Flyway speaks blocking JDBC: this is the one place where it meets Vert.x, on a
 * worker thread.
 */
public final class SchemaMigration {
  private static final String[] TABLE_TYPES = {"TABLE", "BASE TABLE"};

  private SchemaMigration() {}

  /**
   * Creates the schema if it is missing and applies what is new. Several nodes may do so at once:
   * Flyway takes a lock in the database.
   *
   * @param service the folder under {@code sql/}
   * @return fails with {@link ConfigException} naming the database when it cannot be reached
   */
  public static Future<Void> migrate(Vertx vertx, DatabaseConfig config, String service) {
    return migrate(vertx, config, service, Set.of());
  }

  /**
   * The same for a schema that another program may have made: one that has these tables and no
   * version is taken to be of version 1.
   *
   * @param tables those that version 1 makes; with none of them such a schema is refused
   */
  public static Future<Void> migrate(
      Vertx vertx, DatabaseConfig config, String service, Set<String> tables) {
    return vertx.executeBlocking(
        () -> {
          run(config, service, tables);
          return null;
        },
        false);
  }

  private static void run(DatabaseConfig config, String service, Set<String> tables) {
    // Any schema that every user may use: Flyway returns to it, and cannot return to none. MySQL
    // 8.4
    // logs in without TLS by a key of the server's, which this driver fetches only when allowed to.
    String url =
        "jdbc:mariadb://%s:%d/information_schema?connectTimeout=%d&allowPublicKeyRetrieval=true"
            .formatted(config.host(), config.port(), config.connectTimeoutMs());
    try (JdbcTls tls = JdbcTls.open(config.tls(), "database.tls")) {
      FluentConfiguration flyway =
          Flyway.configure(SchemaMigration.class.getClassLoader())
              .dataSource(url, config.user(), config.password())
              .jdbcProperties(tls.properties());
      flyway
          .baselineOnMigrate(!tables.isEmpty() && hasAll(flyway.getDataSource(), config, tables))
          .defaultSchema(config.schema())
          .schemas(config.schema())
          .createSchemas(true)
          .placeholders(Map.of())
          .placeholderReplacement(false)
          .locations("classpath:sql/" + service)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new ConfigException(
          "database " + config + ": schema not migrated: " + reason(e) + " (check database.*)", e);
    }
  }

  private static boolean hasAll(DataSource server, DatabaseConfig config, Set<String> tables) {
    try (Connection connection = server.getConnection();
        ResultSet found =
            connection.getMetaData().getTables(config.schema(), null, "%", TABLE_TYPES)) {
      Set<String> names = new HashSet<>();
      while (found.next()) {
        names.add(found.getString("TABLE_NAME"));
      }
      return names.containsAll(tables);
    } catch (SQLException e) {
      throw new FlywayException(e.getMessage(), e);
    }
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
