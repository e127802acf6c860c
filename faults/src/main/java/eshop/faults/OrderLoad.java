package eshop.faults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Customers of a shop that has plenty of product {@value #PRODUCT}, who order over HTTP at a steady
 * pace whatever becomes of the orders before, and what they were told. The seed decides what is
 * ordered: mostly one unit of a product that is there, now and then more than there is, which is
 * refused and undone.
 *
 * <p>Nobody tries again: a request is acknowledged, or it counts as a failure with its reason.
 */
public final class OrderLoad implements AutoCloseable {
  /** How long a customer waits; longer than any answer of the gateway takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final long TICK_MS = 10;
  private static final int IN_FLIGHT_MAX = 4_000;

  /** One in so many is refused by the stock service. */
  private static final int REFUSED_ONE_IN = 20;

  private static final int PRODUCT = 2;
  private static final int SCARCE_PRODUCT = 1;
  private static final int MORE_THAN_THERE_IS = 10_000;

  private static final Pattern ORDER_ID = Pattern.compile("\"orderID\":\"([0-9A-Za-z]{1,64})\"");
  private static final Pattern MESSAGE = Pattern.compile("\"msg\":\"([^\"]{0,200})");

  /** An answer: when it was asked for and given. */
  private record Answer(long sentNanos, long doneNanos, boolean acknowledged) {
    long latencyNanos() {
      return doneNanos - sentNanos;
    }
  }

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final ScheduledExecutorService pace =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "eshop-order-load");
            thread.setDaemon(true);
            return thread;
          });
  private final List<URI> gateways;
  private final int perSecond;
  private final Random random;
  private final long startNanos = System.nanoTime();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger positive = new AtomicInteger();
  private long sent;
  private volatile boolean stopped;

  private OrderLoad(List<URI> gateways, int perSecond, long seed) {
    this.gateways = gateways;
    this.perSecond = perSecond;
    this.random = new Random(seed);
  }

  /**
   * Begins at once.
   *
   * @param gateways {@code http://host:port} each; they take turns
   */
  public static OrderLoad start(List<URI> gateways, int perSecond, long seed) {
    OrderLoad load = new OrderLoad(gateways, perSecond, seed);
    Object unused = load.pace.scheduleAtFixedRate(load::tick, 0, TICK_MS, TimeUnit.MILLISECONDS);
    return load;
  }

  /** Orders no more and waits until every customer has been told or has given up. */
  @Override
  public void close() {
    stopped = true;
    pace.shutdown();
    long limit = System.nanoTime() + PATIENCE.plusSeconds(5).toNanos();
    while (inFlight.get() > 0 && System.nanoTime() - limit < 0) {
      pause();
    }
    if (inFlight.get() > 0) {
      throw new IllegalStateException(inFlight.get() + " requests without an end");
    }
  }

  /** Ids of the orders that were taken. */
  public Collection<String> acknowledged() {
    return acknowledged;
  }

  /** Positive answers; more than ids would be one order told twice. */
  public int positiveAnswers() {
    return positive.get();
  }

  /** What customers without an order were told, and how many. */
  public Map<String, Integer> failures() {
    return new TreeMap<>(failures);
  }

  /** Acknowledgements a second within a window. */
  public double rate(long fromNanos, long toNanos) {
    long count =
        answers.stream()
            .filter(Answer::acknowledged)
            .filter(a -> a.doneNanos() - fromNanos >= 0 && a.doneNanos() - toNanos < 0)
            .count();
    return count * 1e9 / (toNanos - fromNanos);
  }

  /** The latency in ms that this share of all answers within a window had at most; 0 for none. */
  public double latencyMs(double share, long fromNanos, long toNanos) {
    long[] latencies =
        answers.stream()
            .filter(a -> a.sentNanos() - fromNanos >= 0 && a.sentNanos() - toNanos < 0)
            .mapToLong(Answer::latencyNanos)
            .sorted()
            .toArray();
    return latencies.length == 0
        ? 0
        : latencies[(int) Math.min(latencies.length - 1, share * latencies.length)] / 1e6;
  }

  /** The pace that was asked for. */
  public int perSecond() {
    return perSecond;
  }

  private synchronized void tick() {
    long due = (System.nanoTime() - startNanos) * perSecond / 1_000_000_000L;
    while (sent < due && !stopped) {
      sent++;
      order();
    }
  }

  private void order() {
    if (inFlight.incrementAndGet() > IN_FLIGHT_MAX) {
      inFlight.decrementAndGet();
      failed("not sent: too many requests without an answer");
      return;
    }
    long sentNanos = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(gateways.get((int) (sent % gateways.size())))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body()))
            .build();
    Object unused =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
            .whenComplete(
                (answer, failure) -> {
                  note(sentNanos, answer, failure);
                  inFlight.decrementAndGet();
                });
  }

  private String body() {
    boolean refused = random.nextInt(REFUSED_ONE_IN) == 0;
    return "{\"userID\":%d,\"productID\":%d,\"amount\":1000,\"productCount\":%d,\"couponID\":0}"
        .formatted(
            1 + random.nextInt(1_000),
            refused ? SCARCE_PRODUCT : PRODUCT,
            refused ? MORE_THAN_THERE_IS : 1);
  }

  private void note(long sentNanos, HttpResponse<String> answer, Throwable failure) {
    boolean yes = answer != null && answer.statusCode() == 200;
    answers.add(new Answer(sentNanos, System.nanoTime(), yes));
    if (yes) {
      positive.incrementAndGet();
      Matcher id = ORDER_ID.matcher(answer.body());
      acknowledged.add(id.find() ? id.group(1) : "an answer without an id: " + answer.body());
    } else if (answer != null) {
      Matcher message = MESSAGE.matcher(answer.body());
      failed(answer.statusCode() + " " + (message.find() ? message.group(1) : answer.body()));
    } else {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      failed(cause.toString());
    }
  }

  /** Ids are taken out, so that equal failures are counted together. */
  private void failed(String how) {
    failures.merge(how.replaceAll("[0-9A-Z]{26}", "ID"), 1, Integer::sum);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(TICK_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A text for the failure message of a test. */
  @Override
  public String toString() {
    return "acknowledged %d, failures %s".formatted(positive.get(), failures());
  }

  /** Addresses of submit at these gateways. */
  public static List<URI> submitAt(String... gateways) {
    return Arrays.stream(gateways).map(at -> URI.create(at + "/api/v1/submit")).toList();
  }
}
