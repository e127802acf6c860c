package eshop.pay;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;

/**
 * The settings of the pay verticle: section {@code pay} of a node's configuration.
 *
 * @param grpc where it listens; default port 38282
 * @param database its schema; default eshop_pay
 */
record PayConfig(GrpcConfig grpc, DatabaseConfig database) {
  PayConfig {
    grpc = GrpcConfig.withPort(grpc, 38282);
    database = DatabaseConfig.withSchema(database, "eshop_pay");
  }
}
