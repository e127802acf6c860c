package eshop.coordinator;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.notBlank;
import static eshop.platform.config.Rule.orDefault;
import static eshop.platform.config.Rule.port;

import eshop.platform.db.DatabaseConfig;
import eshop.platform.grpc.GrpcConfig;
import eshop.platform.tls.ClientTls;
import eshop.platform.tls.ServerTls;
import java.time.Duration;
import java.util.List;

/**
 * The {@code coordinator} section. Keys that dtm has too keep dtm's name, unit (seconds) and
 * default, so that a setting can be carried from one to the other.
 *
 * @param host where both servers listen; default 127.0.0.1. Only {@code tls.clientCa} says who may
 *     call, and for gRPC only, so open it only to a network in which every caller may start and
 *     stop sagas
 * @param grpcPort dtm's gRPC API; default 36790; 0 lets the system choose
 * @param httpPort dtm's HTTP API; default 36789; 0 lets the system choose
 * @param reusePort whether other coordinators of this machine may listen on the ports too, see
 *     {@code cluster.reusePort}; default false
 * @param reflection whether gRPC clients may list services; default false
 * @param allowedBranchHosts hosts that branches may be on: {@code host}, {@code host:port}, {@code
 *     *.domain} or {@code *}; default loopback only
 * @param transCronInterval seconds between looks for due sagas; default 3
 * @param retryInterval seconds to the first retry of a saga that does not say; default 10
 * @param requestTimeout seconds one branch call may take when the saga does not say; default 3
 * @param timeoutToFail dtm's threshold for a saga that is stuck: {@code resetCronTime} wakes those
 *     due later than three times this; default 35 seconds. It aborts no saga by itself
 * @param maxInFlight sagas run at once for submits; one more is refused (RESOURCE_EXHAUSTED, 429);
 *     default 10000
 * @param maxRecovering sagas run at once that were due again; default 256
 * @param maxBodyBytes a larger submit is refused; default 1048576
 * @param connectionsPerBranch connections to one branch host, each with up to 1000 calls at once;
 *     default 2
 * @param housekeeping when sagas that have ended are removed
 * @param wake how sagas that wait for a service are run when it is back
 * @param tls of the gRPC API; default none. The HTTP API has none
 * @param branchTls of calls to gRPC branches, all of them; default none. A branch in this process
 *     is called without a connection, and so without TLS
 * @param database dtm's schema; {@code schema} defaults to {@code dtm}
 */
public record CoordinatorConfig(
    String host,
    Integer grpcPort,
    Integer httpPort,
    Boolean reusePort,
    Boolean reflection,
    List<String> allowedBranchHosts,
    Integer transCronInterval,
    Integer retryInterval,
    Integer requestTimeout,
    Integer timeoutToFail,
    Integer maxInFlight,
    Integer maxRecovering,
    Integer maxBodyBytes,
    Integer connectionsPerBranch,
    EndedConfig housekeeping,
    WakeConfig wake,
    ServerTls tls,
    ClientTls branchTls,
    DatabaseConfig database) {

  public CoordinatorConfig {
    host = notBlank("host", orDefault(host, "127.0.0.1"));
    grpcPort = port("grpcPort", orDefault(grpcPort, 36_790));
    httpPort = port("httpPort", orDefault(httpPort, 36_789));
    reusePort = orDefault(reusePort, false);
    reflection = orDefault(reflection, false);
    allowedBranchHosts = List.copyOf(orDefault(allowedBranchHosts, AllowedHosts.LOOPBACK));
    AllowedHosts.of(allowedBranchHosts);
    transCronInterval = between("transCronInterval", orDefault(transCronInterval, 3), 1, 3_600);
    retryInterval = between("retryInterval", orDefault(retryInterval, 10), 1, 3_600);
    requestTimeout = between("requestTimeout", orDefault(requestTimeout, 3), 1, 3_600);
    timeoutToFail = between("timeoutToFail", orDefault(timeoutToFail, 35), 1, 86_400);
    maxInFlight = between("maxInFlight", orDefault(maxInFlight, 10_000), 1, 100_000);
    maxRecovering = between("maxRecovering", orDefault(maxRecovering, 256), 1, 10_000);
    maxBodyBytes = between("maxBodyBytes", orDefault(maxBodyBytes, 1_048_576), 1_024, 16_777_216);
    connectionsPerBranch =
        between("connectionsPerBranch", orDefault(connectionsPerBranch, 2), 1, 64);
    housekeeping = orDefault(housekeeping, EndedConfig.DEFAULTS);
    wake = orDefault(wake, WakeConfig.DEFAULTS);
    tls = orDefault(tls, ServerTls.NONE);
    branchTls = orDefault(branchTls, ClientTls.NONE);
    database = DatabaseConfig.withSchema(database, "dtm");
  }

  /** What the gRPC server needs of it. */
  GrpcConfig grpc() {
    return new GrpcConfig(host, grpcPort, reflection, maxBodyBytes, null, reusePort, tls);
  }

  /** What the runner needs of it; the rest are the runner's own defaults. */
  RunnerOptions runnerOptions() {
    return new RunnerOptions(
        maxInFlight,
        maxRecovering,
        RunnerOptions.DEFAULTS.lease(),
        Duration.ofSeconds(transCronInterval),
        Duration.ofSeconds(retryInterval),
        RunnerOptions.DEFAULTS.retryIntervalMax());
  }

  /** The hosts of {@link #allowedBranchHosts}. */
  AllowedHosts allowedHosts() {
    return AllowedHosts.of(allowedBranchHosts);
  }
}
