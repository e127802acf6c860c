package eshop.node;

import eshop.coordinator.CoordinatorVerticle;
import eshop.coupon.CouponVerticle;
import eshop.gateway.GatewayVerticle;
import eshop.order.OrderVerticle;
import eshop.pay.PayVerticle;
import eshop.platform.config.ConfigException;
import eshop.stock.StockVerticle;
import io.vertx.core.Deployable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The parts a node can run, in the order in which they start: what is called comes before what
 * calls it, so that nobody's first call meets a closed door.
 */
@SuppressWarnings("ImmutableEnumChecker") // constructor references are immutable
enum VerticleName {
  STOCK(StockVerticle::new, true),
  COUPON(CouponVerticle::new, true),
  PAY(PayVerticle::new, true),
  ORDER(OrderVerticle::new, true),
  COORDINATOR(CoordinatorVerticle::new, true),
  GATEWAY(GatewayVerticle::new, false);

  private final Supplier<Deployable> supplier;
  private final boolean database;

  VerticleName(Supplier<Deployable> supplier, boolean database) {
    this.supplier = supplier;
    this.database = database;
  }

  Deployable create() {
    return supplier.get();
  }

  /** The name of its section in the configuration. */
  String section() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean hasDatabase() {
    return database;
  }

  static VerticleName of(String section) {
    return Arrays.stream(values())
        .filter(name -> name.section().equals(section))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "verticles: there is no '%s'; known: %s".formatted(section, known())));
  }

  private static String known() {
    return Arrays.stream(values()).map(VerticleName::section).collect(Collectors.joining(", "));
  }
}
