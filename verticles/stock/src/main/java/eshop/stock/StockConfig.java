package eshop.stock;

import eshop.platform.config.Loopback;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.saga.ProofConfig;

/**
 * The settings of the stock verticle: section {@code stock} of a node's configuration.
 *
 * @param grpc where it listens; default port 28282
 * @param database its schema; default eshop_stock
 * @param proof the keys of the sagas that may call it; default none
 */
record StockConfig(GrpcConfig grpc, DatabaseConfig database, ProofConfig proof) {
  StockConfig {
    grpc = GrpcConfig.withPort(grpc, 28282);
    database = DatabaseConfig.withSchema(database, "eshop_stock");
    proof = ProofConfig.forHost(proof, grpc.host(), Loopback.is(grpc.host()));
  }
}
