package eshop.order;

import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Loopback;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.saga.DtmConfig;
import eshop.saga.HousekeepingConfig;
import eshop.saga.ProofConfig;

/**
 * The settings of the order verticle: section {@code order} of a node's configuration.
 *
 * @param grpc where it listens; default port 8282
 * @param database its schema; default eshop_order
 * @param dtm the transaction manager; default the embedded coordinator's ports
 * @param branches where the transaction manager finds the services
 * @param saga how sagas are driven
 * @param housekeeping how long barrier rows are kept
 * @param proof the keys that its sagas carry the proof of, and that may call it; default none
 */
record OrderConfig(
    GrpcConfig grpc,
    DatabaseConfig database,
    DtmConfig dtm,
    BranchAddresses branches,
    SagaDefaults saga,
    HousekeepingConfig housekeeping,
    ProofConfig proof) {

  OrderConfig {
    grpc = GrpcConfig.withPort(grpc, 8282);
    database = DatabaseConfig.withSchema(database, "eshop_order");
    dtm = orDefault(dtm, DtmConfig.DEFAULTS);
    branches = orDefault(branches, BranchAddresses.DEFAULTS);
    saga = orDefault(saga, SagaDefaults.DEFAULTS);
    saga.protocol().check(dtm.tls(), grpc.tls());
    housekeeping = orDefault(housekeeping, HousekeepingConfig.DEFAULTS);
    proof = ProofConfig.forHost(proof, grpc.host(), Loopback.is(grpc.host()));
  }
}
