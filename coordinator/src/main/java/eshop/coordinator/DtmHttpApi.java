package eshop.coordinator;

import eshop.platform.db.DatabaseUnavailableException;
import eshop.platform.log.RepeatedCause;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.micrometer.PrometheusScrapingHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * dtm's HTTP API as far as sagas need it: its paths, its parameters, its answers. What dtm answers
 * with 500 is 500 here, even where another status would be better, because clients were written
 * against that.
 */
final class DtmHttpApi {
  private static final Logger LOG = LoggerFactory.getLogger(DtmHttpApi.class);
  private static final RepeatedCause DATABASE = new RepeatedCause(LOG);
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final int MAX_TIMEOUT_S = 31_536_000;

  private final DtmApi api;
  private final SagaRunner runner;
  private final TransStore store;
  private final TransJson json;
  private final CoordinatorConfig config;

  DtmHttpApi(
      DtmApi api, SagaRunner runner, TransStore store, TransJson json, CoordinatorConfig config) {
    this.api = api;
    this.runner = runner;
    this.store = store;
    this.json = json;
    this.config = config;
  }

  Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    router.errorHandler(413, c -> fail(c, 413, "a body has at most " + maxBody() + " bytes"));
    router.get("/api/metrics").handler(PrometheusScrapingHandler.create());
    router.route("/api/ping").handler(c -> c.json(new JsonObject().put("msg", "pong")));
    get(router, "version", c -> Future.succeededFuture(version()));
    get(router, "newGid", c -> Future.succeededFuture(success().put("gid", Gids.next())));
    get(router, "query", this::query);
    get(router, "all", this::all);
    get(router, "resetCronTime", this::resetCronTime);
    post(router, "submit", body -> api.submit(reader -> reader.read(body)));
    post(router, "prepare", body -> api.prepare(reader -> reader.read(body)));
    post(router, "abort", body -> api.abort(gid(body)));
    post(router, "forceStop", body -> api.forceStop(gid(body)));
    post(router, "resetNextCronTime", body -> api.resetNextCronTime(gid(body)));
    return router;
  }

  private void get(
      Router router, String name, Function<RoutingContext, Future<JsonObject>> handler) {
    router
        .get("/api/dtmsvr/" + name)
        .handler(
            context ->
                Future.succeededFuture(context)
                    .compose(handler)
                    .onSuccess(context::json)
                    .onFailure(e -> fail(context, e)));
  }

  private void post(Router router, String name, Function<JsonObject, Future<Void>> handler) {
    router
        .post("/api/dtmsvr/" + name)
        .handler(BodyHandler.create(false).setBodyLimit(maxBody()))
        .handler(
            context ->
                Future.succeededFuture(context)
                    .map(DtmHttpApi::body)
                    .compose(handler)
                    .onSuccess(done -> context.json(success()))
                    .onFailure(e -> fail(context, e)));
  }

  private Future<JsonObject> query(RoutingContext context) {
    String gid = text(context, "gid");
    if (gid.isEmpty()) {
      throw new IllegalArgumentException("no gid specified");
    }
    return store
        .find(gid)
        .map(
            found ->
                new JsonObject()
                    .put("transaction", found.map(t -> json.global(t.global())).orElse(null))
                    .put("branches", branches(found)));
  }

  private JsonArray branches(Optional<Trans> found) {
    JsonArray branches = new JsonArray();
    found.ifPresent(trans -> trans.branches().forEach(b -> branches.add(json.branch(b))));
    return branches;
  }

  private Future<JsonObject> all(RoutingContext context) {
    String gid = text(context, "gid");
    if (!gid.isEmpty()) {
      return store
          .find(gid)
          .map(found -> found.map(t -> new JsonArray().add(json.global(t.global()))).orElse(null))
          .map(one -> page(one, text(context, "position")));
    }
    TransFilter filter =
        new TransFilter(
            number(context, "position", 0, 0, Long.MAX_VALUE),
            limit(context),
            text(context, "status"),
            text(context, "transType"),
            time(context, "createTimeStart"),
            time(context, "createTimeEnd"));
    return store
        .list(filter)
        .map(
            found -> {
              JsonArray transactions = new JsonArray();
              found.forEach(global -> transactions.add(json.global(global)));
              boolean last = found.size() < filter.limit();
              return page(transactions, last ? "" : "" + found.get(found.size() - 1).id());
            });
  }

  private Future<JsonObject> resetCronTime(RoutingContext context) {
    long timeoutS = number(context, "timeout", 3L * config.timeoutToFail(), 0, MAX_TIMEOUT_S);
    int limit = limit(context);
    return runner
        .resetCronTime(Duration.ofSeconds(timeoutS), limit)
        .map(
            count ->
                new JsonObject().put("has_remaining", count == limit).put("succeed_count", count));
  }

  private static JsonObject page(JsonArray transactions, String nextPosition) {
    return new JsonObject().put("transactions", transactions).put("next_position", nextPosition);
  }

  private static JsonObject version() {
    String version = DtmHttpApi.class.getPackage().getImplementationVersion();
    return new JsonObject().put("version", version == null ? "v0.0.0-dev" : "v" + version);
  }

  private static JsonObject success() {
    return new JsonObject().put("dtm_result", "SUCCESS");
  }

  private static JsonObject body(RoutingContext context) {
    try {
      JsonObject body = context.body().asJsonObject();
      if (body != null) {
        return body;
      }
    } catch (DecodeException | ClassCastException e) {
      throw new IllegalArgumentException("the body is no JSON object", e);
    }
    throw new IllegalArgumentException("the body must be a JSON object");
  }

  private static String gid(JsonObject body) {
    if (body.getValue("gid", "") instanceof String gid) {
      return gid;
    }
    throw new IllegalArgumentException("gid must be text");
  }

  private static String text(RoutingContext context, String name) {
    List<String> values = context.queryParam(name);
    return values.isEmpty() ? "" : values.get(0);
  }

  /** dtm knows no greatest limit, so a greater one is no error here: the next page has the rest. */
  private static int limit(RoutingContext context) {
    return (int) Math.min(MAX_LIMIT, number(context, "limit", DEFAULT_LIMIT, 1, Long.MAX_VALUE));
  }

  private static Instant time(RoutingContext context, String name) {
    long ms = number(context, name, 0, 0, Long.MAX_VALUE);
    return ms == 0 ? null : Instant.ofEpochMilli(ms);
  }

  private static long number(RoutingContext context, String name, long absent, long min, long max) {
    String text = text(context, name);
    try {
      long value = text.isEmpty() ? absent : Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("convert to int error: " + text, e);
    }
    throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", was " + text);
  }

  private int maxBody() {
    return config.maxBodyBytes();
  }

  private static void fail(RoutingContext context, int status, String message) {
    context.response().setStatusCode(status);
    context.json(new JsonObject().put("message", message));
  }

  private static void fail(RoutingContext context, Throwable e) {
    JsonObject body = new JsonObject();
    int status = 500;
    if (e instanceof SagaRefused) {
      status = 409;
      body.put("dtm_result", "FAILURE");
    } else if (e instanceof CoordinatorBusy) {
      status = 429;
    } else if (DatabaseUnavailableException.is(e)) {
      status = 503;
      DATABASE.occurred("the database refuses HTTP calls of dtm's API: " + e.getMessage(), e);
    } else if (!(e instanceof IllegalArgumentException)) {
      LOG.error("{} {} failed", context.request().method(), context.request().path(), e);
    }
    context.response().setStatusCode(status);
    context.json(body.put("message", DtmApi.message(e)));
  }
}
