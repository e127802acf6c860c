package eshop.order;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.orDefault;

/**
 * How an order's saga is driven when the order itself says nothing. Seconds are whole because dtm's
 * wire carries whole seconds; 0 leaves the choice to the transaction manager.
 *
 * @param protocol how it is submitted and its branches are called; default grpc
 * @param timeoutToFailS seconds until an unfinished order is given up and undone; default 0: never
 * @param retryIntervalS seconds to the first retry, doubled each time; default 0: dtm's 10 s
 * @param requestTimeoutS seconds one branch call may take; default 0: dtm's 3 s
 * @param retryLimit failed attempts until the order is given up; default 0: no limit
 */
record SagaDefaults(
    SagaProtocol protocol,
    Integer timeoutToFailS,
    Integer retryIntervalS,
    Integer requestTimeoutS,
    Integer retryLimit) {
  static final SagaDefaults DEFAULTS = new SagaDefaults(null, null, null, null, null);

  SagaDefaults {
    protocol = orDefault(protocol, SagaProtocol.GRPC);
    timeoutToFailS = between("timeoutToFailS", orDefault(timeoutToFailS, 0), 0, 86_400);
    retryIntervalS = between("retryIntervalS", orDefault(retryIntervalS, 0), 0, 86_400);
    requestTimeoutS = between("requestTimeoutS", orDefault(requestTimeoutS, 0), 0, 600);
    retryLimit = between("retryLimit", orDefault(retryLimit, 0), 0, 1_000_000);
  }
}
