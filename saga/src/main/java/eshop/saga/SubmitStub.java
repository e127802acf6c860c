package eshop.saga;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import feign.Response;
import java.net.URI;
import java.util.Map;
import pub.dtm.client.enums.TransTypeEnum;
import pub.dtm.client.interfaces.stub.IDtmServerStub;
import pub.dtm.client.model.param.OperatorParam;
import pub.dtm.client.model.param.SagaOperatorParam;
import pub.dtm.client.model.responses.DtmResponse;

/**
 * The manager as dtm's Java client sees it when it submits one saga. On the way the two options are
 * added that dtm's API has and the client has no field for. Nothing but a submit is asked here.
 */
record SubmitStub(IDtmServerStub manager, SagaOptions options) implements IDtmServerStub {

  @Override
  public DtmResponse submit(OperatorParam body) {
    return manager.submit(new Param((SagaOperatorParam) body, options));
  }

  @Override
  public String stubType() {
    return manager.stubType();
  }

  @Override
  public DtmResponse newGid() {
    throw new UnsupportedOperationException("the gid is the caller's");
  }

  @Override
  public DtmResponse ping() {
    return manager.ping();
  }

  @Override
  public DtmResponse prepare(OperatorParam body) {
    throw new UnsupportedOperationException("a saga is not prepared");
  }

  @Override
  public DtmResponse abort(OperatorParam body) {
    throw new UnsupportedOperationException("a saga is not aborted from outside");
  }

  @Override
  public DtmResponse registerBranch(OperatorParam body) {
    throw new UnsupportedOperationException("a saga's branches are in its submit");
  }

  @Override
  public Response busiGet(URI host, String path, Map<String, Object> query) {
    throw new UnsupportedOperationException("the manager calls the branches");
  }

  @Override
  public Response busiPost(URI host, String path, Map<String, Object> query, Object body) {
    throw new UnsupportedOperationException("the manager calls the branches");
  }

  /** The client's message and what it lacks. */
  @JsonTypeName("saga")
  private static final class Param extends SagaOperatorParam {
    private final long requestTimeout;
    private final long retryLimit;

    Param(SagaOperatorParam saga, SagaOptions options) {
      super(
          saga.getGid(),
          TransTypeEnum.SAGA,
          saga.getSteps(),
          saga.getPayloads(),
          saga.getCustomData(),
          saga.isWaitResult(),
          saga.getTimeoutToFail(),
          saga.getRetryInterval(),
          saga.getPassthroughHeaders(),
          saga.getBranchHeaders());
      requestTimeout = options.requestTimeout().toSeconds();
      retryLimit = options.retryLimit();
    }

    @JsonProperty("request_timeout")
    public long getRequestTimeout() {
      return requestTimeout;
    }

    @JsonProperty("retry_limit")
    public long getRetryLimit() {
      return retryLimit;
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
