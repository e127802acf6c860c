package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.testkit.RealMariaDb;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One transaction manager is killed in the middle of its sagas, and the other finishes them on the
 * same tables. All sagas are under way before the move, so that there is one move only; each test
 * then looks at one kind of them, submitted over gRPC and over HTTP.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HandOver {
  /** Longer than a test takes: who waits so long goes on only when it is told to. */
  private static final int LONG_S = 150;

  private static final BranchAnswer BROKEN = BranchAnswer.error();

  private final RealMariaDb db = new RealMariaDb();
  private final Vertx vertx = Vertx.vertx();
  private String schema;
  private BranchDouble branches;
  private Bench before;
  private Bench after;
  private ManagerProcess second;

  private Map<Wire, SagaDraft> accepted;
  private Map<Wire, SagaDraft> half;
  private Map<Wire, SagaDraft> waiting;
  private Map<Wire, SagaDraft> undoing;
  private Map<Wire, SagaDraft> ended;
  private Map<Wire, SagaDraft> undone;
  private Map<Wire, SagaDraft> timed;
  private Map<Wire, SagaDraft> limited;
  private Map<Wire, SagaDraft> ordered;
  private final Map<Wire, List<Map<String, Object>>> endedRows = new EnumMap<>(Wire.class);

  /** Starts the manager that is killed. */
  abstract ManagerProcess first(RealMariaDb database, String ofSchema);

  /** Starts the one that takes over. */
  abstract ManagerProcess second(RealMariaDb database, String ofSchema);

  @BeforeAll
  void move() throws Exception {
    schema = ManagerProcess.dtmSchema(db);
    branches = BranchDouble.start(vertx).await(20, TimeUnit.SECONDS);
    ManagerProcess first = first(db, schema);
    before = new Bench(new DtmWire(vertx, first.manager()), branches);
    submitWhatRests();
    submitWhatIsUnderWay();
    first.kill();
    breakWhatIsToBeUndone();
    second = second(db, schema);
    after = new Bench(new DtmWire(vertx, second.manager()), branches);
  }

  private void submitWhatRests() {
    ended = submit(saga -> saga.steps(1).waitResult());
    undone =
        submit(
            saga -> {
              branches.once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("sold out"));
              return saga.steps(2).waitResult();
            });
    waiting =
        submit(
            saga -> {
              branches.once(saga.gid(), "01", Op.ACTION, BROKEN);
              return saga.steps(1).retryInterval(LONG_S);
            });
    undoing =
        submit(
            saga -> {
              branches.once(saga.gid(), "02", Op.ACTION, BranchAnswer.refused("sold out"));
              branches.always(saga.gid(), "01", Op.COMPENSATE, BROKEN);
              return saga.steps(2).retryInterval(LONG_S);
            });
    each(waiting, saga -> before.awaitState(saga, s -> s.nextCronInterval() == 2 * LONG_S));
    each(undoing, saga -> before.awaitState(saga, s -> s.nextCronInterval() == 2 * LONG_S));
    each(undone, saga -> before.awaitStatus(saga, "failed"));
    for (Wire wire : Wire.values()) {
      endedRows.put(wire, rows(ended.get(wire), undone.get(wire)));
    }
  }

  private void submitWhatIsUnderWay() {
    accepted = submitHanging("01", saga -> saga.steps(2));
    half = submitHanging("02", s -> s.steps(3).branchHeaders(Map.of("test_header", "moved")));
    ordered = submitHanging("03", saga -> saga.steps(3).concurrent().order(1, 0));
    limited = submitHanging("03", saga -> saga.steps(3).retryLimit(1).retryInterval(1));
    timed = submitHanging("03", saga -> saga.steps(3).timeoutToFail(5));
    each(ordered, saga -> before.awaitCalls(saga, "02", Op.ACTION, 1));
    each(accepted, saga -> before.awaitCalls(saga, "01", Op.ACTION, 1));
    each(half, saga -> before.awaitCalls(saga, "02", Op.ACTION, 1));
    List.of(ordered, limited, timed)
        .forEach(them -> each(them, saga -> before.awaitCalls(saga, "03", Op.ACTION, 1)));
  }

  private void breakWhatIsToBeUndone() {
    each(undoing, saga -> branches.always(saga.gid(), "01", Op.COMPENSATE, BranchAnswer.ok()));
    each(
        limited,
        saga -> {
          branches.always(saga.gid(), "01", Op.ACTION, BROKEN);
          branches.always(saga.gid(), "03", Op.ACTION, BROKEN);
        });
    each(
        ordered,
        saga -> {
          branches.always(saga.gid(), "01", Op.ACTION, BranchAnswer.ok().after(300));
          branches.always(saga.gid(), "03", Op.ACTION, BranchAnswer.refused("sold out"));
        });
  }

  @AfterAll
  void stop() {
    second.kill();
    vertx.close();
  }

  @Test
  void sagaThatWasOnlyAcceptedSucceeds() {
    each(
        accepted,
        saga -> {
          after.awaitStatus(saga, "succeed");
          assertThat(branches.labels(saga.gid()))
              .containsExactly("01/action", "01/action", "02/action");
        });
  }

  @Test
  void sagaOfWhichSomeStepsAreDoneSucceedsWithItsHeaders() {
    each(
        half,
        saga -> {
          after.awaitStatus(saga, "succeed");
          assertThat(List.of("01", "02", "03"))
              .allSatisfy(id -> assertThat(branches.effect(saga.gid(), id)).isEqualTo(1));
          assertThat(branches.calls(saga.gid()))
              .allSatisfy(call -> assertThat(call.headers().get("test_header")).isEqualTo("moved"));
        });
  }

  @Test
  void waitingSagaIsLeftUntilItIsDue() {
    each(accepted, saga -> after.awaitStatus(saga, "succeed"));
    each(
        waiting,
        saga -> {
          assertThat(branches.labels(saga.gid())).containsExactly("01/action");
          assertThat(after.state(saga).nextCronInterval()).isEqualTo(2 * LONG_S);
          after.fireRetry(saga);
          after.awaitStatus(saga, "succeed");
        });
  }

  @Test
  void undoingGoesOnWhereItWas() {
    each(
        undoing,
        saga -> {
          after.fireRetry(saga);
          SagaState state = after.awaitStatus(saga, "failed");
          assertThat(state.rollbackReason()).contains("sold out");
          assertThat(state.vector()).containsExactly("succeed", "succeed", "succeed", "failed");
          assertThat(branches.calls(saga.gid(), "02", Op.COMPENSATE)).hasSize(1);
          assertThat(branches.effect(saga.gid(), "01")).isZero();
        });
  }

  @Test
  void whatHasEndedIsLeftAsItIs() {
    each(accepted, saga -> after.awaitStatus(saga, "succeed"));
    for (Wire wire : Wire.values()) {
      assertThat(rows(ended.get(wire), undone.get(wire)))
          .usingRecursiveComparison()
          .isEqualTo(endedRows.get(wire));
    }
  }

  @Test
  void sagaWhoseTimeIsUpIsUndoneWhole() {
    each(timed, saga -> assertUndone(saga, "Timeout after 5 seconds"));
  }

  @Test
  void sagaWhoseRetriesAreSpentIsUndoneWhole() {
    each(limited, saga -> assertUndone(saga, "RetryCount is greater than RetryLimit"));
  }

  @Test
  void concurrentSagaThatIsRefusedIsUndoneWhole() {
    each(ordered, saga -> assertUndone(saga, "sold out"));
  }

  private void assertUndone(SagaDraft saga, String reason) {
    assertThat(after.awaitStatus(saga, "failed").rollbackReason()).contains(reason);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(List.of("01", "02", "03"))
                    .allSatisfy(id -> assertThat(branches.effect(saga.gid(), id)).isZero()));
  }

  private Map<Wire, SagaDraft> submitHanging(String branch, UnaryOperator<SagaDraft> draft) {
    return submit(
        saga -> {
          branches.once(saga.gid(), branch, Op.ACTION, BranchAnswer.silence());
          return draft.apply(saga);
        });
  }

  private Map<Wire, SagaDraft> submit(UnaryOperator<SagaDraft> draft) {
    Map<Wire, SagaDraft> sagas = new EnumMap<>(Wire.class);
    for (Wire wire : Wire.values()) {
      SagaDraft saga = draft.apply(before.saga(wire));
      before.submit(saga);
      sagas.put(wire, saga);
    }
    return sagas;
  }

  private static void each(Map<Wire, SagaDraft> sagas, Consumer<SagaDraft> action) {
    sagas.values().forEach(action);
  }

  private List<Map<String, Object>> rows(SagaDraft one, SagaDraft other) {
    String gids = "('%s', '%s')".formatted(one.gid(), other.gid());
    return db.query(
        ("SELECT g.*, b.status AS branch, b.op, b.finish_time AS at FROM %s.trans_global AS g"
                + " JOIN %s.trans_branch_op AS b ON b.gid = g.gid WHERE g.gid IN %s ORDER BY b.id")
            .formatted(schema, schema, gids));
  }
}
