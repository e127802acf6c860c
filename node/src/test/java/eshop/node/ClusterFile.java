package eshop.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The cluster file of a test: a cluster of its own, which no other node on the machine joins. */
final class ClusterFile {
  private static final int MEMBERS = 3;

  private ClusterFile() {}

  static Path in(Path folder) throws IOException {
    int port = FreePorts.next();
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < MEMBERS; i++) {
      members.append("<member>127.0.0.1:%d</member>".formatted(port + i));
    }
    String xml =
        NodeOptions.resource("/cluster.xml")
            .replace("<cluster-name>eshop<", "<cluster-name>eshop-" + port + "<")
            .replaceAll("<member>.*</member>", "")
            .replace("</member-list>", members + "</member-list>")
            .replace(">5701<", ">" + port + "<");
    return Files.writeString(folder.resolve("cluster.xml"), xml, StandardCharsets.UTF_8);
  }
}
