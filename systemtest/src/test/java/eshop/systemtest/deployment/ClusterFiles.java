package eshop.systemtest.deployment;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The Hazelcast files: one for each way to run a cluster. */
final class ClusterFiles {
  private ClusterFiles() {}

  /** As a node reads it. */
  static Config parse(String xml) {
    return new XmlConfigBuilder(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
        .build();
  }

  static Map<String, String> all() {
    return Map.of(
        "cluster.xml", Documents.text("cluster.xml"),
        "conf/cluster-compose.xml", Documents.text("conf/cluster-compose.xml"),
        "deploy/kubernetes/config.yml", Manifests.configMap().getString("cluster.xml"));
  }
}
