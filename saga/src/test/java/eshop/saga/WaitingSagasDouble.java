package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

/** Stands in for dtm's HTTP side: the list of sagas, and the word that one be tried again now. */
final class WaitingSagasDouble {
  /** The gids of resetNextCronTime, in the order of arrival. */
  final Queue<String> reset = new ConcurrentLinkedQueue<>();

  /** Whether a saga that is tried again ends. */
  volatile boolean helps = true;

  volatile int status = 200;
  private final Map<String, JsonObject> sagas = new ConcurrentSkipListMap<>();
  private HttpServer server;

  Future<WaitingSagasDouble> start(Vertx vertx) {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(0, "127.0.0.1")
        .map(
            listening -> {
              server = listening;
              return this;
            });
  }

  DtmConfig config() {
    return DtmConfig.at(null, "127.0.0.1:" + server.actualPort());
  }

  void knows(String gid, String sagaStatus, long interval, String options) {
    sagas.put(
        gid,
        new JsonObject()
            .put("gid", gid)
            .put("status", sagaStatus)
            .put("trans_type", "saga")
            .put("options", options)
            .put("next_cron_interval", interval));
  }

  private void answer(HttpServerRequest request) {
    if (status != 200) {
      request.response().setStatusCode(status).end();
    } else if (request.method().equals(HttpMethod.POST)) {
      request.body().onSuccess(body -> reset(request, body.toJsonObject().getString("gid")));
    } else {
      request.response().end(list(request).encode());
    }
  }

  private void reset(HttpServerRequest request, String gid) {
    boolean known = request.path().equals("/api/dtmsvr/resetNextCronTime");
    if (known) {
      reset.add(gid);
      if (helps) {
        sagas.remove(gid);
      }
    }
    request.response().setStatusCode(known ? 200 : 404).end("{\"dtm_result\":\"SUCCESS\"}");
  }

  private JsonObject list(HttpServerRequest request) {
    int from =
        request.getParam("position").isEmpty() ? 0 : Integer.parseInt(request.getParam("position"));
    int limit = Integer.parseInt(request.getParam("limit"));
    List<JsonObject> found =
        sagas.values().stream()
            .filter(saga -> saga.getString("status").equals(request.getParam("status")))
            .filter(saga -> saga.getString("trans_type").equals(request.getParam("transType")))
            .toList();
    int to = Math.min(from + limit, found.size());
    return new JsonObject()
        .put("transactions", new JsonArray(found.subList(Math.min(from, to), to)))
        .put("next_position", to - from < limit ? "" : String.valueOf(to));
  }
}
