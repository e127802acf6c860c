package eshop.coordinator;

import eshop.coordinator.model.TransGlobal;
import eshop.platform.db.DatabaseUnavailableException;
import io.vertx.core.Future;
import io.vertx.mysqlclient.MySQLException;
import java.util.function.Function;

/**
 * What both wires offer, in one place so that both answer alike. Failures are {@link
 * IllegalArgumentException} (the caller's mistake), {@link SagaRefused} (dtm's FAILURE), {@link
 * CoordinatorBusy}, or anything else (not possible now).
 */
final class DtmApi {
  /**
   * How a failure begins that is certain to have saved nothing. Our own clients tell it from one
   * whose outcome is unknown; to others it is a text.
   */
  private static final String NOTHING_SAVED = "nothing was saved";

  private static final String FAILURE = "FAILURE";

  private final SubmitReader reader;
  private final SagaRunner runner;
  private final TransStore store;

  DtmApi(SubmitReader reader, SagaRunner runner, TransStore store) {
    this.reader = reader;
    this.runner = runner;
    this.store = store;
  }

  Future<Void> submit(Function<SubmitReader, Trans> request) {
    return read(request).compose(trans -> runner.submit(trans.global(), trans.branches()));
  }

  Future<Void> prepare(Function<SubmitReader, Trans> request) {
    return read(request).compose(trans -> runner.prepare(trans.global(), trans.branches()));
  }

  /** A saga cannot be aborted by a client, only by its branches: dtm refuses it too. */
  Future<Void> abort(String gid) {
    return existing(gid)
        .compose(
            global ->
                Future.failedFuture(
                    new SagaRefused(
                        "trans type: '%s' current status '%s', cannot abort."
                            .formatted(global.transType(), global.status().word()))));
  }

  Future<Void> forceStop(String gid) {
    return existing(gid)
        .compose(
            global ->
                global.status().isFinal()
                    ? Future.failedFuture(
                        new SagaRefused(
                            "global transaction force stop error. status: %s. error:"
                                .formatted(global.status().word())))
                    : runner.forceStop(gid));
  }

  /** A saga that has ended has nothing to be woken for; dtm answers success for it as well. */
  Future<Void> resetNextCronTime(String gid) {
    return existing(gid)
        .compose(
            global ->
                global.status().isFinal()
                    ? Future.succeededFuture()
                    : runner.resetNextCronTime(gid));
  }

  /** True when it is certain that the request changed nothing, and it may be repeated. */
  static boolean changedNothing(Throwable e) {
    return e instanceof DatabaseUnavailableException database
        ? database.nothingWasDone()
        : e instanceof MySQLException;
  }

  /** The text for the caller: dtm's refusals end with its word for them, and no SQL gets out. */
  static String message(Throwable e) {
    if (e instanceof SagaRefused) {
      return e.getMessage().endsWith(FAILURE) ? e.getMessage() : e.getMessage() + " " + FAILURE;
    }
    if (e instanceof IllegalArgumentException || e instanceof CoordinatorBusy) {
      return e.getMessage();
    }
    if (changedNothing(e)) {
      return NOTHING_SAVED + ": the coordinator's database cannot do this now";
    }
    return "the coordinator cannot do this now; whether it was saved is not known";
  }

  private Future<Trans> read(Function<SubmitReader, Trans> request) {
    try {
      return Future.succeededFuture(request.apply(reader));
    } catch (IllegalArgumentException e) {
      return Future.failedFuture(e);
    }
  }

  private Future<TransGlobal> existing(String gid) {
    return store
        .find(gid)
        .map(
            found ->
                found
                    .map(Trans::global)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "no TransGlobal with gid: " + gid + " found")));
  }
}
