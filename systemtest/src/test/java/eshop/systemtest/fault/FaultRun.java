package eshop.systemtest.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eshop.faults.OrderLoad;
import eshop.node.books.BooksChecker;
import eshop.systemtest.fault.FaultWorld.RunningNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * One fault under load: the state before it, and what must be true after it. "Nothing lost" alone
 * would be half a test: throughput is back, everything ends, the books balance, all nodes are
 * ready, and threads, connections and heap are where they were.
 */
final class FaultRun implements AutoCloseable {
  static final int PER_SECOND = 120;
  static final long SEED = Long.getLong("seed", 20_261_128L);

  private static final double ENOUGH = 0.8;
  private static final Duration BACK_LIMIT = Duration.ofSeconds(5);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Of a node: its workers are started as they are needed, and stay. */
  private static final int THREADS_MORE_MAX = 20;

  private static final long HEAP_MORE_MAX_MIB = 60;

  /**
   * Of all nodes, in one run: a line when a cause begins, each ten seconds, and when it is over.
   */
  private static final int LOG_LINES_MAX = 200;

  private final FaultWorld world;
  private final OrderLoad load;
  private final State before;
  private final List<Integer> logged;
  private final HttpClient http = HttpClient.newHttpClient();

  /** What grows when something leaks. */
  private record State(long threads, long heapMiB, long connections) {}

  private FaultRun(FaultWorld world) {
    this.world = world;
    this.load = OrderLoad.start(world.submit(), PER_SECOND, SEED);
    await("the pace is reached")
        .atMost(Duration.ofSeconds(30))
        .until(() -> rateOfLastSecond() >= 0.95 * PER_SECOND);
    this.before = state();
    this.logged = world.nodes().stream().map(node -> node.process().errors().size()).toList();
  }

  /** Starts the customers and waits until they are served at their pace. */
  static FaultRun under(FaultWorld world) {
    return new FaultRun(world);
  }

