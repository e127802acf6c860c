package eshop.saga;

import eshop.platform.net.Endpoints;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Asks the transaction manager over its HTTP API where a saga stands. Never blocks; usable from any
 * event loop. What comes back is not trusted: its size is limited and every field is checked.
 */
public final class DtmQuery {
  /** A saga of 99 steps with the longest URLs is about this large; ours have four. */
  static final int BODY_BYTES_MAX = 512 * 1024;

  /** What dtm gives unasked; a transaction is a kilobyte or two. */
  static final int PAGE_SIZE = 100;

  private static final int OK = 200;

  /** Asking changes nothing: a manager that dies, or stands still, is asked again elsewhere. */
  private static final int ATTEMPTS_MAX = 3;

  private final DtmConfig config;
  private final HttpClient client;
  private final Endpoints servers;
  private final PendingCalls pending;

  private DtmQuery(Vertx vertx, DtmConfig config) {
    this.config = config;
    this.pending = new PendingCalls(config.maxPending());
    this.servers = Endpoints.of(vertx, config.httpEndpoints(), false);
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(config.deadlineMs()).setTcpNoDelay(true),
            new PoolOptions()
                .setHttp1MaxSize(config.httpConnections())
                .setMaxWaitQueueSize(config.maxPending()));
  }

  /** A client on the given Vert.x; connections are opened when needed. Close it when done. */
  public static DtmQuery create(Vertx vertx, DtmConfig config) {
    return new DtmQuery(vertx, config);
  }

  /**
   * Where the saga stands.
   *
   * @return empty when the manager does not know the gid; fails with {@link DtmFailure} when it
   *     cannot be asked or its answer makes no sense
   * @throws IllegalArgumentException for a gid that can be none
   */
  public Future<Optional<TransStatus>> query(String gid) {
    Ids.checked("gid", gid);
    return answer(Ask.get("/api/dtmsvr/query?gid=" + gid))
        .map(body -> TransStatusReader.read(gid, body));
  }

  /**
   * A page of the transactions, of whatever type, that have this status and were created until
   * then.
   *
   * @param status dtm's word
   * @param position empty for the newest, then what the page before says is next
   * @return fails with {@link DtmFailure} as {@link #query} does
   */
  Future<TransPage> list(String status, Instant createdUntil, String position) {
    String uri =
        "/api/dtmsvr/all?status=%s&createTimeEnd=%d&limit=%d&position=%s"
            .formatted(status, createdUntil.toEpochMilli(), PAGE_SIZE, position);
    return answer(Ask.get(uri)).map(body -> TransPageReader.read(status, body));
  }

  /** The same of sagas only, whenever they were created. */
  Future<TransPage> sagas(String status, String position) {
    String uri =
        "/api/dtmsvr/all?status=%s&transType=saga&limit=%d&position=%s"
            .formatted(status, PAGE_SIZE, position);
    return answer(Ask.get(uri)).map(body -> TransPageReader.read(status, body));
  }

  /**
   * Has a saga tried again now instead of at the end of its pause.
   *
   * @return fails with {@link DtmFailure} as {@link #query} does
   */
  Future<Void> resetNextCronTime(String gid) {
    return answer(
            new Ask(
                HttpMethod.POST,
                "/api/dtmsvr/resetNextCronTime",
                new JsonObject().put("gid", gid).toBuffer()))
        .mapEmpty();
  }

  /** Closes the connections. */
  public Future<Void> close() {
    return client.close();
  }

  /** What may be asked again without harm. */
  private record Ask(HttpMethod method, String uri, Buffer content) {
    static Ask get(String uri) {
      return new Ask(HttpMethod.GET, uri, Buffer.buffer());
    }
  }

  private Future<Buffer> answer(Ask ask) {
    return pending.run(() -> attempt(ask, 1));
  }

  /** Behind one address may be several managers, and a pooled connection to one that has gone. */
  private Future<Buffer> attempt(Ask ask, int number) {
    return servers
        .connect(
            server ->
                client.request(options(server, ask)).map(request -> new Sent(server, request)))
        .recover(e -> failed(DtmFailure.Kind.NOT_REACHED, "cannot be reached", e))
        .compose(
            sent ->
                body(sent.request(), ask.content())
                    .onFailure(
                        e -> {
                          if (isNoAnswer(e)) {
                            servers.noAnswer(sent.server());
                          }
                        }))
        .recover(
            e ->
                number < ATTEMPTS_MAX && isNoAnswer(e)
                    ? attempt(ask, number + 1)
                    : Future.failedFuture(e));
  }

  private record Sent(SocketAddress server, HttpClientRequest request) {}

  private static boolean isNoAnswer(Throwable e) {
    return e instanceof DtmFailure && e.getCause() != null;
  }

  /** The attempts share the time that one answer may take. */
  private long attemptMs() {
    return Math.max(1, config.deadlineMs() / ATTEMPTS_MAX);
  }

  private RequestOptions options(SocketAddress server, Ask ask) {
    return new RequestOptions()
        .setServer(server)
        .setHost(server.host())
        .setPort(server.port())
        .setMethod(ask.method())
        .setURI(ask.uri())
        .putHeader("content-type", "application/json")
        .setTimeout(attemptMs());
  }

  private Future<Buffer> body(HttpClientRequest request, Buffer content) {
    return (content.length() == 0 ? request.send() : request.send(content))
        .compose(DtmQuery::limitedBody)
        .timeout(attemptMs(), TimeUnit.MILLISECONDS)
        .onFailure(e -> request.reset())
        .recover(
            e ->
                e instanceof DtmFailure
                    ? Future.failedFuture(e)
                    : failed(DtmFailure.Kind.OUTCOME_UNKNOWN, "gave no answer to a query", e));
  }

  private static Future<Buffer> limitedBody(HttpClientResponse response) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    response
        .exceptionHandler(whole::tryFail)
        .endHandler(end -> whole.tryComplete(body))
        .handler(
            chunk -> {
              if (body.length() + chunk.length() > BODY_BYTES_MAX) {
                whole.tryFail(tooLarge());
              } else {
                body.appendBuffer(chunk);
              }
            });
    if (response.statusCode() != OK) {
      whole.tryFail(badStatus(response.statusCode()));
    }
    return whole.future();
  }

  private static DtmFailure badStatus(int status) {
    return new DtmFailure(
        DtmFailure.Kind.OUTCOME_UNKNOWN,
        "The transaction manager answered a query with HTTP status " + status,
        null);
  }

  private static DtmFailure tooLarge() {
    return new DtmFailure(
        DtmFailure.Kind.OUTCOME_UNKNOWN,
        "The transaction manager's answer is over " + BODY_BYTES_MAX + " bytes",
        null);
  }

  private static <T> Future<T> failed(DtmFailure.Kind kind, String what, Throwable cause) {
    return Future.failedFuture(new DtmFailure(kind, "The transaction manager " + what, cause));
  }
}
