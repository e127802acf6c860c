package eshop.platform.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DtmRawCallsTest {
  private static final Buffer EMPTY_MESSAGE = Buffer.buffer(new byte[5]);

  private Vertx vertx;
  private GrpcEndpointServer server;

  @BeforeEach
  void listen() throws Exception {
    vertx = Vertx.vertx();
    server =
        GrpcEndpointServer.start(
                vertx,
                new LocalMethods(vertx),
                "stock.grpc",
                GrpcConfig.withPort(null, 0),
                List.of(),
                () -> Future.succeededFuture(true))
            .await(10, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @Test
  void callInDtmsOwnCodecIsServedAsProtobuf() throws Exception {
    HttpClientResponse response = health("application/grpc+dtm_raw");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.getTrailer("grpc-status")).isEqualTo("0");
  }

  @Test
  void callInAnyOtherUnknownCodecIsRefused() throws Exception {
    assertThat(health("application/grpc+xml").statusCode()).isEqualTo(415);
  }

  private HttpClientResponse health(String contentType) throws Exception {
    HttpClient http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
    return http.request(HttpMethod.POST, server.port(), "127.0.0.1", "/grpc.health.v1.Health/Check")
        .compose(request -> request.putHeader("content-type", contentType).send(EMPTY_MESSAGE))
        .compose(response -> response.end().map(response))
        .await(10, TimeUnit.SECONDS);
  }
}
