package eshop.coupon;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;

/**
 * The settings of the coupon verticle: section {@code coupon} of a node's configuration.
 *
 * @param grpc where it listens; default port 18282
 * @param database its schema; default eshop_coupon
 */
record CouponConfig(GrpcConfig grpc, DatabaseConfig database) {
  CouponConfig {
    grpc = GrpcConfig.withPort(grpc, 18282);
    database = DatabaseConfig.withSchema(database, "eshop_coupon");
  }
}
