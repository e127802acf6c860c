package eshop.saga;

import com.fasterxml.jackson.databind.util.RawValue;
import feign.Feign;
import feign.FeignException;
import feign.Request;
import feign.Retryer;
import feign.http2client.Http2Client;
import feign.jackson.JacksonDecoder;
import feign.jackson.JacksonEncoder;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import pub.dtm.client.exception.FailureException;
import pub.dtm.client.interfaces.stub.IDtmServerStub;
import pub.dtm.client.stub.DtmFeignClient;

/**
 * dtm's Java client, set up for one manager. It blocks; {@link DtmHttpClient} calls it. Its stub is
 * built here and not by the client itself because that would wait a minute for an answer and send a
 * failed request up to five times, and because Java's older HTTP client repeats a POST unasked: a
 * saga that was sent twice and has ended between is answered as a refusal.
 */
final class DtmJavaClient {
  private static final int CONFLICT = 409;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final DtmConfig config;
  private final IDtmServerStub manager;
  private final IDtmServerStub waitingManager;

  DtmJavaClient(DtmConfig config) {
    this.config = config;
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(config.deadlineMs()))
            .build();
    this.manager = stub(http, config.deadlineMs());
    this.waitingManager = stub(http, config.waitDeadlineMs());
  }

  private IDtmServerStub stub(HttpClient http, int deadlineMs) {
    return Feign.builder()
        .client(new Http2Client(http))
        .encoder(new JacksonEncoder())
        .decoder(new JacksonDecoder())
        .retryer(Retryer.NEVER_RETRY)
        .options(
            new Request.Options(
                config.deadlineMs(),
                TimeUnit.MILLISECONDS,
                deadlineMs,
                TimeUnit.MILLISECONDS,
                false))
        .target(DtmFeignClient.class, "http://" + config.http());
  }

  /** Blocks until the manager has answered; throws {@link DtmFailure}. */
  void submit(Saga saga) {
    IDtmServerStub stub = saga.options().waitResult() ? waitingManager : manager;
    try {
      described(saga, stub).submit();
    } catch (FailureException e) {
      throw failure(e.getCause());
    } catch (Exception e) {
      throw failure(e);
    }
  }

  private static ClientSaga described(Saga saga, IDtmServerStub stub) {
    ClientSaga described = new ClientSaga(saga, stub);
    for (SagaStep step : saga.steps()) {
      described.add(step.action(), step.compensate(), new RawValue(step.payload().toStringUtf8()));
    }
    if (saga.options().waitResult()) {
      described.enableWaitResult();
    }
    if (saga.options().concurrent()) {
      described.enableConcurrent();
      saga.options().orders().forEach(described::addBranchOrder);
    }
    return described;
  }

  private static DtmFailure failure(Throwable e) {
    if (e instanceof FeignException answered && answered.status() > 0) {
      return refused(answered);
    }
    Throwable cause = e == null || e.getCause() == null ? e : e.getCause();
    return isBeforeTheRequest(cause)
        ? new DtmFailure(
            DtmFailure.Kind.NOT_REACHED, "The transaction manager cannot be reached", cause)
        : new DtmFailure(
            DtmFailure.Kind.OUTCOME_UNKNOWN, "The transaction manager broke off the call", cause);
  }

  private static boolean isBeforeTheRequest(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof HttpConnectTimeoutException
        || cause instanceof UnresolvedAddressException;
  }

  private static DtmFailure refused(FeignException answer) {
    String said = StatusText.clean(answer.contentUTF8());
    return new DtmFailure(
        kind(answer.status(), said),
        said.isEmpty() ? "HTTP status " + answer.status() : said,
        null);
  }

  /** The coordinator's errors are {@code {"message":…}}; anything else has no message. */
  private static String message(String body) {
    try {
      return new JsonObject(body).getString("message", "");
    } catch (DecodeException | ClassCastException e) {
      return "";
    }
  }

  private static DtmFailure.Kind kind(int status, String said) {
    if (status == UNAVAILABLE && DtmFailure.saysNothingWasSaved(message(said))) {
      return DtmFailure.Kind.NOT_REACHED;
    }
    return switch (status) {
      case TOO_MANY -> DtmFailure.Kind.BUSY;
      case CONFLICT, BAD_REQUEST, NOT_FOUND -> DtmFailure.Kind.REFUSED;
      default -> DtmFailure.Kind.OUTCOME_UNKNOWN;
    };
  }
}
