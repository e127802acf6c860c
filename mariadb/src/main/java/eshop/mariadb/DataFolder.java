package eshop.mariadb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The folder of one server and the right to use it. The right is a file lock, which the operating
 * system gives back when the process dies in whatever way; so a second node on the same folder is
 * refused, and a node that follows a killed one is not.
 */
final class DataFolder implements AutoCloseable {
  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  static DataFolder open(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new MariaDbException(
            "the data folder "
                + folder
                + " is used by another node; give this one its own with --data-dir, or share the other's database with --db");
      }
      return new DataFolder(folder, channel, lock);
    } catch (IOException e) {
      throw new MariaDbException(
          "cannot write to the data folder "
              + folder
              + ": "
              + Reason.of(e)
              + "; set --data-dir to a writable folder",
          e);
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  /**
   * The server's temporary files: a starting server deletes those of others that share a folder.
   */
  Path temporary() throws IOException {
    return Files.createDirectories(folder.resolve("tmp"));
  }

  Path log() {
    return folder.resolve("mariadbd.log");
  }

  boolean initialised() {
    return Files.isDirectory(data());
  }

  /**
   * A folder for a first initialisation; it becomes {@link #data()} only when that has come to its
   * end.
   */
  Path freshPartial() throws IOException {
    Path partial = folder.resolve("data.partial");
    Folders.delete(partial);
    return Files.createDirectory(partial);
  }

  void publish(Path partial) throws IOException {
    Files.move(partial, data());
  }

  /**
   * The password of the user eshop: made up at the first call, readable by the owner of the folder
   * only.
   */
  String password() throws IOException {
    Path file = folder.resolve("password");
    if (!Files.exists(file)) {
      if (initialised()) {
        throw new MariaDbException(
            "the file "
                + file
                + " is missing, so nobody can log in to the data beside it; put it back or use another --data-dir");
      }
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Files.createFile(file, ownerOnly());
      Files.writeString(file, HexFormat.of().formatHex(random));
    }
    return Files.readString(file).strip();
  }

  private FileAttribute<?>[] ownerOnly() {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Written before the server starts, so that whoever comes after a kill knows where to knock. */
  void rememberPort(int port) throws IOException {
    Files.writeString(folder.resolve("port"), Integer.toString(port));
  }

  Optional<Integer> rememberedPort() {
    return number(folder.resolve("port")).map(Long::intValue);
  }

  /**
   * The mariadbd that still runs on this folder, if its pid file names one; a stale file names
   * none.
   */
  Optional<ProcessHandle> runningServer() {
    return number(data().resolve(ServerCommand.PID_FILE))
        .flatMap(ProcessHandle::of)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .command()
                    .map(command -> command.contains("mariadbd") || command.contains("mysqld"))
                    .orElse(false));
  }

  private static Optional<Long> number(Path file) {
    try {
      return Optional.of(Long.valueOf(Files.readString(file).strip()));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }
}
