package eshop.coordinator;

import com.google.protobuf.ByteString;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sagas for tests: steps "01", "02", … with URLs that say what they are. */
public final class Sagas {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Sagas() {}

  /** A saga as a submitter describes it. */
  public static TransGlobal described(String gid, TransOptions options) {
    return TransGlobal.described(gid, "grpc", options, "");
  }

  /** Branches as they are saved; action and compensation URLs are "a01", "c01" and so on. */
  public static List<TransBranch> branches(String gid, int steps) {
    List<TransBranch> branches = new ArrayList<>();
    for (int i = 1; i <= steps; i++) {
      String id = "0" + i;
      branches.add(branch(gid, id, BranchOp.COMPENSATE, "c" + id));
      branches.add(branch(gid, id, BranchOp.ACTION, "a" + id));
    }
    return branches;
  }

  /** One branch. */
  public static TransBranch branch(String gid, String id, BranchOp op, String url) {
    return TransBranch.prepared(gid, id, op, url, ByteString.copyFromUtf8("payload" + id), START);
  }

  /** Options that differ from the defaults in what a test is about. */
  public static TransOptions options(long timeoutToFail, long retryInterval, long retryLimit) {
    return new TransOptions(
        false, timeoutToFail, retryInterval, 0, retryLimit, Map.of(), false, Map.of());
  }

  /** A concurrent saga with orders. */
  public static TransOptions concurrent(Map<Integer, List<Integer>> orders) {
    return new TransOptions(false, 0, 0, 0, 0, Map.of(), true, orders);
  }

  /** The same options with waitResult. */
  public static TransOptions waiting(TransOptions o) {
    return new TransOptions(
        true,
        o.timeoutToFail(),
        o.retryInterval(),
        o.requestTimeout(),
        o.retryLimit(),
        o.branchHeaders(),
        o.concurrent(),
        o.orders());
  }
}
