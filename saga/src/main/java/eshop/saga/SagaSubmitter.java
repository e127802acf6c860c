package eshop.saga;

import io.vertx.core.Future;

/** The way to hand sagas to the transaction manager: one for each protocol of its branches. */
public interface SagaSubmitter {
  /**
   * Hands the saga over. Submitting the same saga again while it runs is harmless, so that is what
   * to do after {@link DtmFailure.Kind#OUTCOME_UNKNOWN}.
   *
   * @return completes once the manager has stored the saga; with waitResult once it has succeeded.
   *     Fails with {@link DtmFailure}; a refusal's message is dtm's own, and dtm puts the branch's
   *     URL before the branch's words
   */
  Future<Void> submit(Saga saga);

  /** Closes the connections. */
  Future<Void> close();
}