  /** Lets a new world load its classes and fill its caches, so that what grows later is a leak. */
  static void warmUp(List<URI> submit) {
    try (OrderLoad load = OrderLoad.start(submit, 2 * PER_SECOND, SEED)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> load.positiveAnswers() >= 10 * PER_SECOND);
    }
  }

  OrderLoad load() {
    return load;
  }

  /** Waits until so many more orders were taken, as a measure of time under load. */
  void goesOnFor(int orders) {
    int until = load.positiveAnswers() + orders;
    await().atMost(Duration.ofSeconds(60)).until(() -> load.positiveAnswers() >= until);
  }

  /**
   * A part of the system has just fallen silent and stays so: the others take over within three
   * seconds, nobody is told that an outcome is unknown, and then nobody notices anything.
   */
  void othersTakeOver() {
    long cut = System.nanoTime();
    long windowFrom = cut + TimeUnit.SECONDS.toNanos(3);
    goesOnUntil(windowFrom + TimeUnit.SECONDS.toNanos(4));
    assertThat(load.rate(windowFrom, windowFrom + TimeUnit.SECONDS.toNanos(3)))
        .as("acknowledged a second after three seconds; %s", load)
        .isGreaterThanOrEqualTo(ENOUGH * PER_SECOND);
    double first = load.latencyMs(0.99, cut, windowFrom);
    double then = load.latencyMs(0.99, windowFrom, windowFrom + TimeUnit.SECONDS.toNanos(3));
    System.out.printf("taken over: p99 %.0f ms, then %.0f ms; %s%n", first, then, load);
    assertThat(first).as("p99 in the first three seconds, ms").isLessThan(3_000);
    assertThat(load.failures().keySet()).noneMatch(told -> told.startsWith("504"));
  }

  /** Waits for a condition, under load. */
  void goesOnUntil(String what, Callable<Boolean> condition) {
    await(what).atMost(Duration.ofSeconds(60)).until(condition);
  }

  private static void goesOnUntil(long nanos) {
    await().atMost(Duration.ofSeconds(60)).until(() -> System.nanoTime() - nanos >= 0);
  }

  /** The fault is over: from now on the throughput must be back within five seconds. */
  void throughputComesBack() {
    long over = System.nanoTime();
    await("throughput is back")
        .atMost(BACK_LIMIT.plusSeconds(1))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(load.rate(since(over), System.nanoTime()))
                    .as("acknowledged a second; %s", load)
                    .isGreaterThanOrEqualTo(ENOUGH * PER_SECOND));
    System.out.printf(
        "throughput back after %d ms; %s%n",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - over), load);
  }

  /** Ends the load and looks at everything. */
  void everythingIsAsBefore() throws Exception {
    everythingIsAsBefore(END_LIMIT);
  }

  /** The same for a transaction manager that needs longer to end what was under way. */
  void everythingIsAsBefore(Duration endLimit) throws Exception {
    goesOnFor(PER_SECOND);
    load.close();
    assertThat(load.acknowledged()).as("each order once").hasSize(load.positiveAnswers());
    assertThat(new BooksChecker(world.books()).check(endLimit, load.acknowledged()))
        .as("everything ends, the books balance")
        .isEmpty();
    for (RunningNode node : world.nodes()) {
      await(node.management() + " is ready")
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(get(node, "/ready")).contains("\"ready\":true"));
      assertThat(sum(node, "eshop_write_queue_length")).as("writes under way").isZero();
    }
    logsDidNotFlood();
    await("threads, connections and heap are where they were")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(this::nothingLeaked);
  }

  private void logsDidNotFlood() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < logged.size(); i++) {
      List<String> all = world.nodes().get(i).process().errors();
      lines.addAll(all.subList(logged.get(i), all.size()));
    }
    System.out.printf("%d lines were logged%n", lines.size());
    assertThat(lines).as("log").hasSizeLessThan(LOG_LINES_MAX);
    assertThat(lines).as("stack traces").noneMatch(line -> line.startsWith("\tat "));
  }

  private void nothingLeaked() {
    State after = state();
    assertThat(after.threads())
        .as("threads")
        .isLessThanOrEqualTo(before.threads() + (long) THREADS_MORE_MAX * world.nodes().size());
    assertThat(after.connections())
        .as("database connections")
        .isLessThanOrEqualTo(before.connections() + world.connectionsMoreMax());
    assertThat(after.heapMiB())
        .as("live heap, MiB")
        .isLessThanOrEqualTo(before.heapMiB() + HEAP_MORE_MAX_MIB);
    for (RunningNode node : world.nodes()) {
      assertThat(sum(node, "vertx_pool_in_use{pool_type=\"sql\"")).as("lent connections").isZero();
    }
  }

  @Override
  public void close() {
    load.close();
  }

  /** A second ago; before a second has passed, in the future, where there is nothing yet. */
  private static long since(long over) {
    long window = System.nanoTime() - WINDOW_NANOS;
    return window - over >= 0 ? window : over - WINDOW_NANOS * 1_000;
  }

  private double rateOfLastSecond() {
    long now = System.nanoTime();
    return load.rate(now - WINDOW_NANOS, now);
  }

  private State state() {
    long threads = 0;
    long heap = 0;
    for (RunningNode node : world.nodes()) {
      threads += (long) sum(node, "jvm_threads_live_threads");
      heap += liveHeapMiB(node);
    }
    return new State(threads, heap, world.connections());
  }

  /** After a garbage collection, as a leak would be left by it. */
  private long liveHeapMiB(RunningNode node) {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    try {
      Process process =
          new ProcessBuilder(jcmd.toString(), Long.toString(node.process().pid()), "GC.run")
              .redirectErrorStream(true)
              .start();
      process.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return (long) sum(node, "jvm_memory_used_bytes{area=\"heap\"") >> 20;
  }

  private double sum(RunningNode node, String meter) {
    return get(node, "/metrics")
        .lines()
        .filter(line -> line.startsWith(meter))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private String get(RunningNode node, String path) {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create(node.management() + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new IllegalStateException(node.management() + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
