package eshop.node;

import eshop.bridge.BridgeVerticle;
import eshop.coordinator.CoordinatorVerticle;
import eshop.coupon.CouponVerticle;
import eshop.gateway.GatewayVerticle;
import eshop.order.OrderVerticle;
import eshop.pay.PayVerticle;
import eshop.platform.config.ConfigException;
import eshop.platform.node.NodeContext;
import eshop.stock.StockVerticle;
import io.vertx.core.Deployable;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The parts a node can run. They start by stage: what is called comes before what calls it, so that
 * nobody's first call meets a closed door.
 */
@SuppressWarnings("ImmutableEnumChecker") // constructor references are immutable
enum VerticleName {
  STOCK(StockVerticle::new, true, 1),
  COUPON(CouponVerticle::new, true, 1),
  PAY(PayVerticle::new, true, 1),
  ORDER(OrderVerticle::new, true, 1),
  COORDINATOR(CoordinatorVerticle::new, true, 2),
  GATEWAY(GatewayVerticle::new, false, 3),
  BRIDGE(BridgeVerticle::new, false, 3);

  static final int FIRST_STAGE = 1;
  static final int LAST_STAGE = 3;

  private final Function<NodeContext, Deployable> constructor;
  private final boolean database;
  private final int stage;

  VerticleName(Function<NodeContext, Deployable> constructor, boolean database, int stage) {
    this.constructor = constructor;
    this.database = database;
    this.stage = stage;
  }

  Deployable create(NodeContext node) {
    return constructor.apply(node);
  }

  /** What has a lower stage starts before it; what has the same starts at the same time. */
  int stage() {
    return stage;
  }

  /** The name of its section in the configuration. */
  String section() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean hasDatabase() {
    return database;
  }

  /** Whether it serves branches of sagas, and so knows the transaction manager and the proof. */
  boolean hasBranches() {
    return database && this != COORDINATOR;
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
