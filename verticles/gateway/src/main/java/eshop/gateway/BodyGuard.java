package eshop.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.regex.Pattern;

/**
 * Stands before the body is read: it must be declared as JSON, and it must arrive in time, so that
 * senders of one byte a minute do not fill the gateway.
 */
final class BodyGuard implements PlatformHandler {
  private static final Pattern JSON =
      Pattern.compile(
          "application/json\\s*(;\\s*charset\\s*=\\s*\"?utf-8\"?\\s*)?", Pattern.CASE_INSENSITIVE);
  private static final String TIMER = "eshop.gateway.bodyTimer";

  private final int timeoutMs;

  BodyGuard(int timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  @Override
  public void handle(RoutingContext context) {
    String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null || !JSON.matcher(type).matches()) {
      throw new ApiException(
          ApiError.WRONG_CONTENT_TYPE, "Content-Type must be application/json in UTF-8");
    }
    long timer = context.vertx().setTimer(timeoutMs, fired -> context.fail(slow()));
    context.put(TIMER, timer);
    context.addEndHandler(end -> context.vertx().cancelTimer(timer));
    context.next();
  }

  /** To be called when the body is there. */
  static void arrived(RoutingContext context) {
    context.vertx().cancelTimer(context.<Long>get(TIMER));
  }

  private ApiException slow() {
    return new ApiException(
        ApiError.SLOW_BODY, "the body must arrive within " + timeoutMs + " ms of the headers");
  }
}
