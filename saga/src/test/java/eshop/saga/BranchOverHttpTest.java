package eshop.saga;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.stock.v1.StockDeductReply;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertReply;
import eshop.api.stock.v1.stockGrpcService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import io.vertx.mysqlclient.MySQLException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What dtm gets over HTTP/JSON for what a branch's handler does. */
class BranchOverHttpTest {
  private static final String DEDUCT = "/api.stock.v1.stock/StockDeduct";
  private static final String IDS = "?gid=G1&trans_type=saga&branch_id=01&op=action";
  private static final String BODY = "{\"productID\":\"7\",\"productCount\":2}";
  private static final int BODY_BYTES_MAX = 1_024;

  private record Answer(int status, String type, String text) {
    JsonObject body() {
      return new JsonObject(text);
    }

    String message() {
      return body().getString("msg");
    }
  }

  private final AtomicReference<Future<Void>> outcome =
      new AtomicReference<>(Future.succeededFuture());
  private final AtomicReference<BranchContext> seen = new AtomicReference<>();
  private final AtomicReference<StockDeductRequest> request = new AtomicReference<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Vertx vertx;
  private HttpServer server;
  private HttpClient client;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    client = vertx.createHttpClient();
    serve(CallerProof.of(ProofConfig.NONE));
  }

  private void serve(CallerProof proof) {
    BranchEndpoint endpoint =
        BranchEndpoint.of(
                stockGrpcService.SERVICE_NAME,
                stockGrpcService.SERVICE_DESCRIPTOR,
                proof,
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
    GrpcServer grpc =
        GrpcServer.server(vertx, new GrpcServerOptions().setMaxMessageSize(BODY_BYTES_MAX))
            .addService(endpoint.build());
    server =
        await(
            vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(endpoint.overHttp(grpc))
                .listen());
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void successIs200AndHandsOverIdsAndMessage() {
    Answer answer = post(DEDUCT + IDS, BODY);

    assertThat(answer).isEqualTo(new Answer(200, "application/json", "{\n}"));
    assertThat(seen.get()).isEqualTo(new BranchContext("G1", "saga", "01", BranchOp.ACTION));
    assertThat(request.get())
        .isEqualTo(StockDeductRequest.newBuilder().setProductID(7).setProductCount(2).build());
  }

  @Test
  void refusalIs409WithItsMessage() {
    outcome.set(Future.failedFuture(new BranchRefused("库存不足: \"3\" left, 100% sold")));

    Answer answer = post(DEDUCT + IDS, BODY);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.type()).isEqualTo("application/json");
    assertThat(answer.body())
        .isEqualTo(new JsonObject().put("code", 40900).put("msg", "库存不足: \"3\" left, 100% sold"));
  }

  @Test
  void ongoingIs425() {
    outcome.set(Future.failedFuture(new BranchOngoing("still packing")));

    Answer answer = post(DEDUCT + IDS, BODY);

    assertThat(answer.status()).isEqualTo(425);
    assertThat(answer.message()).isEqualTo("still packing");
  }

  @Test
  void databaseFailureIs503AndKeepsTheSqlToItself() {
    outcome.set(
        Future.failedFuture(new MySQLException("near 'SELECT secret' at line 1", 1064, "42000")));

    Answer answer = post(DEDUCT + IDS, BODY);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.message()).doesNotContain("SELECT").contains("repeated");
  }

  @Test
  void thrownExceptionIs503() {
    String revert = "/api.stock.v1.stock/StockDeductRevert";
    assertThat(post(revert + IDS.replace("action", "compensate"), BODY).status()).isEqualTo(503);
  }

  @Test
  void refusalThatSpeaksOfWhatIsOngoingIsStillARefusalForDtm() {
    outcome.set(Future.failedFuture(new BranchRefused("ONGOING sale")));

    assertThat(post(DEDUCT + IDS, BODY).text()).doesNotContain("ONGOING");
  }

  @Test
  void badRequestThatSaysFailureIsNoRefusalForDtm() {
    Answer answer = post(DEDUCT + IDS, "{\"FAILURE\":1}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).doesNotContain("FAILURE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"productID\":7,\"productCount\":\"many\"} | productCount",
        "{\"productID\":7,\"productCount\":-1} | productCount",
        "{\"productID\":1.5,\"productCount\":1} | productID",
        "{\"productID\":7,\"colour\":\"red\"} | colour",
        "{\"productCount\":1,\"productID\":{}} | productID"
      })
  void aBadFieldIsNamed(String body, String field) {
    Answer answer = post(DEDUCT + IDS, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).startsWith("Field " + field + ": ");
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "7", "null", "{\"productID\":7"})
  void aBodyThatIsNoJsonObjectIsTheCallersError(String body) {
    Answer answer = post(DEDUCT + IDS, body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("The body is no JSON object");
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gid", "trans_type", "branch_id", "op"})
  void aMissingIdIsNamed(String name) {
    Answer answer = post(DEDUCT + IDS.replaceFirst(name + "=[^&]*&?", ""), BODY);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains(name + " in the query").contains("missing");
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"G1%27;DROP", "", "G%201", "G1%0d%0aeshop-http-status:200", "G1&gid=G2"})
  void aBadGidIsTheCallersError(String gid) {
    assertThat(post(DEDUCT + IDS.replace("G1", gid), BODY).status()).isEqualTo(400);
    assertThat(calls).hasValue(0);
  }

  @Test
  void idsInHeadersDoNotCount() {
    RequestOptions options =
        to(DEDUCT).putHeader("dtm-gid", "G1").putHeader("dtm-trans_type", "saga");
    options.putHeader("dtm-branch_id", "01").putHeader("dtm-op", "action");

    assertThat(send(client, options, BODY).status()).isEqualTo(400);
    assertThat(calls).hasValue(0);
  }

  @Test
  void aStatusInAHeaderDoesNotCount() {
    assertThat(send(client, to(DEDUCT + IDS).putHeader("eshop-http-status", "409"), BODY).status())
        .isEqualTo(200);
  }

  @Test
  void aCallWithoutTheProofOfItsSagaIs401() {
    String key = "k1:0123456789abcdef0123456789abcdef";
    CallerProof proof = CallerProof.of(new ProofConfig(List.of(key)));
    serve(proof);

    assertThat(post(DEDUCT + IDS, BODY).status()).isEqualTo(401);
    assertThat(calls).hasValue(0);

    RequestOptions proven = to(DEDUCT + IDS);
    proof.headers("G1").forEach(proven::putHeader);
    assertThat(send(client, proven, BODY).status()).isEqualTo(200);
  }

  @Test
  void aConnectionServesAfterACallThatWasRefusedBeforeItsBodyCame() throws Exception {
    CallerProof proof =
        CallerProof.of(new ProofConfig(List.of("k1:0123456789abcdef0123456789abcdef")));
    serve(proof);
    String head =
        "POST %s HTTP/1.1\r\nhost: eshop\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
            .formatted(DEDUCT + IDS, BODY.length());
    StringBuilder proven = new StringBuilder(head);
    proof
        .headers("G1")
        .forEach((name, value) -> proven.append(name).append(": ").append(value).append("\r\n"));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      out.write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
      assertThat(firstLine(in)).contains("401");

      out.write((BODY + proven + "\r\n" + BODY).getBytes(StandardCharsets.US_ASCII));

      assertThat(firstLine(in)).contains("200");
    }
  }

  /** Of an answer, the rest of which is skipped. */
  private static String firstLine(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    Matcher length = Pattern.compile("content-length: (\\d+)").matcher(head);
    assertThat(length.find()).as("%s", head).isTrue();
    in.readNBytes(Integer.parseInt(length.group(1)));
    return head.substring(0, head.indexOf("\r\n"));
  }

  @Test
  void theMethodOfTheOtherOpIsNotRun() {
    assertThat(post(DEDUCT + IDS.replace("action", "compensate"), BODY).status()).isEqualTo(400);
    assertThat(calls).hasValue(0);
  }

  @Test
  void aBodyOverTheLimitIsNotRead() {
    String body = "{\"productID\":7,\"productCount\":" + " ".repeat(BODY_BYTES_MAX) + "2}";

    Answer answer = post(DEDUCT + IDS, body);

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.message()).contains("too large");
    assertThat(calls).hasValue(0);
  }

  @Test
  void anUnknownMethodIs404AndAnotherVerb405() {
    assertThat(post("/api.stock.v1.stock/Steal" + IDS, BODY).status()).isEqualTo(404);
    assertThat(send(client, to(DEDUCT + IDS).setMethod(HttpMethod.PUT), BODY).status())
        .isEqualTo(405);
    assertThat(calls).hasValue(0);
  }

  @Test
  void aCharsetInTheContentTypeIsAllowed() {
    RequestOptions options =
        to(DEDUCT + IDS).putHeader("content-type", "Application/JSON; charset=utf-8");

    assertThat(send(client, options, BODY).status()).isEqualTo(200);
  }

  @Test
  void overHttp2TheStatusesAreTheSame() {
    HttpClient http2 =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    outcome.set(Future.failedFuture(new BranchRefused("no")));

    Answer answer = send(http2, to(DEDUCT + IDS), BODY);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.message()).isEqualTo("no");
  }

  private Answer post(String uri, String body) {
    return send(client, to(uri), body);
  }

  private RequestOptions to(String uri) {
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setHost("127.0.0.1")
        .setPort(server.actualPort())
        .setURI(uri)
        .putHeader("content-type", "application/json");
  }

  /** On an event loop: from another thread the answer may have passed before it is read. */
  private Answer send(HttpClient by, RequestOptions options, String body) {
    Promise<Answer> answer = Promise.promise();
    vertx.runOnContext(
        go ->
            by.request(options)
                .compose(call -> call.send(Buffer.buffer(body)))
                .compose(BranchOverHttpTest::read)
                .onComplete(answer));
    return await(answer.future());
  }

  private static Future<Answer> read(HttpClientResponse response) {
    return response
        .body()
        .map(
            read ->
                new Answer(
                    response.statusCode(), response.getHeader("content-type"), read.toString()));
  }
}
