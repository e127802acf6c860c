package eshop.platform.grpc;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The gRPC methods that are served in this very process, by the address under which others call
 * them. A caller in the same process finds them here and saves the way through HTTP/2 and a socket;
 * metadata, bytes, checks and statuses are the same. Who is not found is called over the wire. One
 * object a node; thread-safe.
 */
public final class LocalMethods {
  /** A method and the context it runs on. */
  private record LocalMethod(Context context, BiFunction<MultiMap, Buffer, Future<Void>> handler) {}

  private final Vertx vertx;
  private final Map<String, LocalMethod> methods = new ConcurrentHashMap<>();

  /** Serves nothing yet. */
  public LocalMethods(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Calls a method in this process.
   *
   * @param url {@code host:port/package.service/Method}; of several hosts with commas between, one
   *     that is here
   * @param timeoutMs until a {@code TimeoutException}; what runs by then goes on
   * @return empty when it is not served here. Completes on the caller's context; fails with a
   *     {@code StatusException} where a call over the wire would answer that status
   */
  public Optional<Future<Void>> call(
      String url, MultiMap metadata, Buffer request, long timeoutMs) {
    LocalMethod method = find(url);
    if (method == null) {
      return Optional.empty();
    }
    Promise<Void> answer = Promise.promise();
    Context caller = vertx.getOrCreateContext();
    long limit = vertx.setTimer(timeoutMs, fired -> answer.tryFail(noAnswer(url, timeoutMs)));
    method
        .context()
        .runOnContext(entered -> answerOn(caller, run(method, metadata, request), answer));
    return Optional.of(answer.future().onComplete(done -> vertx.cancelTimer(limit)));
  }

  /** Whether this method, named as for a call, is served in this process. */
  public boolean serves(String url) {
    return find(url) != null;
  }

  private LocalMethod find(String url) {
    LocalMethod method = methods.get(url);
    int hostsEnd = url.indexOf('/');
    if (method != null || url.lastIndexOf(',', hostsEnd) < 0) {
      return method;
    }
    return Stream.of(url.substring(0, hostsEnd).split(",", -1))
        .map(host -> methods.get(host + url.substring(hostsEnd)))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Serves a method to this process, on the context of the calling verticle. */
  void register(String url, BiFunction<MultiMap, Buffer, Future<Void>> handler) {
    methods.put(url, new LocalMethod(vertx.getOrCreateContext(), handler));
  }

  void unregister(String url) {
    methods.remove(url);
  }

  private static Future<Void> run(LocalMethod method, MultiMap metadata, Buffer request) {
    try {
      return method.handler().apply(metadata, request);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static void answerOn(Context caller, Future<Void> result, Promise<Void> answer) {
    result.onComplete(
        done ->
            caller.runOnContext(
                back -> {
                  if (done.succeeded()) {
                    answer.tryComplete();
                  } else {
                    answer.tryFail(done.cause());
                  }
                }));
  }

  private static Throwable noAnswer(String url, long timeoutMs) {
    return new TimeoutException(url + " gave no answer within " + timeoutMs + " ms");
  }
}
