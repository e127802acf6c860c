package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.JsonSchema;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainFieldsTest {
  private static final List<String> NAMES =
      List.of("userID", "productID", "amount", "productCount", "couponID", "timeoutToFail", "more");

  private static final List<Object> VALUES =
      Arrays.asList(
          null,
          0,
          1,
          -1,
          30,
          10_000,
          10_001,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE + 1L,
          Long.MAX_VALUE,
          BigInteger.TWO.pow(63),
          1.0,
          1.5,
          "1",
          true,
          new JsonObject());

  @Test
  void orderThatKeepsTheRulesNeedsNoSchema() throws Exception {
    PlainFields plain = PlainFields.of(orderSchema());

    assertThat(plain.accept(order())).isTrue();
    assertThat(plain.accept(order().put("couponID", 7).put("timeoutToFail", 30))).isTrue();
  }

  @Test
  void whatIsAcceptedTheSchemaAcceptsToo() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      ApiDocument document = ApiDocument.load(vertx).await(10, TimeUnit.SECONDS);
      JsonSchema schema = document.bodySchemaOf("submitOrder");
      var validator = document.contract().getSchemaRepository().validator(schema);
      PlainFields plain = PlainFields.of(schema);
      Random random = new Random(1);
      int accepted = 0;
      for (int i = 0; i < 20_000; i++) {
        JsonObject body = mutated(random);
        boolean byPlain = plain.accept(body);
        accepted += byPlain ? 1 : 0;
        assertThat(!byPlain || validator.validate(body).getValid()).as("%s", body).isTrue();
      }
      assertThat(accepted).isBetween(1_000, 19_000);
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"object\",\"properties\":{}}",
        "{\"type\":\"object\",\"additionalProperties\":false,\"minProperties\":1,\"properties\":{}}",
        "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"a\":{\"type\":\"string\"}}}",
        "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1}}}",
        "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"a\":"
            + "{\"type\":\"integer\",\"minimum\":1,\"maximum\":9,\"multipleOf\":2}}}",
      })
  void schemaThatSaysMoreThanBoundsIsAskedItself(String schema) {
    PlainFields plain = PlainFields.of(JsonSchema.of(new JsonObject(schema)));

    assertThat(plain.accept(new JsonObject())).isFalse();
    assertThat(plain.accept(new JsonObject().put("a", 1))).isFalse();
  }

  private static JsonSchema orderSchema() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return ApiDocument.load(vertx).await(10, TimeUnit.SECONDS).bodySchemaOf("submitOrder");
    } finally {
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }

  /** An order of which up to two fields are something else, or gone, or are more. */
  private static JsonObject mutated(Random random) {
    JsonObject body = order();
    for (int i = random.nextInt(3); i > 0; i--) {
      String name = NAMES.get(random.nextInt(NAMES.size()));
      if (random.nextInt(5) == 0) {
        body.remove(name);
      } else {
        body.put(name, VALUES.get(random.nextInt(VALUES.size())));
      }
    }
    return body;
  }

  private static JsonObject order() {
    return new JsonObject()
        .put("userID", 1)
        .put("productID", 1)
        .put("amount", 1_000)
        .put("productCount", 1);
  }
}
