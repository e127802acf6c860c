package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.NoBlockedThreads;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Goal: a node that is about to leave lets nobody go without an answer. */
@ExtendWith(NoBlockedThreads.class)
class ShutdownSignalTest {
  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway();

  @Test
  void waitingClientsAreToldWhereToAskAndTheirConnectionsEnd() {
    GATEWAY.orders().onGet(body -> OrderServiceDouble.status("submitted", ""));
    CompletableFuture<HttpResponse<String>> waiting =
        GATEWAY.submitting(RunningGateway.ORDER, "Prefer", "wait=30");
    Awaitility.await().until(() -> !GATEWAY.orders().asked.isEmpty());

    GATEWAY.node().shutdown().give();

    HttpResponse<String> answer = RunningGateway.await(waiting);
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.headers().firstValue("Location")).contains("/api/v1/orders/order-1");
    assertThat(answer.headers().firstValue("Connection")).contains("close");
  }
}
