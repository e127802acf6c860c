package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Stands in for a transaction manager's HTTP side: where sagas stand, and the list of them. */
final class SagaListDouble {
  /** Pages of two, so that few sagas make several. */
  private static final int PAGE = 2;

  /** The URIs asked. */
  final Queue<String> asked = new ConcurrentLinkedQueue<>();

  /** As if it did not understand the filter by status. */
  volatile boolean listsAll;

  /** As if nothing ended any more. */
  volatile boolean listsForEver;

  private final Map<String, String> statuses = new ConcurrentHashMap<>();
  private HttpServer server;

  private SagaListDouble() {}

  static Future<SagaListDouble> start(Vertx vertx) {
    SagaListDouble manager = new SagaListDouble();
    return vertx
        .createHttpServer()
        .requestHandler(manager::answer)
        .listen(0, "127.0.0.1")
        .map(
            server -> {
              manager.server = server;
              return manager;
            });
  }

  void knows(String gid, String status) {
    statuses.put(gid, status);
  }

  DtmConfig config() {
    return DtmConfig.at(null, "127.0.0.1:" + server.actualPort());
  }

  Future<Void> goAway() {
    return server.close();
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.uri());
    JsonObject answer =
        request.path().endsWith("/query")
            ? query(request.getParam("gid"))
            : list(request.getParam("status"), request.getParam("position"));
    request.response().end(answer.encode());
  }

  private JsonObject query(String gid) {
    String status = statuses.get(gid);
    return new JsonObject()
        .put("transaction", status == null ? null : transaction(gid, status))
        .put("branches", new JsonArray());
  }

  private JsonObject list(String status, String position) {
    int from = position.isEmpty() ? 0 : Integer.parseInt(position);
    List<String> found =
        statuses.keySet().stream()
            .sorted()
            .filter(gid -> listsAll || statuses.get(gid).equals(status))
            .toList();
    JsonArray page = new JsonArray();
    found.stream().skip(from).limit(PAGE).forEach(g -> page.add(transaction(g, statuses.get(g))));
    if (listsForEver) {
      for (int i = 0; i < DtmQuery.PAGE_SIZE; i++) {
        page.add(transaction("more", status));
      }
    }
    boolean last = !listsForEver && from + PAGE >= found.size();
    return new JsonObject()
        .put("transactions", page)
        .put("next_position", last ? "" : "" + (from + PAGE));
  }

  private static JsonObject transaction(String gid, String status) {
    return new JsonObject().put("gid", gid).put("status", status);
  }
}
