package eshop.gateway;

import eshop.platform.management.Leaving;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;

/**
 * Ends each connection with the answer to its next request once the node is about to leave. A
 * client then sends nothing more on a connection that is going to be closed under it: it opens a
 * new one, which reaches a node that stays.
 */
final class LastAnswers implements PlatformHandler {
  private final Leaving leaving;

  LastAnswers(Leaving leaving) {
    this.leaving = leaving;
  }

  @Override
  public void handle(RoutingContext context) {
    context.addHeadersEndHandler(
        headers -> {
          if (leaving.hasBegun()) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.addEndHandler(sent -> context.request().connection().close());
          }
        });
    context.next();
  }
}
