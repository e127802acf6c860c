package eshop.saga;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * The way to a transaction manager that runs in this very process, without a socket between. Who
 * wires a client knows whether there is one; the client knows only that there may be.
 */
@FunctionalInterface
public interface LocalCalls {
  /** Nothing is served here. */
  LocalCalls NONE = (url, metadata, request, timeoutMs) -> Optional.empty();

  /**
   * Calls a method in this process.
   *
   * @param url {@code host:port/package.service/Method}
   * @param timeoutMs until a {@code TimeoutException}
   * @return empty when it is not served here. Fails with a {@code StatusException} where a call
   *     over the wire would answer that status
   */
  Optional<Future<Void>> call(String url, MultiMap metadata, Buffer request, long timeoutMs);
}
