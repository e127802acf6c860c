package eshop.bench.load;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeoutException;

/** Why a request brought no order id; its message is the kind of error. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  Refusal(String kind) {
    super(kind, null, false, false);
  }

  static Refusal of(Throwable failure) {
    if (failure instanceof Refusal known) {
      return known;
    }
    if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
      return new Refusal("timeout");
    }
    if (failure instanceof ConnectException) {
      return new Refusal("no connection");
    }
    return new Refusal(failure.getClass().getSimpleName());
  }
}
