package eshop.order;

import com.github.f4b6a3.ulid.Ulid;
import com.github.f4b6a3.ulid.UlidCreator;
import eshop.platform.bus.JsonFields;
import eshop.platform.bus.ServiceFailure;
import eshop.platform.bus.ServiceFailure.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The id of an order that is to be submitted: a ULID, whose time tells later how old its saga is.
 * Who submits may choose it, to ask again when no answer comes; whoever does not is given one.
 *
 * <p>A chosen one must be of now: a request that was held up for long is not to create its order
 * when nobody waits for it any more, nor when the first saga of that id is already forgotten.
 */
final class NewOrderId {
  /** More than the clocks of two nodes differ and a request waits. */
  static final Duration AGE_MAX = Duration.ofMinutes(10);

  private static final String FIELD = "orderID";
  private static final String ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

  private NewOrderId() {}

  static String create() {
    return UlidCreator.getMonotonicUlid().toString();
  }

  /** The one that the body names, or a new one. Names the rule in an INVALID_ARGUMENT. */
  static String of(JsonObject body, InstantSource clock) {
    if (!body.containsKey(FIELD)) {
      return create();
    }
    String chosen = JsonFields.text(body, FIELD, ULID);
    Instant made = Ulid.getInstant(chosen);
    if (Duration.between(made, clock.instant()).abs().compareTo(AGE_MAX) > 0) {
      throw new ServiceFailure(
          Kind.INVALID_ARGUMENT,
          FIELD + " must be a ULID that was made within " + AGE_MAX.toMinutes() + " minutes");
    }
    return chosen;
  }
}
