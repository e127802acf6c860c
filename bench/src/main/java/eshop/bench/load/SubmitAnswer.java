package eshop.bench.load;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** What a server with the submit API answers. */
final class SubmitAnswer {
  private SubmitAnswer() {}

  /**
   * The order's id.
   *
   * @throws Refusal where there is none
   */
  static String orderId(int status, Buffer body) {
    if (status != 200) {
      throw new Refusal("HTTP " + status);
    }
    try {
      JsonObject answer = new JsonObject(body);
      if (answer.getInteger("code", -1) != 0) {
        throw new Refusal("code " + answer.getValue("code"));
      }
      return answer.getJsonObject("data").getString("orderID");
    } catch (DecodeException | ClassCastException | NullPointerException e) {
      throw new Refusal("answer is not the documented JSON");
    }
  }
}
