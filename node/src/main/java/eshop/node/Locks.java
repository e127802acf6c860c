package eshop.node;

import eshop.bridge.BridgeConfig;
import eshop.platform.config.ConfigException;
import eshop.platform.config.ConfigReader;
import eshop.platform.config.Loopback;
import eshop.platform.grpc.GrpcConfig;
import eshop.platform.tls.ClientTls;
import eshop.platform.tls.ServerTls;
import eshop.saga.ProofConfig;
import io.vertx.core.json.JsonObject;

/**
 * What a node's servers ask of their callers, and its clients of servers, tried before the node
 * starts. Each part checks the same again when it starts; here nothing has to be undone.
 */
final class Locks {
  private Locks() {}

  /** Reads all files of TLS; fails with {@code ConfigException}: the first that is no good. */
  static void check(NodeConfig config) {
    for (VerticleName verticle : config.verticles()) {
      String key = verticle.section();
      JsonObject section = config.sections().getJsonObject(key);
      if (verticle.hasBranches()) {
        checkService(config.proof(), key, section.getJsonObject("grpc"));
      }
      if (verticle == VerticleName.BRIDGE) {
        ConfigReader.read(section, BridgeConfig.class, key);
      }
      if (verticle == VerticleName.ORDER) {
        checkClient(config.sections().getJsonObject("dtm"), "tls", "dtm.tls");
      }
      if (verticle == VerticleName.COORDINATOR) {
        ConfigReader.read(section.getJsonObject("tls"), ServerTls.class, "coordinator.tls")
            .check("coordinator.tls");
        checkClient(section, "branchTls", "coordinator.branchTls");
      }
    }
  }

  private static void checkService(ProofConfig proof, String key, JsonObject section) {
    GrpcConfig grpc = ConfigReader.read(section, GrpcConfig.class, key + ".grpc");
    grpc.tls().check(key + ".grpc.tls");
    try {
      ProofConfig.forHost(proof, grpc.host(), Loopback.is(grpc.host()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key + ": " + e.getMessage(), e);
    }
  }

  private static void checkClient(JsonObject section, String key, String path) {
    ConfigReader.read(section.getJsonObject(key), ClientTls.class, path).check(path);
  }
}
