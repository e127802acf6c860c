package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import eshop.testkit.NoBlockedThreads;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: no order that breaks a rule reaches the bus, and who sent it learns field and rule. */
@ExtendWith(NoBlockedThreads.class)
class SubmitRulesTest {
  private static final String ID_RULE = " must be a whole number from 1 to 9223372036854775807";

  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway();

  @Test
  void orderReachesTheBusAndItsIdTheClient() {
    HttpResponse<String> response = GATEWAY.submit(RunningGateway.ORDER);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(RunningGateway.json(response))
        .isEqualTo(
            new JsonObject("{\"code\":0,\"msg\":\"ok\",\"data\":{\"orderID\":\"order-1\"}}"));
    assertThat(ordered()).containsExactly(new JsonObject(RunningGateway.ORDER));
  }

  @Test
  void otherSpellingsReachTheBusInTheDocumentedOne() {
    HttpResponse<String> response =
        GATEWAY.submit(
            """
            {"userId":1,"productId":2,"amount":1100,"productCount":1,"couponId":3}""");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(ordered()).containsExactly(new JsonObject(RunningGateway.ORDER));
  }

  @Test
  void absentCouponReachesTheBusAsZero() {
    GATEWAY.submit(
        """
        {"userID":1,"productID":2,"amount":1100,"productCount":1}""");

    assertThat(GATEWAY.orders().submitted.get(0).getLong("couponID")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "userID, 1", "userID, 9223372036854775807",
    "productID, 1", "productID, 9223372036854775807",
    "amount, 1", "amount, 2147483647",
    "productCount, 1", "productCount, 10000",
    "couponID, 0", "couponID, 9223372036854775807",
  })
  void boundsBelongToTheRange(String field, long value) {
    assertThat(GATEWAY.submit(order(field, String.valueOf(value))).statusCode()).isEqualTo(200);
    assertThat(GATEWAY.orders().submitted.get(0).getLong(field)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "9223372036854775808",
        "1e3",
        "1.0",
        "1.5",
        "\"1\"",
        "null",
        "true",
        "[1]",
        "{\"a\":1}",
        "1e400",
        "123456789012345678901234567890"
      })
  void valueThatIsNoIdIsRefused(String value) {
    assertRefused(order("userID", value), "userID" + ID_RULE);
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "2147483648", "4294967295", "4294967296", "11.5", "1100.0"})
  void amountBeyondItsColumnIsRefused(String value) {
    assertRefused(
        order("amount", value),
        "amount must be a whole number of cents from 1 to 2147483647 (an order stores it as INT)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "10001", "4294967296"})
  void countBeyondItsBoundsIsRefused(String value) {
    assertRefused(
        order("productCount", value), "productCount must be a whole number from 1 to 10000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0.0", "\"\"", "null"})
  void valueThatIsNoCouponIsRefused(String value) {
    assertRefused(
        order("couponID", value), "couponID must be a whole number from 0 to 9223372036854775807");
  }

  @Test
  void ruleOfAFieldInItsOtherSpellingIsTheSame() {
    assertRefused(
        """
        {"userId":0,"productID":2,"amount":1100,"productCount":1}""",
        "userID" + ID_RULE);
  }

  @ParameterizedTest
  @CsvSource({"userID, userId", "productID, productId", "couponID, couponId"})
  void fieldInBothSpellingsIsRefused(String field, String other) {
    JsonObject order = new JsonObject(RunningGateway.ORDER).put(other, 1);
    assertRefused(
        order.encode(), field + " and " + other + " are the same field; give one of them");
  }

  @Test
  void missingFieldsAreAllNamed() {
    assertRefused(
        "{\"amount\":1}",
        "userID is missing; it must be a whole number from 1 to 9223372036854775807; "
            + "productID is missing; it must be a whole number from 1 to 9223372036854775807; "
            + "productCount is missing; it must be a whole number from 1 to 10000");
  }

  @Test
  void howLongToTryIsPassedOnWhenTheOrderSaysSo() {
    GATEWAY.submit(order("timeoutToFail", "30"));

    JsonObject submitted = GATEWAY.orders().submitted.get(0);
    assertThat(submitted.getLong("timeoutToFail")).isEqualTo(30);
    assertThat(submitted.containsKey("retryInterval")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"timeoutToFail, -1", "timeoutToFail, 86401", "retryInterval, 1.5"})
  void howLongToTryMustBeAtMostADay(String field, String value) {
    assertRefused(order(field, value), field + " must be a whole number from 0 to 86400");
  }

  @Test
  void unknownFieldIsRefused() {
    assertRefused(
        order("discount", "5"),
        "'discount' is not a field;"
            + " the fields are userID, productID, amount, productCount, couponID,"
            + " timeoutToFail, retryInterval");
  }

  @Test
  void fieldGivenTwiceIsRefused() {
    assertMalformed(
        "{\"userID\":1,\"productID\":2,\"amount\":1,\"amount\":2,\"productCount\":1}",
        "Duplicate field 'amount'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"userID\":1 | the body is not valid JSON",
        "{\"userID\":NaN} | the body is not valid JSON",
        "{\"userID\":01} | the body is not valid JSON",
        "{'userID':1} | the body is not valid JSON",
        "{} {} | the body is not valid JSON",
        "[] | the body must be a JSON object",
        "null | the body must be a JSON object",
        "1 | the body must be a JSON object",
        "'' | the body is empty; send a JSON object",
        "[[[[[[[[[[[[]]]]]]]]]]]] | the body is not valid JSON",
      })
  void textThatIsNoJsonObjectIsRefused(String body, String message) {
    assertMalformed(body, message);
  }

  private static String order(String field, String value) {
    JsonObject order = new JsonObject(RunningGateway.ORDER);
    order.remove(field);
    String rest = order.encode();
    return "{\"%s\":%s,%s".formatted(field, value, rest.substring(1));
  }

  /** What reached the bus, without the id that each is given. */
  private static List<JsonObject> ordered() {
    return GATEWAY.orders().submitted.stream()
        .map(JsonObject::copy)
        .peek(order -> assertThat(order.remove("orderID")).isInstanceOf(String.class))
        .toList();
  }

  private static void assertRefused(String body, String message) {
    HttpResponse<String> response = GATEWAY.submit(body);
    assertThat(RunningGateway.json(response))
        .isEqualTo(new JsonObject().put("code", 40000).put("msg", message));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(GATEWAY.orders().submitted).isEmpty();
  }

  private static void assertMalformed(String body, String message) {
    HttpResponse<String> response = GATEWAY.submit(body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(RunningGateway.json(response).getInteger("code")).isEqualTo(40001);
    assertThat(RunningGateway.json(response).getString("msg")).contains(message);
    assertThat(GATEWAY.orders().submitted).isEmpty();
  }
}
