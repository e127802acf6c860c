package eshop.pay;

import eshop.platform.config.Loopback;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.saga.ProofConfig;

/**
 * The settings of the pay verticle: section {@code pay} of a node's configuration.
 *
 * @param grpc where it listens; default port 38282
 * @param database its schema; default eshop_pay
 * @param proof the keys of the sagas that may call it; default none
 */
record PayConfig(GrpcConfig grpc, DatabaseConfig database, ProofConfig proof) {
  PayConfig {
    grpc = GrpcConfig.withPort(grpc, 38282);
    database = DatabaseConfig.withSchema(database, "eshop_pay");
    proof = ProofConfig.forHost(proof, grpc.host(), Loopback.is(grpc.host()));
  }
}
