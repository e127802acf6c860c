package eshop.platform.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: calls are dealt out to what is there. Method: real servers on two loopback addresses. */
class EndpointsTest {
  private static final String ONE = "127.0.0.1";
  private static final String TWO = "127.0.0.2";

  private final AtomicLong nanos = new AtomicLong();
  private final List<String> tried = new CopyOnWriteArrayList<>();
  private Vertx dnsVertx;
  private Vertx vertx;
  private DnsDouble dns;
  private HttpClient client;
  private HttpServer first;
  private HttpServer second;
  private int port;

  @BeforeEach
  void start() throws Exception {
    dnsVertx = Vertx.vertx();
    dns = await(DnsDouble.start(dnsVertx));
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setAddressResolverOptions(
                    new AddressResolverOptions().addServer(ONE + ":" + dns.port())));
    client = vertx.createHttpClient();
    first = await(server(ONE, 0));
    port = first.actualPort();
    second = await(server(TWO, port));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    await(dnsVertx.close());
  }

  @Test
  void listedEndpointsTakeTurns() throws Exception {
    assertThat(answers(endpoints(ONE + ":" + port + "," + TWO + ":" + port), 10))
        .satisfies(EndpointsTest::areHalfAndHalf);
  }

  @Test
  void oneThatIsDownIsPassedOverAndTriedAgainAfterAWhile() throws Exception {
    Endpoints endpoints = endpoints(ONE + ":" + port + "," + TWO + ":" + port);
    await(first.close());

    assertThat(answers(endpoints, 10)).containsOnly(TWO);
    assertThat(Collections.frequency(tried, ONE)).isEqualTo(1);

    first = await(server(ONE, port));
    nanos.addAndGet(Endpoints.PASS_OVER_NANOS);
    assertThat(answers(endpoints, 10)).satisfies(EndpointsTest::areHalfAndHalf);
  }

  @Test
  void oneThatGaveNoAnswerIsAskedLastForAWhile() throws Exception {
    Endpoints endpoints = endpoints(ONE + ":" + port + "," + TWO + ":" + port);

    endpoints.noAnswer(SocketAddress.inetSocketAddress(port, ONE));

    assertThat(answers(endpoints, 10)).containsOnly(TWO);
    nanos.addAndGet(Endpoints.PASS_OVER_NANOS);
    assertThat(answers(endpoints, 10)).satisfies(EndpointsTest::areHalfAndHalf);
  }

  @Test
  void nameStandsForAllAddressesThatItHasNow() throws Exception {
    Endpoints endpoints = endpoints("dns:///stock.test:" + port);
    dns.addresses(ONE, TWO);
    assertThat(answers(endpoints, 10)).satisfies(EndpointsTest::areHalfAndHalf);

    dns.addresses(TWO);
    assertThat(answers(endpoints, 10)).containsOnly(TWO);
  }

  @Test
  void nameOfWhichOneAddressIsDownIsServedByTheOther() throws Exception {
    dns.addresses(ONE, TWO);
    await(second.close());

    assertThat(answers(endpoints("dns:///stock.test:" + port), 10)).containsOnly(ONE);
  }

  @Test
  void nameStaysOneEndpointWhereCertificatesAreCheckedAgainstIt() throws Exception {
    Endpoints endpoints = Endpoints.of(vertx, EndpointList.parse("dns:///stock.test:1"), true);

    SocketAddress called = await(endpoints.connect(address -> Future.succeededFuture(address)));

    assertThat(called).isEqualTo(SocketAddress.inetSocketAddress(1, "stock.test"));
  }

  @Test
  void eachIsTriedOnceWhenNoneIsThere() {
    Endpoints endpoints = endpoints("127.0.0.3:" + port + ",127.0.0.4:" + port);

    assertThatThrownBy(() -> answers(endpoints, 1)).hasMessageContaining("Connection refused");
    assertThat(tried).containsExactly("127.0.0.3", "127.0.0.4");
  }

  @Test
  void nameThatIsNotKnownIsAFailure() {
    assertThatThrownBy(() -> answers(endpoints("dns:///nobody.test:" + port), 1))
        .hasMessageContaining("nobody.test");
  }

  private Endpoints endpoints(String text) {
    return new Endpoints(vertx, EndpointList.parse(text), nanos::get);
  }

  private List<String> answers(Endpoints endpoints, int calls) throws Exception {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      answers.add(await(answer(endpoints)));
    }
    return answers;
  }

  /** On an event loop: from another thread the answer may have passed before it is read. */
  private Future<String> answer(Endpoints endpoints) {
    Promise<String> answer = Promise.promise();
    vertx.runOnContext(
        go ->
            endpoints
                .connect(this::request)
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .map(Buffer::toString)
                .onComplete(answer));
    return answer.future();
  }

  private Future<HttpClientRequest> request(SocketAddress address) {
    tried.add(address.host());
    return client.request(new RequestOptions().setServer(address).setURI("/"));
  }

  private static void areHalfAndHalf(List<? extends String> answers) {
    assertThat(Collections.frequency(answers, ONE)).isEqualTo(answers.size() / 2);
    assertThat(Collections.frequency(answers, TWO)).isEqualTo(answers.size() / 2);
  }

  private Future<HttpServer> server(String host, int at) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> request.response().end(host))
        .listen(at, host);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(10, TimeUnit.SECONDS);
  }
}
