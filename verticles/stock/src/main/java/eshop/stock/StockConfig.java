package eshop.stock;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;

/**
 * The settings of the stock verticle: section {@code stock} of a node's configuration.
 *
 * @param grpc where it listens; default port 28282
 * @param database its schema; default eshop_stock
 */
record StockConfig(GrpcConfig grpc, DatabaseConfig database) {
  StockConfig {
    grpc = GrpcConfig.withPort(grpc, 28282);
    database = DatabaseConfig.withSchema(database, "eshop_stock");
  }
}
