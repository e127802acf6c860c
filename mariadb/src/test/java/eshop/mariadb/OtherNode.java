package eshop.mariadb;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that owns a server, says its pid on the first line and waits to be killed. */
final class OtherNode {
  private OtherNode() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    MariaDbOptions options =
        MariaDbOptions.in(Path.of(args[0]), 0).withBinaries(Path.of(args[1])).forTests();
    EmbeddedMariaDb db = EmbeddedMariaDb.start(options);
    try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write((db.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      new CountDownLatch(1).await();
    }
  }
}
