package eshop.gateway;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;

/** What a browser must not do with our answers. The Swagger page alone may run our own scripts. */
final class SecurityHeaders implements PlatformHandler {
  private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
  private static final String OWN_SCRIPTS =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  @Override
  public void handle(RoutingContext context) {
    boolean page = SwaggerPage.serves(context.request().path());
    MultiMap headers = context.response().headers();
    headers.add("Content-Security-Policy", page ? OWN_SCRIPTS : NOTHING);
    headers.add("X-Content-Type-Options", "nosniff");
    headers.add("Referrer-Policy", "no-referrer");
    if (!page) {
      headers.add("Cache-Control", "no-store");
    }
    context.next();
  }
}
