package eshop.saga;

import com.google.protobuf.Empty;
import eshop.dtm.DtmGidReply;
import eshop.dtm.DtmGrpcClient;
import eshop.dtm.DtmRequest;
import eshop.platform.net.EndpointList;
import eshop.platform.net.Endpoints;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.grpc.client.GrpcClient;
import java.util.Optional;

/**
 * Hands sagas to the transaction manager over its gRPC API. Never blocks; usable from any event
 * loop.
 */
public final class DtmClient implements SagaSubmitter {
  /** A peer that is silent for longer than any deadline is gone: its connection is given up. */
  private static final int SILENCE_MARGIN_S = 5;

  private final Vertx vertx;
  private final DtmConfig config;
  private final Endpoints servers;
  private final HttpClient connections;
  private final GrpcClient client;
  private final PendingCalls pending;
  private final LocalCalls local;
  private final String submitUrl;

  private DtmClient(Vertx vertx, DtmConfig config, LocalCalls local) {
    this.vertx = vertx;
    this.config = config;
    this.local = local;
    this.submitUrl =
        config.grpc()
            + "/"
            + DtmGrpcClient.Submit.serviceName().fullyQualifiedName()
            + "/"
            + DtmGrpcClient.Submit.methodName();
    this.servers = Endpoints.of(vertx, config.grpcEndpoints(), config.tls().on());
    this.pending = new PendingCalls(config.maxPending());
    this.connections = vertx.createHttpClient(http(config), pool(config));
    this.client = GrpcClient.client(vertx, connections);
  }

  private static HttpClientOptions http(DtmConfig config) {
    return config
        .tls()
        .applyTo(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setTcpNoDelay(true)
                .setConnectTimeout(connectTimeoutMs(config.grpcEndpoints(), config))
                .setReadIdleTimeout(config.waitDeadlineMs() / 1000 + SILENCE_MARGIN_S));
  }

  /** Within the deadline there must be time for another endpoint. */
  private static int connectTimeoutMs(EndpointList endpoints, DtmConfig config) {
    return endpoints.isSingle() ? config.deadlineMs() : Math.max(1, config.deadlineMs() / 2);
  }

  private static PoolOptions pool(DtmConfig config) {
    return new PoolOptions()
        .setHttp2MaxSize(config.grpcConnections())
        .setMaxWaitQueueSize(config.maxPending());
  }

  /** A client on the given Vert.x; connections are opened when needed. Close it when done. */
  public static DtmClient create(Vertx vertx, DtmConfig config) {
    return create(vertx, config, LocalCalls.NONE);
  }

  /** The same, but a manager that {@code local} knows under the configured address comes first. */
  public static DtmClient create(Vertx vertx, DtmConfig config, LocalCalls local) {
    return new DtmClient(vertx, config, local);
  }

  /** A gid made by the manager; fails with {@link DtmFailure}. */
  public Future<String> newGid() {
    return pending
        .run(
            () ->
                DtmCall.make(
                    vertx,
                    client,
                    servers,
                    DtmGrpcClient.NewGid,
                    Empty.getDefaultInstance(),
                    config.deadlineMs()))
        .map(DtmClient::checkedGid);
  }

  @Override
  public Future<Void> submit(Saga saga) {
    int deadlineMs = saga.options().waitResult() ? config.waitDeadlineMs() : config.deadlineMs();
    DtmRequest request = DtmRequests.of(saga);
    return pending.run(
        () ->
            submitHere(request, deadlineMs)
                .orElseGet(
                    () ->
                        DtmCall.make(
                                vertx, client, servers, DtmGrpcClient.Submit, request, deadlineMs)
                            .mapEmpty()));
  }

  private Optional<Future<Void>> submitHere(DtmRequest request, int deadlineMs) {
    return local
        .call(
            submitUrl,
            MultiMap.caseInsensitiveMultiMap(),
            Buffer.buffer(request.toByteArray()),
            deadlineMs)
        .map(answer -> DtmCall.local(answer, deadlineMs));
  }

  @Override
  public Future<Void> close() {
    return connections.close();
  }

  private static String checkedGid(DtmGidReply reply) {
    try {
      return Ids.checked("gid", reply.getGid());
    } catch (IllegalArgumentException e) {
      throw new DtmFailure(
          DtmFailure.Kind.OUTCOME_UNKNOWN, "The transaction manager made a gid that is none", e);
    }
  }
}
