package eshop.saga;

import java.util.Map;
import pub.dtm.client.interfaces.stub.IDtmServerStub;

/**
 * A saga as dtm's Java client knows it, with our options. The client's own setters of these options
 * call themselves for ever in the version there is (2.1.4), but its submit reads the getters.
 */
final class ClientSaga extends pub.dtm.client.saga.Saga {
  private final SagaOptions options;

  ClientSaga(Saga saga, IDtmServerStub manager) {
    super(saga.gid(), new SubmitStub(manager, saga.options()));
    this.options = saga.options();
  }

  @Override
  public long getTimeoutToFail() {
    return options.timeoutToFail().toSeconds();
  }

  @Override
  public long getRetryInterval() {
    return options.retryInterval().toSeconds();
  }

  @Override
  public Map<String, String> getBranchHeaders() {
    return options.branchHeaders();
  }

  /** Two of them are never compared; the superclass would compare their connections. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
