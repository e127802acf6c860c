package eshop.coordinator;

import com.google.protobuf.ByteString;
import eshop.dtm.DtmGrpcClient;
import eshop.dtm.DtmRequest;
import eshop.dtm.DtmTransOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.grpc.client.GrpcClient;
import java.util.List;

/** What a client of dtm does, over both wires, against one coordinator. */
final class DtmClients {
  private final DtmGrpcClient grpc;
  private final WebClient http;
  private final int httpPort;

  DtmClients(Vertx vertx, int grpcPort, int httpPort) {
    this.grpc =
        DtmGrpcClient.create(
            GrpcClient.client(vertx), SocketAddress.inetSocketAddress(grpcPort, "127.0.0.1"));
    this.http = WebClient.create(vertx);
    this.httpPort = httpPort;
  }

  DtmGrpcClient grpc() {
    return grpc;
  }

  /** A saga whose steps call the methods {@code Out} and {@code OutBack}, {@code In} and so on. */
  static DtmRequest saga(
      String gid, BranchDouble branches, DtmTransOptions options, String... steps) {
    DtmRequest.Builder request =
        DtmRequest.newBuilder().setGid(gid).setTransType("saga").setTransOptions(options);
    JsonArray urls = new JsonArray();
    for (String step : steps) {
      urls.add(
          new JsonObject()
              .put("action", branches.grpcUrl(step))
              .put("compensate", branches.grpcUrl(step + "Back")));
      request.addBinPayloads(ByteString.copyFromUtf8(step));
    }
    return request.setSteps(urls.encode()).build();
  }

  /** The same over HTTP. */
  static JsonObject httpSaga(String gid, BranchDouble branches, String... steps) {
    JsonArray urls = new JsonArray();
    for (String step : steps) {
      urls.add(
          new JsonObject()
              .put("action", branches.httpUrl(step))
              .put("compensate", branches.httpUrl(step + "Back")));
    }
    return new JsonObject()
        .put("gid", gid)
        .put("trans_type", "saga")
        .put("steps", urls)
        .put("payloads", new JsonArray(List.of(steps)));
  }

  HttpResponse<Buffer> post(String name, JsonObject body) {
    return Answers.of(http.post(httpPort, "127.0.0.1", "/api/dtmsvr/" + name).sendJsonObject(body));
  }

  HttpResponse<Buffer> postText(String name, String body) {
    return Answers.of(
        http.post(httpPort, "127.0.0.1", "/api/dtmsvr/" + name).sendBuffer(Buffer.buffer(body)));
  }

  HttpResponse<Buffer> get(String nameAndQuery) {
    return Answers.of(
        http.request(HttpMethod.GET, httpPort, "127.0.0.1", "/api/dtmsvr/" + nameAndQuery).send());
  }

  /** The transaction as query shows it, or null. */
  JsonObject transaction(String gid) {
    return get("query?gid=" + gid).bodyAsJsonObject().getJsonObject("transaction");
  }

  String status(String gid) {
    return transaction(gid).getString("status");
  }

  /** Statuses of the branches in the order of query. */
  List<String> branchStatuses(String gid) {
    return get("query?gid=" + gid).bodyAsJsonObject().getJsonArray("branches").stream()
        .map(branch -> ((JsonObject) branch).getString("status"))
        .toList();
  }
}
