package eshop.coordinator;

import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.Future;

/** Calls one branch operation, over whatever its URL asks for. */
@FunctionalInterface
public interface BranchCaller {

  /**
   * Calls the branch once and says what came of it. The call takes at most the request timeout of
   * the transaction (3 s by default); the URL is not empty.
   *
   * @return never a failed future for what the branch or the network did: that is {@link
   *     BranchResult.Unknown}. A failed future counts as unknown too.
   */
  Future<BranchResult> call(TransGlobal global, TransBranch branch);
}
