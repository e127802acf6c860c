package eshop.bench.load;

import eshop.bench.mix.OrderRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends orders one after the other over one connection, on the calling thread, which waits for the
 * answer. Nothing but reading and writing happens between the time to send and the answer, because
 * a client's own work would be charged to the server: a quarter of a millisecond with the JDK's
 * {@code HttpURLConnection}.
 */
final class BlockingSubmitter implements AutoCloseable {
  /** A server may close what was not used for longer. */
  private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

  private final URI submit;
  private final int timeoutMs;
  private DefaultBHttpClientConnection connection;
  private BasicClassicHttpRequest request;
  private boolean headWritten;
  private long usedNanos;

  /** An order's id, and when the answer that brought it was there. */
  record Answer(String orderId, long nanos) {}

  BlockingSubmitter(LoadPlan plan) {
    this.submit = URI.create(plan.submitUrl());
    this.timeoutMs = plan.timeoutMs();
  }

  /**
   * Does what can be done before the order's time: its request is made, and where a connection is
   * open, it keeps the head until the submit, which has to follow.
   */
  void prepare(OrderRequest order) {
    request = request(order.body().toBuffer().getBytes());
    if (connection != null) {
      try {
        connection.sendRequestHeader(request);
        headWritten = true;
      } catch (IOException | HttpException e) {
        close();
      }
    }
  }

  /**
   * Submits the order prepared last, over a new connection when there is none.
   *
   * @throws Refusal names the kind of error
   */
  Answer submit() {
    try {
      DefaultBHttpClientConnection open = connected();
      if (!headWritten) {
        open.sendRequestHeader(request);
      }
      headWritten = false;
      open.sendRequestEntity(request);
      open.flush();
      ClassicHttpResponse response = open.receiveResponseHeader();
      open.receiveResponseEntity(response);
      HttpEntity entity = response.getEntity();
      byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
      usedNanos = System.nanoTime();
      if (!DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, null)) {
        close();
      }
      return new Answer(SubmitAnswer.orderId(response.getCode(), Buffer.buffer(body)), usedNanos);
    } catch (IOException | HttpException e) {
      close();
      throw Refusal.of(e);
    }
  }

  private BasicClassicHttpRequest request(byte[] body) {
    BasicClassicHttpRequest made = new BasicClassicHttpRequest("POST", submit.getRawPath());
    made.addHeader(HttpHeaders.HOST, submit.getRawAuthority());
    made.addHeader(HttpHeaders.CONTENT_TYPE, ContentType.APPLICATION_JSON.getMimeType());
    made.addHeader(HttpHeaders.CONTENT_LENGTH, body.length);
    made.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    return made;
  }

  private DefaultBHttpClientConnection connected() throws IOException {
    if (connection != null && System.nanoTime() - usedNanos > MAX_IDLE_NANOS) {
      close();
    }
    if (connection == null) {
      connection = new DefaultBHttpClientConnection(Http1Config.DEFAULT);
      connection.bind(dial());
      connection.setSocketTimeout(Timeout.ofMilliseconds(timeoutMs));
    }
    return connection;
  }

  private Socket dial() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      int port = submit.getPort() < 0 ? 80 : submit.getPort();
      socket.connect(new InetSocketAddress(submit.getHost(), port), timeoutMs);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close(CloseMode.IMMEDIATE);
      connection = null;
      headWritten = false;
    }
  }
}
