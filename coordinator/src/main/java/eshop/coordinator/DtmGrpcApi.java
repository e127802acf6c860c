package eshop.coordinator;

import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import eshop.dtm.DtmBranchRequest;
import eshop.dtm.DtmGidReply;
import eshop.dtm.DtmGrpcService;
import eshop.dtm.DtmProgressesReply;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTopicRequest;
import eshop.platform.db.DatabaseUnavailableException;
import eshop.platform.log.RepeatedCause;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * dtm's gRPC API as far as sagas need it. ABORTED is said only where dtm says FAILURE, because
 * clients give up on it; whatever may go better next time is UNAVAILABLE.
 */
final class DtmGrpcApi extends DtmGrpcService {
  private static final Logger LOG = LoggerFactory.getLogger(DtmGrpcApi.class);

  private static final RepeatedCause DATABASE = new RepeatedCause(LOG);

  private final DtmApi api;

  DtmGrpcApi(DtmApi api) {
    this.api = api;
  }

  @Override
  public Future<DtmGidReply> newGid(Empty request) {
    return Future.succeededFuture(DtmGidReply.newBuilder().setGid(Gids.next()).build());
  }

  @Override
  public Future<Empty> submit(DtmRequest request) {
    return answer(api.submit(reader -> reader.read(request)));
  }

  /** Submit for a client in the same process: the same bytes, answers and checks. */
  Map<String, BiFunction<MultiMap, Buffer, Future<Void>>> local() {
    String path = Submit.serviceName().fullyQualifiedName() + "/" + Submit.methodName();
    return Map.of(path, (metadata, bytes) -> submitHere(bytes));
  }

  private Future<Void> submitHere(Buffer bytes) {
    try {
      return submit(DtmRequest.parseFrom(bytes.getBytes())).mapEmpty();
    } catch (InvalidProtocolBufferException e) {
      return Future.failedFuture(
          new StatusException(GrpcStatus.INVALID_ARGUMENT, "the message is no DtmRequest"));
    }
  }

  @Override
  public Future<Empty> prepare(DtmRequest request) {
    return answer(api.prepare(reader -> reader.read(request)));
  }

  @Override
  public Future<Empty> abort(DtmRequest request) {
    return answer(api.abort(request.getGid()));
  }

  @Override
  public Future<Empty> registerBranch(DtmBranchRequest request) {
    return onlySagas();
  }

  @Override
  public Future<DtmProgressesReply> prepareWorkflow(DtmRequest request) {
    return onlySagas();
  }

  @Override
  public Future<Empty> subscribe(DtmTopicRequest request) {
    return onlySagas();
  }

  @Override
  public Future<Empty> unsubscribe(DtmTopicRequest request) {
    return onlySagas();
  }

  @Override
  public Future<Empty> deleteTopic(DtmTopicRequest request) {
    return onlySagas();
  }

  private static <T> Future<T> onlySagas() {
    return Future.failedFuture(
        new StatusException(GrpcStatus.UNIMPLEMENTED, "the embedded coordinator runs sagas only"));
  }

  private static Future<Empty> answer(Future<Void> done) {
    return done.map(Empty.getDefaultInstance())
        .recover(e -> Future.failedFuture(new StatusException(status(e), DtmApi.message(e))));
  }

  private static GrpcStatus status(Throwable e) {
    if (e instanceof SagaRefused) {
      return GrpcStatus.ABORTED;
    }
    if (e instanceof CoordinatorBusy) {
      return GrpcStatus.RESOURCE_EXHAUSTED;
    }
    if (e instanceof IllegalArgumentException) {
      return GrpcStatus.INVALID_ARGUMENT;
    }
    if (DatabaseUnavailableException.is(e)) {
      DATABASE.occurred("the database refuses gRPC calls of dtm's API: " + e.getMessage(), e);
    } else {
      LOG.error("a gRPC call failed", e);
    }
    return GrpcStatus.UNAVAILABLE;
  }
}
