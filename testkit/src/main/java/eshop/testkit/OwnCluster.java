package eshop.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cluster file of a test: the shipped one, which has to be on the class path, with another name
 * and other ports, so that no node that happens to run on the machine joins in.
 */
public final class OwnCluster {
  private OwnCluster() {}

  /**
   * Writes the file into a folder.
   *
   * @param port free, of the first member
   * @param members on this port and those behind it, where each looks for the others
   */
  public static Path in(Path folder, int port, int members) throws IOException {
    String list =
        IntStream.range(port, port + members)
            .mapToObj("<member>127.0.0.1:%d</member>"::formatted)
            .collect(Collectors.joining());
    try (InputStream shipped = OwnCluster.class.getResourceAsStream("/cluster.xml")) {
      String xml =
          new String(shipped.readAllBytes(), StandardCharsets.UTF_8)
              .replace("<cluster-name>eshop<", "<cluster-name>eshop-" + port + "<")
              .replaceAll("<member>.*</member>", "")
              .replace("</member-list>", list + "</member-list>")
              .replace(">5701<", ">" + port + "<");
      return Files.writeString(folder.resolve("cluster.xml"), xml);
    }
  }
}
