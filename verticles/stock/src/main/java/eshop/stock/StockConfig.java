package eshop.stock;

import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Loopback;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.saga.DtmConfig;
import eshop.saga.HousekeepingConfig;
import eshop.saga.ProofConfig;

/**
 * The settings of the stock verticle: section {@code stock} of a node's configuration.
 *
 * @param grpc where it listens; default port 28282
 * @param database its schema; default eshop_stock
 * @param dtm the transaction manager, asked about old sagas; default the embedded coordinator's
 *     ports
 * @param housekeeping how long barrier rows are kept
 * @param proof the keys of the sagas that may call it; default none
 */
record StockConfig(
    GrpcConfig grpc,
    DatabaseConfig database,
    DtmConfig dtm,
    HousekeepingConfig housekeeping,
    ProofConfig proof) {

  StockConfig {
    grpc = GrpcConfig.withPort(grpc, 28282);
    database = DatabaseConfig.withSchema(database, "eshop_stock");
    dtm = orDefault(dtm, DtmConfig.DEFAULTS);
    housekeeping = orDefault(housekeeping, HousekeepingConfig.DEFAULTS);
    proof = ProofConfig.forHost(proof, grpc.host(), Loopback.is(grpc.host()));
  }
}
