package eshop.gateway;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every request an id, and logs each request with its answer once, at debug. The id is the
 * client's own when it is fit for a log line.
 */
final class RequestLog implements PlatformHandler {
  static final String HEADER = "X-Request-Id";
  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    String sent = request.getHeader(HEADER);
    String id =
        sent != null && FIT.matcher(sent).matches()
            ? sent
            : Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
    context.response().putHeader(HEADER, id);
    if (LOG.isDebugEnabled()) {
      long start = System.nanoTime();
      context.addEndHandler(
          end ->
              LOG.debug(
                  "{} {} {} -> {} {} bytes, {} ms{}",
                  id,
                  request.method(),
                  request.path(),
                  context.response().getStatusCode(),
                  context.response().bytesWritten(),
                  TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                  end.succeeded() ? "" : ", the client left"));
    }
    context.next();
  }

  static String id(RoutingContext context) {
    return context.response().headers().get(HEADER);
  }
}
