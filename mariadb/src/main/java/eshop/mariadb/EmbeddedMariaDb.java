package eshop.mariadb;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real MariaDB server as a child process, so that a node needs nothing installed. Every call
 * blocks: use a worker thread.
 *
 * <p>The server outlives a node that is killed with -9. The next start on the same folder then
 * adopts it instead of starting a second one on the same data, and stops it at its own end. No
 * shutdown hook is installed: the owner decides what stops before the database.
 */
public final class EmbeddedMariaDb implements AutoCloseable {
  /** May do everything in the schemas {@code eshop_…} and {@code dtm}, which it also creates. */
  public static final String USER = "eshop";

  /** The server listens here only. */
  public static final String HOST = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMariaDb.class);
  private static final long READY_LIMIT_MS = 60_000;
  private static final long STOP_LIMIT_MS = 30_000;
  private static final long POLL_MS = 25;

  private final DataFolder folder;
  private final MariaDbOptions options;
  private final ProcessHandle server;
  private final int port;
  private final String password;

  private EmbeddedMariaDb(
      DataFolder folder, MariaDbOptions options, ProcessHandle server, int port, String password) {
    this.folder = folder;
    this.options = options;
    this.server = server;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts the server, or adopts the one that a killed process left on this folder. Returns when it
   * answers.
   *
   * @throws MariaDbException one line: folder not writable or in use, port taken, no server for
   *     this platform, or the server's own reason
   */
  public static EmbeddedMariaDb start(MariaDbOptions options) {
    DataFolder folder = DataFolder.open(options.folder());
    try {
      EmbeddedMariaDb adopted = adopt(folder, options);
      EmbeddedMariaDb db = adopted == null ? launch(folder, options) : adopted;
      LOG.info("MariaDB on {}:{}, data in {}", HOST, db.port, options.folder());
      return db;
    } catch (IOException e) {
      release(folder);
      throw new MariaDbException(
          "the database cannot start in "
              + options.folder()
              + ": "
              + Reason.of(e)
              + "; set --data-dir to a writable folder",
          e);
    } catch (InterruptedException e) {
      release(folder);
      Thread.currentThread().interrupt();
      throw new MariaDbException("interrupted while the database was starting", e);
    } catch (RuntimeException e) {
      release(folder);
      throw e;
    }
  }

  /**
   * Fails with the line that {@link #start} would fail with where the folder or the port cannot be
   * had, and starts nothing: for a launcher that wants to know before it begins.
   */
  public static void check(MariaDbOptions options) {
    DataFolder folder = DataFolder.open(options.folder());
    try {
      if (folder.runningServer().isEmpty()) {
        free(options.port());
      }
    } catch (IOException e) {
      throw new MariaDbException("database: " + Reason.of(e), e);
    } finally {
      release(folder);
    }
  }

  /**
   * The password of the server that runs, or ran, on a folder; for tools beside the node.
   *
   * @throws MariaDbException when there is none, or it is not ours to read
   */
  public static String passwordOf(Path folder) {
    try {
      return Files.readString(folder.resolve("password")).strip();
    } catch (IOException e) {
      throw new MariaDbException(
          "no password in " + folder + ": no node has run on it; set --data-dir to its folder", e);
    }
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  /** The process id of the server. */
  public long pid() {
    return server.pid();
  }

  /** A plain connection for administration and tests. */
  public Connection connect() throws SQLException {
    return connect(port, password);
  }

  /** Waits until the server's process has ended, for whatever reason. */
  void awaitEnd() throws InterruptedException {
    try {
      server.onExit().get();
    } catch (ExecutionException e) {
      throw new MariaDbException("cannot wait for mariadbd (pid " + server.pid() + ")", e);
    }
  }

  /**
   * Starts a server again where this one has ended, on the same port; it recovers what the other
   * left unfinished. This object is not to be used any more.
   *
   * @throws MariaDbException with the server's own reason when it does not come up
   */
  EmbeddedMariaDb startAgain() throws InterruptedException {
    try {
      return launch(folder, options, free(port));
    } catch (IOException e) {
      throw new MariaDbException("the database cannot start again: " + Reason.of(e), e);
    }
  }

  /** The server's own log. */
  Path logFile() {
    return folder.log();
  }

  /** Shuts the server down and waits until its process is gone; a second call does nothing. */
  public void stop() {
    if (server.isAlive()) {
      shutdown(server, port, password);
    }
    release(folder);
  }

  @Override
  public void close() {
    stop();
  }

  private static EmbeddedMariaDb adopt(DataFolder folder, MariaDbOptions options)
      throws IOException, InterruptedException {
    ProcessHandle running = folder.runningServer().orElse(null);
    if (running == null) {
      return null;
    }
    int port = folder.rememberedPort().orElse(0);
    String password = folder.password();
    if (port == 0 || !answers(running, port, password)) {
      if (!running.isAlive()) {
        return null;
      }
      throw new MariaDbException(
          "mariadbd (pid "
              + running.pid()
              + ") runs on "
              + folder.data()
              + " but does not answer; stop it and start again");
    }
    if (options.port() != 0 && options.port() != port) {
      shutdown(running, port, password);
      return null;
    }
    LOG.info("adopting mariadbd (pid {}), left by a node that was killed", running.pid());
    return new EmbeddedMariaDb(folder, options, running, port, password);
  }

  private static EmbeddedMariaDb launch(DataFolder folder, MariaDbOptions options)
      throws IOException, InterruptedException {
    return launch(folder, options, free(options.port()));
  }

  private static EmbeddedMariaDb launch(DataFolder folder, MariaDbOptions options, int port)
      throws IOException, InterruptedException {
    ServerCommand command =
        new ServerCommand(
            ServerBinaries.unpackedIn(options.binaries()), options, folder.temporary());
    String password = folder.password();
    if (!folder.initialised()) {
      FirstInit.run(command, folder, password);
    }
    folder.rememberPort(port);
    Process process =
        new ProcessBuilder(command.serve(folder.data(), port))
            .directory(folder.data().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(nullDevice()))
            .redirectErrorStream(true)
            .redirectOutput(folder.log().toFile())
            .start();
    awaitReady(process, folder, port, password);
    return new EmbeddedMariaDb(folder, options, process.toHandle(), port, password);
  }

  /** A start that does not come to its end leaves no server behind. */
  private static void awaitReady(Process process, DataFolder folder, int port, String password)
      throws InterruptedException {
    boolean ready = false;
    try {
      ready = answers(process.toHandle(), port, password);
    } finally {
      if (!ready) {
        process.destroyForcibly();
      }
    }
    if (!ready) {
      throw new MariaDbException(
          "the database did not start: " + ServerLog.lastError(folder.log()));
    }
  }

  private static File nullDevice() {
    return new File(File.separatorChar == '/' ? "/dev/null" : "NUL");
  }

  private static int free(int wanted) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(
          new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), wanted));
      return probe.getLocalPort();
    } catch (java.net.BindException e) {
      throw new MariaDbException(
          "port "
              + wanted
              + " of the database is taken by another program; choose another with --db-port",
          e);
    }
  }

  /** Waits until the server takes our password; false when it ended or the limit passed. */
  private static boolean answers(ProcessHandle process, int port, String password)
      throws InterruptedException {
    long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_LIMIT_MS);
    while (process.isAlive() && System.nanoTime() < limit) {
      try (Connection connection = connect(port, password)) {
        return connection.isValid(1);
      } catch (SQLException e) {
        LOG.debug("not ready: {}", e.getMessage());
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
    }
    return false;
  }

  private static void shutdown(ProcessHandle process, int port, String password) {
    try (Connection connection = connect(port, password);
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    } catch (SQLException e) {
      LOG.debug("SHUTDOWN was not answered: {}", e.getMessage());
      process.destroy();
    }
    if (!ended(process)) {
      LOG.warn(
          "mariadbd (pid {}) did not end in {} ms and is killed", process.pid(), STOP_LIMIT_MS);
      process.destroyForcibly();
      ended(process);
    }
  }

  private static boolean ended(ProcessHandle process) {
    try {
      process.onExit().get(STOP_LIMIT_MS, TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private static void release(DataFolder folder) {
    try {
      folder.close();
    } catch (IOException e) {
      LOG.debug("the lock was gone already", e);
    }
  }

  private static Connection connect(int port, String password) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    properties.setProperty("sslMode", "disable");
    properties.setProperty("connectTimeout", "2000");
    return new org.mariadb.jdbc.Driver()
        .connect("jdbc:mariadb://" + HOST + ":" + port + "/", properties);
  }
}
