package eshop.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.UlidCreator;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import eshop.platform.bus.Heartbeats;
import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The description of the event bus is true: against the services of a running node. */
class AsyncApiTest {
  @RegisterExtension static final RunningNode NODE = new RunningNode();

  private final AsyncApi api = AsyncApi.read();

  @Test
  void itNamesEveryAddressThatTheServicesListenOnAndNoOther() {
    assertThat(api.addresses()).isEqualTo(listenedOn());
  }

  @Test
  void itNamesEveryCodeOfAFailureAndTheBridgesOwn() {
    assertThat(api.failureCodes())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Arrays.stream(Kind.values()).map(Kind::code), Stream.of(403))
                .map(code -> (Object) code)
                .toList());
  }

  @Test
  void anOrderAndAllItTouchedAreAsItSays() {
    JsonObject draft = Shop.order(2, 1, 1).put("timeoutToFail", 60).put("retryInterval", 1);
    JsonObject submitted = replied("eshop.order.submit", draft);
    JsonObject order = new JsonObject().put("orderID", submitted.getString("orderID"));

    replied("eshop.order.get", order);
    NODE.shop().ended(submitted.getString("orderID"));

    assertThat(replied("eshop.order.get", order).getJsonObject("order")).isNotNull();
    replied("eshop.pay.get", order);
    replied("eshop.stock.get", new JsonObject().put("productID", 2));
    replied("eshop.coupon.get", new JsonObject().put("couponID", 2));
    assertThat(
            replied("eshop.coupon.get", new JsonObject().put("couponID", 1)).getString("orderID"))
        .isEqualTo(submitted.getString("orderID"));
  }

  @Test
  void anOrderThatIsSubmittedAgainUnderItsIdIsTheSame() {
    String chosen = UlidCreator.getUlid().toString();
    JsonObject draft = Shop.order(2, 1, 0).put("orderID", chosen);

    for (int i = 0; i < 2; i++) {
      assertThat(replied("eshop.order.submit", draft).getString("orderID")).isEqualTo(chosen);
    }
    NODE.shop().ended(chosen);
    assertThat(replied("eshop.order.submit", draft).getBoolean("accepted")).isTrue();
    assertThat(NODE.tables().barrierOps("stock", chosen)).containsExactly("action");
  }

  @Test
  void anOrderThatWasUndoneIsAsItSays() {
    String orderId = NODE.shop().submit(Shop.order(1, 1_000, 0));
    NODE.shop().ended(orderId);

    JsonObject order = replied("eshop.order.get", new JsonObject().put("orderID", orderId));

    assertThat(order.getString("reason")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eshop.order.submit | {}",
        "eshop.order.submit | {\"userID\":0,\"productID\":1,\"amount\":1,\"productCount\":1}",
        "eshop.order.submit | {\"userID\":\"1\",\"productID\":1,\"amount\":1,\"productCount\":1}",
        "eshop.order.submit | {\"userID\":1,\"productID\":1,\"amount\":0,\"productCount\":1}",
        "eshop.order.submit | {\"userID\":1,\"productID\":1,\"amount\":2147483648,\"productCount\":1}",
        "eshop.order.submit | {\"userID\":1,\"productID\":1,\"amount\":1,\"productCount\":10001}",
        "eshop.order.submit |"
            + " {\"userID\":1,\"productID\":1,\"amount\":1,\"productCount\":1,\"couponID\":-1}",
        "eshop.order.submit |"
            + " {\"userID\":1,\"productID\":1,\"amount\":1,\"productCount\":1,\"timeoutToFail\":86401}",
        "eshop.order.submit |"
            + " {\"userID\":1,\"productID\":1,\"amount\":1,\"productCount\":1,\"orderID\":\"mine\"}",
        "eshop.order.get | {\"orderID\":\"a b\"}",
        "eshop.order.get | {\"orderID\":1}",
        "eshop.stock.get | {\"productID\":0}",
        "eshop.coupon.get | {}",
        "eshop.pay.get | {\"orderID\":\"\"}",
      })
  void whatItForbidsTheServiceRefuses(String address, String body) {
    JsonObject request = new JsonObject(body);
    assertThat(api.faultsOfRequest(address, request)).isNotEmpty();
    assertThat(refused(address, request)).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eshop.order.get | {\"orderID\":\"no-such-order\"}",
        "eshop.stock.get | {\"productID\":999}",
        "eshop.coupon.get | {\"couponID\":999}",
        "eshop.pay.get | {\"orderID\":\"no-such-order\"}",
      })
  void whatIsNotThereIsAFailureItKnows(String address, String body) {
    JsonObject request = new JsonObject(body);
    assertThat(api.faultsOfRequest(address, request)).isEmpty();
    assertThat(refused(address, request)).isEqualTo(404);
  }

  private JsonObject replied(String address, JsonObject request) {
    assertThat(api.faultsOfRequest(address, request)).isEmpty();
    JsonObject reply = await(ask(address, request)).body();
    assertThat(api.faultsOfReply(address, reply)).isEmpty();
    return reply;
  }

  private int refused(String address, JsonObject request) {
    Throwable failure =
        await(ask(address, request).<Throwable>map(reply -> null).otherwise(e -> e));
    assertThat(failure).as("a refusal by " + address).isInstanceOf(ReplyException.class);
    ReplyException refusal = (ReplyException) failure;
    assertThat(api.faultsOfFailure(address, refusal.failureCode(), refusal.getMessage())).isEmpty();
    return refusal.failureCode();
  }

  private static Future<Message<JsonObject>> ask(String address, JsonObject body) {
    return NODE.node().vertx().eventBus().request(address, body);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /**
   * Every consumer of a clustered bus is known to all of its members, by its address. What nodes
   * tell each other is no interface for others.
   */
  private static Set<String> listenedOn() {
    Set<String> addresses = new TreeSet<>();
    for (HazelcastInstance member : Hazelcast.getAllHazelcastInstances()) {
      for (Object address : member.getMultiMap("__vertx.subs").keySet()) {
        if (address.toString().startsWith("eshop.") && !address.equals(Heartbeats.ADDRESS)) {
          addresses.add(address.toString());
        }
      }
    }
    return addresses;
  }
}
