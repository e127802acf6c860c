package eshop.coupon;

import static eshop.platform.config.Rule.orDefault;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.saga.DtmConfig;
import eshop.saga.HousekeepingConfig;

/**
 * The settings of the coupon verticle: section {@code coupon} of a node's configuration.
 *
 * @param grpc where it listens; default port 18282
 * @param database its schema; default eshop_coupon
 * @param dtm the transaction manager, asked about old sagas; default the embedded coordinator's
 *     ports
 * @param housekeeping how long barrier rows are kept
 */
record CouponConfig(
    GrpcConfig grpc, DatabaseConfig database, DtmConfig dtm, HousekeepingConfig housekeeping) {

  CouponConfig {
    grpc = GrpcConfig.withPort(grpc, 18282);
    database = DatabaseConfig.withSchema(database, "eshop_coupon");
    dtm = orDefault(dtm, DtmConfig.DEFAULTS);
    housekeeping = orDefault(housekeeping, HousekeepingConfig.DEFAULTS);
  }
}
