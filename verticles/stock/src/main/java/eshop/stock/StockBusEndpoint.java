package eshop.stock;

import eshop.platform.bus.BusEndpoint;
import eshop.platform.bus.JsonFields;
import eshop.platform.bus.LocalAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * The stock service on the event bus.
 *
 * <ul>
 *   <li>{@code eshop.stock.get} {productID} → {productID, stock}
 * </ul>
 */
final class StockBusEndpoint {
  static final String GET = "eshop.stock.get";

  private final StockService stock;

  StockBusEndpoint(StockService stock) {
    this.stock = stock;
  }

  BusEndpoint serve(Vertx vertx, LocalAddresses localAddresses) {
    return new BusEndpoint(vertx, localAddresses).serve(GET, this::get);
  }

  private Future<JsonObject> get(JsonObject body) {
    long productId = JsonFields.number(body, "productID", 1, Long.MAX_VALUE);
    return stock
        .find(productId)
        .map(left -> new JsonObject().put("productID", productId).put("stock", left));
  }
}
