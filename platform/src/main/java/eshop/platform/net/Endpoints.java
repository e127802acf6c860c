package eshop.platform.net;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A caller's choice among the endpoints of a service. They take turns, call by call. One that
 * cannot be connected to is passed over for the next, which is safe because nothing has been sent;
 * for a few seconds it is then tried only after the others. What fails after it was sent is the
 * caller's to judge; an endpoint that gave no answer in time it reports with {@link #noAnswer}, and
 * all callers ask the others first for a while. Usable from any event loop.
 *
 * <p>A name is looked up at each call, through Vert.x's resolver, which remembers an answer as long
 * as DNS allows.
 */
public final class Endpoints {
  static final long PASS_OVER_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A name's addresses come and go. */
  private static final int REMEMBERED_MAX = 64;

  private final Vertx vertx;
  private final EndpointList list;
  private final LongSupplier nanoClock;
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<SocketAddress, Long> failedAt = new ConcurrentHashMap<>();

  Endpoints(Vertx vertx, EndpointList list, LongSupplier nanoClock) {
    this.vertx = vertx;
    this.list = list;
    this.nanoClock = nanoClock;
  }

  /**
   * The endpoints of a service.
   *
   * @param tls whether certificates are checked: against the name that is called, so that a name
   *     with several addresses stays one endpoint
   */
  public static Endpoints of(Vertx vertx, EndpointList list, boolean tls) {
    EndpointList called = tls ? new EndpointList(list.hosts(), false) : list;
    return new Endpoints(vertx, called, System::nanoTime);
  }

  /**
   * Connects to the one whose turn it is, or to the next that can be connected to; each is tried
   * once.
   *
   * @param connect must send nothing; its failure means that there was no connection
   * @return what {@code connect} brought, or the failure of the last endpoint
   */
  public <T> Future<T> connect(Function<SocketAddress, Future<T>> connect) {
    if (list.isSingle()) {
      return connect.apply(list.hosts().get(0));
    }
    return addresses().compose(found -> connect(inTurn(found), 0, connect));
  }

  /** A call that was sent to this one has brought no answer within its time. */
  public void noAnswer(SocketAddress address) {
    if (!list.isSingle()) {
      noteFailed(address);
    }
  }

  private <T> Future<T> connect(
      List<SocketAddress> order, int index, Function<SocketAddress, Future<T>> connect) {
    SocketAddress address = order.get(index);
    return connect
        .apply(address)
        .recover(
            e -> {
              noteFailed(address);
              return index + 1 < order.size()
                  ? connect(order, index + 1, connect)
                  : Future.failedFuture(e);
            });
  }

  private Future<List<SocketAddress>> addresses() {
    if (!list.everyAddress()) {
      return Future.succeededFuture(list.hosts());
    }
    SocketAddress name = list.hosts().get(0);
    Promise<List<InetSocketAddress>> resolved = Promise.promise();
    ((VertxInternal) vertx)
        .nameResolver()
        .resolveAll(name.host(), found -> resolved.complete(found.result(), found.cause()));
    return resolved.future().map(found -> found.stream().map(at -> at(name, at)).toList());
  }

  private static SocketAddress at(SocketAddress name, InetSocketAddress address) {
    return SocketAddress.inetSocketAddress(name.port(), address.getAddress().getHostAddress());
  }

  /** From the one whose turn it is; those that could not be connected to lately come last. */
  private List<SocketAddress> inTurn(List<SocketAddress> found) {
    int count = Math.min(found.size(), EndpointList.MAX);
    int first = Math.floorMod(turn.getAndIncrement(), count);
    List<SocketAddress> order = new ArrayList<>(count);
    List<SocketAddress> last = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SocketAddress address = found.get((first + i) % count);
      (failedLately(address) ? last : order).add(address);
    }
    order.addAll(last);
    return order;
  }

  private void noteFailed(SocketAddress address) {
    if (failedAt.size() >= REMEMBERED_MAX) {
      failedAt.clear();
    }
    failedAt.put(address, nanoClock.getAsLong());
  }

  private boolean failedLately(SocketAddress address) {
    Long failed = failedAt.get(address);
    return failed != null && nanoClock.getAsLong() - failed < PASS_OVER_NANOS;
  }
}
