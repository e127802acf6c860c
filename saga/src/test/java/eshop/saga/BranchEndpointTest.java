package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.stock.v1.StockDeductReply;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertReply;
import eshop.api.stock.v1.stockGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.mysqlclient.MySQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller gets over real gRPC for what a branch's handler does. */
class BranchEndpointTest {
  private static final Map<String, String> ACTION =
      Map.of("dtm-gid", "G1", "dtm-trans_type", "saga", "dtm-branch_id", "01", "dtm-op", "action");

  private record Answer(GrpcStatus status, String message, Buffer reply) {}

  private final AtomicReference<Future<Void>> outcome =
      new AtomicReference<>(Future.succeededFuture());
  private final AtomicReference<BranchContext> seen = new AtomicReference<>();
  private final AtomicReference<StockDeductRequest> request = new AtomicReference<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Vertx vertx;
  private HttpServer server;
  private GrpcClient client;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    BranchEndpoint endpoint =
        BranchEndpoint.of(
                stockGrpcService.SERVICE_NAME,
                stockGrpcService.SERVICE_DESCRIPTOR,
                CallerProof.of(ProofConfig.NONE),
                LateCalls.NONE)
            .action(
                stockGrpcService.StockDeduct,
                StockDeductReply.getDefaultInstance(),
                (branch, message) -> {
                  calls.incrementAndGet();
                  seen.set(branch);
                  request.set(message);
                  return outcome.get();
                })
            .compensate(
                stockGrpcService.StockDeductRevert,
                StockDeductRevertReply.getDefaultInstance(),
                (branch, message) -> {
                  throw new IllegalStateException("thrown, not returned");
                });
    server =
        await(
            vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(GrpcServer.server(vertx).addService(endpoint.build()))
                .listen());
    client = GrpcClient.client(vertx);
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  @Test
  void repliesAndHandsOverMetadataAndMessage() throws Exception {
    StockDeductRequest sent =
        StockDeductRequest.newBuilder().setProductID(7).setProductCount(2).build();

    Answer answer = call("StockDeduct", ACTION, Buffer.buffer(sent.toByteArray()));

    assertThat(answer.status()).isEqualTo(GrpcStatus.OK);
    assertThat(answer.reply()).isEqualTo(Buffer.buffer());
    assertThat(seen.get()).isEqualTo(new BranchContext("G1", "saga", "01", BranchOp.ACTION));
    assertThat(request.get()).isEqualTo(sent);
  }

  @Test
  void refusalIsAbortedWithItsMessage() throws Exception {
    outcome.set(Future.failedFuture(new BranchRefused("库存不足: 3 left, 100% sold")));

    Answer answer = call("StockDeduct", ACTION);

    assertThat(answer.status()).isEqualTo(GrpcStatus.ABORTED);
    assertThat(answer.message()).isEqualTo("库存不足: 3 left, 100% sold");
  }

  @Test
  void refusalCannotForgeHeadersNorFillTheLog() throws Exception {
    outcome.set(
        Future.failedFuture(new BranchRefused("no\r\ngrpc-status: 0\n" + "x".repeat(5000))));

    Answer answer = call("StockDeduct", ACTION);

    assertThat(answer.status()).isEqualTo(GrpcStatus.ABORTED);
    assertThat(answer.message()).startsWith("no  grpc-status: 0 xxx").hasSize(256);
  }

  @Test
  void ongoingIsFailedPrecondition() throws Exception {
    outcome.set(Future.failedFuture(new BranchOngoing("still packing")));

    Answer answer = call("StockDeduct", ACTION);

    assertThat(answer.status()).isEqualTo(GrpcStatus.FAILED_PRECONDITION);
    assertThat(answer.message()).isEqualTo("still packing");
  }

  @Test
  void databaseFailureIsUnavailableAndKeepsTheSqlToItself() throws Exception {
    outcome.set(
        Future.failedFuture(new MySQLException("near 'SELECT secret' at line 1", 1064, "42000")));

    Answer answer = call("StockDeduct", ACTION);

    assertThat(answer.status()).isEqualTo(GrpcStatus.UNAVAILABLE);
    assertThat(answer.message()).doesNotContain("SELECT").contains("repeated");
  }

  @Test
  void deadlockIsNeverAborted() throws Exception {
    outcome.set(Future.failedFuture(new MySQLException("Deadlock found", 1213, "40001")));

    assertThat(call("StockDeduct", ACTION).status()).isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  @Test
  void thrownExceptionIsUnavailable() throws Exception {
    assertThat(call("StockDeductRevert", with("dtm-op", "compensate")).status())
        .isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  @Test
  void methodOfTheOtherOpIsNotRun() throws Exception {
    Answer answer = call("StockDeduct", with("dtm-op", "compensate"));

    assertThat(answer.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(answer.message()).contains("action").contains("compensate");
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dtm-gid", "dtm-trans_type", "dtm-branch_id", "dtm-op"})
  void missingMetadataIsTheCallersError(String name) throws Exception {
    Map<String, String> metadata = new TreeMap<>(ACTION);
    metadata.remove(name);

    Answer answer = call("StockDeduct", metadata);

    assertThat(answer.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(answer.message()).contains(name);
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @CsvSource({
    "dtm-gid, G1'; DROP TABLE barrier",
    "dtm-gid, ''",
    "dtm-gid, G 1",
    "dtm-gid, too long",
    "dtm-branch_id, 01/02",
    "dtm-trans_type, too long",
    "dtm-op, cancel",
    "dtm-op, ACTION"
  })
  void badMetadataIsTheCallersError(String name, String value) throws Exception {
    String text = value.equals("too long") ? "x".repeat(129) : value;

    Answer answer = call("StockDeduct", with(name, text));

    assertThat(answer.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(calls).hasValue(0);
  }

  @Test
  void messageThatIsNoProtobufIsNotRunAndNotAborted() throws Exception {
    Answer answer = call("StockDeduct", ACTION, Buffer.buffer(new byte[] {(byte) 0xff, 1, 2}));

    assertThat(answer.status()).isNotIn(GrpcStatus.OK, GrpcStatus.ABORTED);
    assertThat(calls).hasValue(0);
  }

  @Test
  void callWithoutMessageIsTheCallersError() throws Exception {
    Answer answer = await(open("StockDeduct", ACTION).compose(call -> end(call, call.end())));

    assertThat(answer.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(calls).hasValue(0);
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> metadata = new TreeMap<>(ACTION);
    metadata.put(name, value);
    return metadata;
  }

  private Answer call(String method, Map<String, String> metadata) throws Exception {
    return call(method, metadata, Buffer.buffer());
  }

  private Answer call(String method, Map<String, String> metadata, Buffer message)
      throws Exception {
    return await(open(method, metadata).compose(call -> end(call, call.end(message))));
  }

  private Future<GrpcClientRequest<Buffer, Buffer>> open(
      String method, Map<String, String> metadata) {
    return client
        .request(SocketAddress.inetSocketAddress(server.actualPort(), "127.0.0.1"))
        .map(
            call -> {
              call.serviceName(ServiceName.create("api.stock.v1", "stock")).methodName(method);
              call.headers().addAll(metadata);
              return call;
            });
  }

  private static Future<Answer> end(GrpcClientRequest<Buffer, Buffer> call, Future<Void> sent) {
    return sent.compose(done -> call.response())
        .compose(
            response ->
                response
                    .last()
                    .transform(
                        last ->
                            Future.succeededFuture(
                                new Answer(
                                    response.status(), response.statusMessage(), last.result()))));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
