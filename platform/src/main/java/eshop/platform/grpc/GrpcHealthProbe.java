package eshop.platform.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.v1.HealthCheckRequest;
import io.vertx.grpc.health.v1.HealthCheckResponse;
import java.util.concurrent.TimeUnit;

/**
 * Asks a gRPC host by the standard health check whether it serves. One without a health service
 * serves when it answers at all.
 */
public final class GrpcHealthProbe {
  private static final long TIMEOUT_MS = 1_000;
  private static final int SILENT_S = 3;
  private static final ServiceName HEALTH = ServiceName.create("grpc.health.v1.Health");

  private final GrpcClient grpc;
  private final HttpClient own;

  /** Over the connections of a client that stays the caller's to close. */
  public GrpcHealthProbe(GrpcClient grpc) {
    this(grpc, null);
  }

  private GrpcHealthProbe(GrpcClient grpc, HttpClient own) {
    this.grpc = grpc;
    this.own = own;
  }

  /** Over connections of its own, without TLS: one a host, given up when it is silent. */
  public static GrpcHealthProbe create(Vertx vertx) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setConnectTimeout((int) TIMEOUT_MS)
            .setReadIdleTimeout(SILENT_S);
    HttpClient connections = vertx.createHttpClient(options, new PoolOptions().setHttp2MaxSize(1));
    return new GrpcHealthProbe(GrpcClient.client(vertx, connections), connections);
  }

  /** Whether it serves; a failed future means no. */
  public Future<Boolean> serves(String host, int port) {
    return grpc.request(SocketAddress.inetSocketAddress(port, host))
        .compose(GrpcHealthProbe::check)
        .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  /** Closes connections of its own. */
  public Future<Void> close() {
    return own == null ? Future.succeededFuture() : own.close();
  }

  private static Future<Boolean> check(GrpcClientRequest<Buffer, Buffer> request) {
    request.serviceName(HEALTH).methodName("Check").timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS);
    Future<Boolean> answer =
        request
            .response()
            .compose(GrpcHealthProbe::serves)
            .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
            .onFailure(e -> request.cancel());
    request.end(Buffer.buffer(HealthCheckRequest.getDefaultInstance().toByteArray()));
    return answer;
  }

  private static Future<Boolean> serves(GrpcClientResponse<Buffer, Buffer> response) {
    return response
        .last()
        .map(GrpcHealthProbe::isServing)
        .recover(
            e ->
                e instanceof InvalidStatusException status
                    ? Future.succeededFuture(status.actualStatus() == GrpcStatus.UNIMPLEMENTED)
                    : Future.failedFuture(e));
  }

  private static boolean isServing(Buffer message) {
    try {
      return HealthCheckResponse.parseFrom(message.getBytes()).getStatus()
          == HealthCheckResponse.ServingStatus.SERVING;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }
}
