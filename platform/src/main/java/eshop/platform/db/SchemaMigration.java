package eshop.platform.db;

import eshop.platform.config.ConfigException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings a service's schema to the version its SQL files describe ({@code sql/<service>/V*__*.sql}
 * on the classpath). Flyway speaks blocking JDBC: this is the one place where it meets Vert.x, on a
 * worker thread.
 */
public final class SchemaMigration {
  private SchemaMigration() {}

  /**
   * Creates the schema if it is missing and applies what is new. Several nodes may do so at once:
   * Flyway takes a lock in the database.
   *
   * @param service the folder under {@code sql/}
   * @return fails with {@link ConfigException} naming the database when it cannot be reached
   */
  public static Future<Void> migrate(Vertx vertx, DatabaseConfig config, String service) {
    return vertx.executeBlocking(
        () -> {
          run(config, service);
          return null;
        },
        false);
  }

  private static void run(DatabaseConfig config, String service) {
    // Any schema that every user may use: Flyway returns to it, and cannot return to none. MySQL
    // 8.4
    // logs in without TLS by a key of the server's, which this driver fetches only when allowed to.
    String url =
        "jdbc:mariadb://%s:%d/information_schema?connectTimeout=%d&allowPublicKeyRetrieval=true"
            .formatted(config.host(), config.port(), config.connectTimeoutMs());
    try (JdbcTls tls = JdbcTls.open(config.tls(), "database.tls")) {
      Flyway.configure(SchemaMigration.class.getClassLoader())
          .dataSource(url, config.user(), config.password())
          .jdbcProperties(tls.properties())
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

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
