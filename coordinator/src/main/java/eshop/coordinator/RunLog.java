package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.platform.log.RepeatedCause;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says of sagas that do not go on. A service or database that is down stops thousands
 * of them for one reason, so each reason has a {@link RepeatedCause}: branch calls one for each
 * host.
 *
 * <p>Used on the runner's context.
 */
final class RunLog {
  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
  private static final int HOSTS_MAX = 64;

  private final Map<String, RepeatedCause> hosts = new LinkedHashMap<>();
  private final RepeatedCause writes = new RepeatedCause(LOG);
  private final RepeatedCause leases = new RepeatedCause(LOG);
  private final RepeatedCause polls = new RepeatedCause(LOG);

  /** A branch call has ended. */
  void called(TransGlobal global, TransBranch branch, BranchResult result) {
    if (result instanceof BranchResult.Unknown unknown) {
      String message =
          "saga %s: branch %s %s %s failed: %s; it is retried"
              .formatted(
                  global.gid(),
                  branch.branchId(),
                  branch.op().word(),
                  branch.url(),
                  unknown.message());
      causeOf(host(branch)).occurred(message, global.gid(), null);
    } else if (!hosts.isEmpty()) {
      RepeatedCause cause = hosts.get(host(branch));
      if (cause != null) {
        cause.over("branches at " + host(branch) + " answer again");
      }
    }
  }

  /** A write of a run has failed. */
  void writeFailed(String gid, Throwable e) {
    writes.occurred(
        "saga %s: write failed: %s; recovery takes it up again".formatted(gid, e.getMessage()),
        gid,
        e);
  }

  /** A write of a run has succeeded. */
  void written() {
    writes.over("sagas are written again");
  }

  /** A run has stopped because it cannot be sure of its lease. */
  void leaseLost(String gid, String how) {
    leases.occurred("saga %s: %s; recovery takes it up again".formatted(gid, how), gid, null);
  }

  /** Due sagas could not be read. */
  void pollFailed(Throwable e) {
    polls.occurred("due sagas cannot be read: " + e.getMessage(), e);
  }

  /** Due sagas have been read. */
  void polled() {
    polls.over("due sagas are read again");
  }

  private RepeatedCause causeOf(String host) {
    if (hosts.size() >= HOSTS_MAX && !hosts.containsKey(host)) {
      hosts.clear();
    }
    return hosts.computeIfAbsent(host, unknown -> new RepeatedCause(LOG));
  }

  /** Of an HTTP URL with its scheme. */
  private static String host(TransBranch branch) {
    String url = branch.url();
    int scheme = url.indexOf("://");
    int end = url.indexOf('/', scheme < 0 ? 0 : scheme + "://".length());
    return end < 0 ? url : url.substring(0, end);
  }
}
