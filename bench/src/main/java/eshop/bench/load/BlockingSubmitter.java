package eshop.bench.load;

import eshop.bench.mix.OrderRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/** Sends one order on the calling thread and waits there for the answer. Thread-safe. */
final class BlockingSubmitter {
  static {
    // The JDK reads these once, for all connections of the process.
    System.setProperty("http.maxConnections", String.valueOf(LoadPlan.MAX_CONNECTIONS));
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final URI submit;
  private final int timeoutMs;

  /** An order's id, and when the answer that brought it was there. */
  record Answer(String orderId, long nanos) {}

  BlockingSubmitter(LoadPlan plan) {
    this.submit = URI.create(plan.submitUrl());
    this.timeoutMs = plan.timeoutMs();
  }

  /**
   * Submits.
   *
   * @throws Refusal names the kind of error
   */
  Answer submit(OrderRequest order) {
    try {
      HttpURLConnection call = (HttpURLConnection) submit.toURL().openConnection();
      call.setConnectTimeout(timeoutMs);
      call.setReadTimeout(timeoutMs);
      call.setDoOutput(true);
      call.setRequestProperty("Content-Type", "application/json");
      try (OutputStream out = call.getOutputStream()) {
        out.write(order.body().toBuffer().getBytes());
      }
      return answer(call);
    } catch (IOException e) {
      throw Refusal.of(e);
    }
  }

  /** An answer is read to its end, so that its connection can be used again. */
  private static Answer answer(HttpURLConnection call) throws IOException {
    int status = call.getResponseCode();
    byte[] body = read(status < 400 ? call.getInputStream() : call.getErrorStream());
    long nanos = System.nanoTime();
    return new Answer(SubmitAnswer.orderId(status, Buffer.buffer(body)), nanos);
  }

  private static byte[] read(InputStream body) throws IOException {
    if (body == null) {
      return new byte[0];
    }
    try (body) {
      return body.readAllBytes();
    }
  }
}
