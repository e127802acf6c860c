package eshop.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.mysqlclient.MySQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Batches, limits and the age of the oldest write; time and commits are driven by hand. */
class WriteQueueTest {
  private static final WriteQueue.Limits LIMITS = new WriteQueue.Limits(3, 1, 5);

  private final List<List<String>> batches = new ArrayList<>();
  private final List<Boolean> waits = new ArrayList<>();
  private final List<Promise<List<Future<Integer>>>> commits = new ArrayList<>();
  private long nowNanos = -5;

  private final WriteQueue<String, Integer> queue = queue(null);

  @Test
  void aWriteAloneStartsAtOnceAndThoseBehindItShareABatch() {
    Future<Integer> first = queue.add("a");
    queue.add("b");
    queue.add("c");

    assertThat(batches).containsExactly(List.of("a"));
    commits.get(0).complete(results(1));

    assertThat(first.result()).isEqualTo(1);
    assertThat(batches).containsExactly(List.of("a"), List.of("b", "c"));
  }

  @Test
  void aBatchHasNoMoreWritesThanItsLimit() {
    for (String write : List.of("a", "b", "c", "d", "e")) {
      queue.add(write);
    }
    commits.get(0).complete(results(1));

    assertThat(batches.get(1)).containsExactly("b", "c", "d");
  }

  @Test
  void oneWriteMoreThanMayWaitFailsAndIsNotTaken() {
    for (String write : List.of("under way", "1", "2", "3", "4", "5")) {
      assertThat(queue.add(write).failed()).isFalse();
    }

    assertThat(queue.add("6").cause())
        .isInstanceOfSatisfying(
            WriteQueueFullException.class, full -> assertThat(full.nothingWasDone()).isTrue())
        .hasMessage("test: 5 writes wait for the database");
    assertThat(queue.length()).isEqualTo(6);
  }

  @Test
  void membersOfABatchHaveResultsOfTheirOwn() {
    queue.add("a");
    Future<Integer> good = queue.add("b");
    Future<Integer> bad = queue.add("c");
    commits.get(0).complete(results(1));

    commits.get(1).complete(List.of(Future.succeededFuture(2), Future.failedFuture("a bad row")));

    assertThat(good.result()).isEqualTo(2);
    assertThat(bad.cause()).hasMessage("a bad row");
  }

  @Test
  void aBatchThatFailsAsAWholeFailsAllItsMembersAndTheQueueMovesOn() {
    Future<Integer> first = queue.add("a");
    queue.add("b");

    commits.get(0).fail("down");

    assertThat(first.cause()).hasMessage("down");
    assertThat(batches).hasSize(2);
  }

  @Test
  void membersOfARefusedBatchAreWrittenAloneWhileTheQueueGoesOn() {
    queue.add("a");
    Future<Integer> good = queue.add("b");
    Future<Integer> bad = queue.add("held");
    commits.get(0).complete(results(1));
    queue.add("next");

    commits.get(1).fail(new IllegalStateException("a row is held by another"));

    assertThat(batches)
        .containsExactly(
            List.of("a"), List.of("b", "held"), List.of("b"), List.of("held"), List.of("next"));
    commits.get(2).complete(results(1));
    assertThat(good.result()).isEqualTo(1);
    assertThat(bad.isComplete()).isFalse();
    commits.get(4).complete(results(1));
    commits.get(3).fail("still held");
    assertThat(bad.cause()).hasMessage("still held");
    assertThat(queue.length()).isZero();
  }

  @Test
  void oneAloneThatHasToWaitForARowWaitsBesideTheQueue() {
    Future<Integer> held = queue.add("held");
    queue.add("next");

    commits.get(0).fail(new MySQLException("held", 1205, "HY000"));

    assertThat(batches).containsExactly(List.of("held"), List.of("held"), List.of("next"));
    assertThat(waits).containsExactly(false, true, false);
    commits.get(1).complete(results(1));
    assertThat(held.result()).isEqualTo(1);
  }

