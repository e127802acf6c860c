package eshop.platform.db;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.notBlank;
import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Rule;

/**
 * Where one service's schema is and how many connections it may use. Each service has its own, so
 * services can live on different servers.
 *
 * @param host server name or address; default 127.0.0.1
 * @param port TCP port; default 13306, the embedded server's
 * @param user default {@code eshop}
 * @param password default empty; give it by environment, never in a file
 * @param schema the service's own schema; the service's config fills in its default, see {@link
 *     #withSchema}
 * @param poolSize connections at most; default 8
 * @param maxWaitQueue calls that may wait for a connection before new ones fail; default 10000
 * @param connectTimeoutMs default 3000
 * @param waitTimeoutMs how long a call may wait for a free connection; default 5000
 * @param transactionTimeoutMs how long a transaction may take, and how long a server may be silent
 *     while statements are in flight; then the connection is closed and the outcome is unknown.
 *     Keep it under the 10 s of a saga's lease; default 8000
 * @param tls default none
 */
public record DatabaseConfig(
    String host,
    Integer port,
    String user,
    String password,
    String schema,
    Integer poolSize,
    Integer maxWaitQueue,
    Integer connectTimeoutMs,
    Integer waitTimeoutMs,
    Integer transactionTimeoutMs,
    DatabaseTls tls) {

  public DatabaseConfig {
    host = notBlank("host", orDefault(host, "127.0.0.1"));
    port = Rule.port("port", orDefault(port, 13306));
    user = notBlank("user", orDefault(user, "eshop"));
    password = orDefault(password, "");
    schema = schema == null ? null : Rule.schema("schema", schema);
    poolSize = between("poolSize", orDefault(poolSize, 8), 1, 200);
    maxWaitQueue = between("maxWaitQueue", orDefault(maxWaitQueue, 10_000), 1, 1_000_000);
    connectTimeoutMs = between("connectTimeoutMs", orDefault(connectTimeoutMs, 3_000), 100, 60_000);
    waitTimeoutMs = between("waitTimeoutMs", orDefault(waitTimeoutMs, 5_000), 100, 60_000);
    transactionTimeoutMs =
        between("transactionTimeoutMs", orDefault(transactionTimeoutMs, 8_000), 500, 60_000);
    tls = orDefault(tls, DatabaseTls.NONE);
  }

  /** A database with the defaults for everything else. */
  public static DatabaseConfig at(
      String host, int port, String user, String password, String schema, DatabaseTls tls) {
    return new DatabaseConfig(
        host, port, user, password, schema, null, null, null, null, null, tls);
  }

  /**
   * The section with the service's default schema where none is given; {@code section} may be null.
   */
  public static DatabaseConfig withSchema(DatabaseConfig section, String defaultSchema) {
    DatabaseConfig given =
        section == null
            ? new DatabaseConfig(null, null, null, null, null, null, null, null, null, null, null)
            : section;
    return given.schema != null
        ? given
        : new DatabaseConfig(
            given.host,
            given.port,
            given.user,
            given.password,
            defaultSchema,
            given.poolSize,
            given.maxWaitQueue,
            given.connectTimeoutMs,
            given.waitTimeoutMs,
            given.transactionTimeoutMs,
            given.tls);
  }

  /** The address without the password, for logs and messages. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + schema;
  }
}
