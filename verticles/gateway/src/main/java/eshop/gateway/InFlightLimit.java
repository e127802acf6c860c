package eshop.gateway;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;

/**
 * Refuses requests beyond a number at once: what is refused in a microsecond leaves room for what
 * was accepted. Lives on one event loop.
 */
final class InFlightLimit implements PlatformHandler {
  private final int max;
  private int inFlight;

  InFlightLimit(int max) {
    this.max = max;
  }

  @Override
  public void handle(RoutingContext context) {
    if (inFlight >= max) {
      throw new ApiException(
          ApiError.OVERLOADED, max + " requests are being served; try again a little later");
    }
    inFlight++;
    context.addEndHandler(end -> inFlight--);
    context.next();
  }
}
