package eshop.systemtest;

import eshop.node.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The cluster file of a test: the shipped one with another name and port, so that no node that
 * happens to run on the machine joins in.
 */
final class OwnCluster {
  private OwnCluster() {}

  /** Writes the file into a folder. */
  static Path in(Path folder) {
    String port = Integer.toString(FreePorts.next());
    try (InputStream in = OwnCluster.class.getResourceAsStream("/cluster.xml")) {
      String xml =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replace("<cluster-name>eshop<", "<cluster-name>eshop-" + port + "<")
              .replaceAll("<member>.*</member>", "")
              .replace("</member-list>", "<member>127.0.0.1:" + port + "</member></member-list>")
              .replace(">5701<", ">" + port + "<");
      return Files.writeString(folder.resolve("cluster.xml"), xml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
