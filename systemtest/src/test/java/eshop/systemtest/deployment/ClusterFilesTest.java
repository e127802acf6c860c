package eshop.systemtest.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.config.NetworkConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hazelcast has neither TLS nor authentication, so each of its files opens as little as the first.
 */
class ClusterFilesTest {
  private static final Config FIRST = ClusterFiles.parse(Documents.text("cluster.xml"));

  static List<String> files() {
    return ClusterFiles.all().keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void membersAreAListAndNothingIsFoundByItself(String file) {
    NetworkConfig network = config(file).getNetworkConfig();
    assertThat(network.getJoin().getTcpIpConfig().isEnabled()).isTrue();
    assertThat(network.getJoin().getTcpIpConfig().getMembers()).isNotEmpty();
    assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
    assertThat(network.getJoin().isAutoDetectionEnabled()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("files")
  @SuppressWarnings("deprecation") // what is deprecated must be off too
  void nothingRunsForeignCode(String file) {
    Config config = config(file);
    assertThat(config.getNetworkConfig().getRestApiConfig().isEnabled()).isFalse();
    assertThat(config.getManagementCenterConfig().isScriptingEnabled()).isFalse();
    assertThat(config.getUserCodeDeploymentConfig().isEnabled()).isFalse();
    assertThat(config.getJetConfig().isEnabled()).isFalse();
    assertThat(config.getJetConfig().isResourceUploadEnabled()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("files")
  void sameClassesMayBeDeserializedAndSameMapsAreBackedUp(String file) {
    Config config = config(file);
    assertThat(config.getSerializationConfig().getJavaSerializationFilterConfig())
        .isNotNull()
        .isEqualTo(FIRST.getSerializationConfig().getJavaSerializationFilterConfig());
    assertThat(config.getMultiMapConfigs()).isEqualTo(FIRST.getMultiMapConfigs());
    assertThat(config.getMapConfigs()).isEqualTo(FIRST.getMapConfigs());
  }

  @ParameterizedTest
  @MethodSource("files")
  void propertiesOfTheFirstFileHoldEverywhere(String file) {
    FIRST
        .getProperties()
        .forEach(
            (name, value) -> assertThat(config(file).getProperties()).containsEntry(name, value));
  }

  @Test
  void everyClusterHasANameOfItsOwn() {
    assertThat(files().stream().map(file -> config(file).getClusterName()))
        .hasSize(3)
        .doesNotHaveDuplicates();
  }

  private static Config config(String file) {
    return ClusterFiles.parse(ClusterFiles.all().get(file));
  }
}
