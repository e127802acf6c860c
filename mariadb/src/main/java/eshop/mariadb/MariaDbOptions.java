package eshop.mariadb;

import java.nio.file.Path;
import java.util.List;

/**
 * What a caller may decide about the embedded server; everything else is fixed in {@link
 * ServerCommand}.
 *
 * @param folder data, password, log and pid of this server; one server per folder
 * @param binaries where the server's program is unpacked once per version; may be shared by servers
 *     of one user
 * @param port TCP port on 127.0.0.1, 0 for a free one
 * @param maxConnections refused beyond this
 * @param bufferPoolMiB memory for InnoDB pages
 * @param durable true: a commit survives power loss; false: only the death of the server, which is
 *     enough for tests
 * @param arguments more for the server's command line; they come last and win
 */
public record MariaDbOptions(
    Path folder,
    Path binaries,
    int port,
    int maxConnections,
    int bufferPoolMiB,
    boolean durable,
    List<String> arguments) {

  public MariaDbOptions {
    folder = folder.toAbsolutePath().normalize();
    binaries = binaries.toAbsolutePath().normalize();
    arguments = List.copyOf(arguments);
    check(port >= 0 && port <= 65_535, "port must be 0..65535, not " + port);
    check(maxConnections >= 1, "max connections must be at least 1, not " + maxConnections);
    check(bufferPoolMiB >= 16, "the buffer pool must be at least 16 MiB, not " + bufferPoolMiB);
  }

  /** The usual options: durable, 300 connections, 256 MiB of pages, the program beside the data. */
  public static MariaDbOptions in(Path folder, int port) {
    return new MariaDbOptions(folder, folder.resolve("server"), port, 300, 256, true, List.of());
  }

  public MariaDbOptions withBinaries(Path shared) {
    return new MariaDbOptions(
        folder, shared, port, maxConnections, bufferPoolMiB, durable, arguments);
  }

  /** Trades survival of a power loss for speed: for tests. */
  public MariaDbOptions forTests() {
    return new MariaDbOptions(folder, binaries, port, maxConnections, 64, false, arguments);
  }

  /** A server that is told more: for tests of what the embedded one does not do, such as TLS. */
  public MariaDbOptions withArguments(List<String> more) {
    return new MariaDbOptions(folder, binaries, port, maxConnections, bufferPoolMiB, durable, more);
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new MariaDbException("database: " + message);
    }
  }
}
