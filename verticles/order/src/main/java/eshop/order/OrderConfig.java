package eshop.order;

import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Loopback;
import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.saga.DtmConfig;
import eshop.saga.HousekeepingConfig;
import eshop.saga.ProofConfig;
import eshop.saga.WakeConfig;

/**
 * The settings of the order verticle: section {@code order} of a node's configuration.
 *
 * @param grpc where it listens; default port 8282
 * @param database its schema; default eshop_order
 * @param dtm the transaction manager; default the embedded coordinator's ports
 * @param branches where the transaction manager finds the services
 * @param saga how sagas are driven
 * @param wake how sagas that wait for a service are hurried when it is back
 * @param housekeeping how long barrier rows are kept
 * @param proof the keys that its sagas carry the proof of, and that may call it; default none
 */
record OrderConfig(
    GrpcConfig grpc,
    DatabaseConfig database,
    DtmConfig dtm,
    BranchAddresses branches,
    SagaDefaults saga,
    WakeConfig wake,
    HousekeepingConfig housekeeping,
    ProofConfig proof) {

  OrderConfig {
    grpc = GrpcConfig.withPort(grpc, 8282);
    database = DatabaseConfig.withSchema(database, "eshop_order");
    dtm = orDefault(dtm, DtmConfig.DEFAULTS);
    branches = orDefault(branches, BranchAddresses.DEFAULTS);
    saga = orDefault(saga, SagaDefaults.DEFAULTS);
    saga.protocol().check(dtm, branches, grpc.tls());
    wake = orDefault(wake, WakeConfig.DEFAULTS);
    housekeeping = orDefault(housekeeping, HousekeepingConfig.DEFAULTS);
    proof = ProofConfig.forHost(proof, grpc.host(), Loopback.is(grpc.host()));
  }
}
