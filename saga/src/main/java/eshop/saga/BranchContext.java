package eshop.saga;

import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Objects;

/**
 * Which call of which saga this is: what the barrier needs to tell a first delivery from a repeated
 * one. An instance always holds valid ids, so that whoever gets one may put them into SQL.
 *
 * @param gid the saga
 * @param transType dtm's kind of transaction, "saga"
 * @param branchId the step within the saga, "01", "02" and so on
 * @param op action or compensation
 */
public record BranchContext(String gid, String transType, String branchId, BranchOp op) {

  /** What dtm puts before the names in metadata; in the query of a call over HTTP they are bare. */
  static final String METADATA = "dtm-";

  /** Width of the column trans_type. */
  private static final int TRANS_TYPE_MAX = 45;

  /**
   * Checks every part.
   *
   * @throws IllegalArgumentException when an id breaks {@code [A-Za-z0-9_.:-]{1,128}}
   */
  public BranchContext {
    Ids.checked("gid", gid);
    Ids.checked("trans_type", transType);
    Ids.checked("branch_id", branchId);
    Objects.requireNonNull(op, "op");
    if (transType.length() > TRANS_TYPE_MAX) {
      throw new IllegalArgumentException("trans_type is longer than " + TRANS_TYPE_MAX);
    }
  }

  /**
   * Reads the metadata dtm sends with a branch call: dtm-gid, dtm-trans_type, dtm-branch_id and
   * dtm-op.
   *
   * @throws StatusException INVALID_ARGUMENT when one of them is missing, sent twice or malformed.
   *     Never ABORTED: a call that is no branch call must not make a saga roll back.
   */
  public static BranchContext from(MultiMap metadata) {
    try {
      return new BranchContext(
          only(metadata, "gid"),
          only(metadata, "trans_type"),
          only(metadata, "branch_id"),
          BranchOp.of(only(metadata, "op")));
    } catch (IllegalArgumentException e) {
      throw new StatusException(
          GrpcStatus.INVALID_ARGUMENT, "Not a branch call of dtm: " + e.getMessage());
    }
  }

  private static String only(MultiMap metadata, String name) {
    List<String> values = metadata.getAll(METADATA + name);
    if (values.size() != 1) {
      throw new IllegalArgumentException(
          METADATA
              + name
              + " (over HTTP: "
              + name
              + " in the query)"
              + (values.isEmpty() ? " is missing" : " is given more than once"));
    }
    return values.get(0);
  }
}