  @Test
  void aMemberOfARefusedBatchThatWaitedForLongIsNotTriedAnyMore() {
    WriteQueue<String, Integer> large =
        queueOf(new WriteQueue.Limits(WriteQueue.SINGLES_MAX + 1, 1, 100));
    large.add("first");
    List<Future<Integer>> added = new ArrayList<>();
    for (int i = 0; i <= WriteQueue.SINGLES_MAX; i++) {
      added.add(large.add("held " + i));
    }
    commits.get(0).complete(results(1));
    commits.get(1).fail(new IllegalStateException("held"));
    pass(4_001);

    commits.get(2).fail("still held");

    assertThat(added.get(WriteQueue.SINGLES_MAX).cause()).hasMessage("held");
    assertThat(batches).hasSize(2 + WriteQueue.SINGLES_MAX);
  }

  @Test
  void aWriterThatThrowsIsAFailureOfTheBatch() {
    WriteQueue<String, Integer> broken =
        new WriteQueue<>(
            "broken",
            LIMITS,
            null,
            (batch, mayWait) -> {
              throw new IllegalStateException("a bug");
            });

    assertThat(broken.add("a").cause()).hasMessage("a bug");
    assertThat(broken.length()).isZero();
  }

  @Test
  void writesOfOneKindShareABatchAndThoseOfOneKeyDoNot() {
    WriteQueue<String, Integer> grouped = queue(new ByCaseAndLetter());
    grouped.add("x");
    for (String write : List.of("a", "B", "b", "a")) {
      grouped.add(write);
    }

    commits.get(0).complete(results(1));
    commits.get(1).complete(results(2));
    commits.get(2).complete(results(1));

    assertThat(batches)
        .containsExactly(List.of("x"), List.of("a", "b"), List.of("B"), List.of("a"));
  }

  @Test
  void theAgeIsThatOfTheOldestWriteWithoutAnAnswer() {
    assertThat(queue.oldestAgeMs()).isZero();
    queue.add("a");
    pass(400);
    queue.add("b");
    pass(100);
    assertThat(queue.oldestAgeMs()).isEqualTo(500);

    commits.get(0).complete(results(1));
    assertThat(queue.oldestAgeMs()).isEqualTo(100);
    commits.get(1).complete(results(1));
    assertThat(queue.oldestAgeMs()).isZero();
  }

  @Test
  void aQueueWhoseOldestWriteIsLateIsSeenInTheMetersAndInTheReadiness() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    WriteQueues queues = new WriteQueues(meters, 1_000, () -> nowNanos);
    queues.add(queue);
    queue.add("a");
    queue.add("b");
    pass(900);
    assertThat(queues.areMoving()).isTrue();

    pass(200);

    assertThat(queues.areMoving()).isFalse();
    assertThat(meters.get("eshop.write.queue.length").tag("queue", "test").gauge().value())
        .isEqualTo(2);
    assertThat(meters.get("eshop.write.queue.oldest").tag("queue", "test").gauge().value())
        .isEqualTo(1.1);
    commits.get(0).complete(results(1));
    commits.get(1).complete(results(1));
    assertThat(queues.areMoving()).isTrue();
    queues.remove(queue);
    assertThat(meters.getMeters()).isEmpty();
  }

  private WriteQueue<String, Integer> queue(WriteQueue.Grouping<String> grouping) {
    return queue(LIMITS, grouping);
  }

  private WriteQueue<String, Integer> queueOf(WriteQueue.Limits limits) {
    return queue(limits, null);
  }

  private WriteQueue<String, Integer> queue(
      WriteQueue.Limits limits, WriteQueue.Grouping<String> grouping) {
    return new WriteQueue<>(
        "test",
        limits,
        grouping,
        (batch, mayWait) -> {
          batches.add(batch);
          waits.add(mayWait);
          Promise<List<Future<Integer>>> commit = Promise.promise();
          commits.add(commit);
          return commit.future();
        },
        () -> nowNanos);
  }

  private void pass(long ms) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(ms);
  }

  private static List<Future<Integer>> results(int count) {
    List<Future<Integer>> results = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      results.add(Future.succeededFuture(i));
    }
    return results;
  }

  private static final class ByCaseAndLetter implements WriteQueue.Grouping<String> {
    @Override
    public Object kind(String write) {
      return Character.isUpperCase(write.charAt(0));
    }

    @Override
    public Object key(String write) {
      return Character.toLowerCase(write.charAt(0));
    }
  }
}
