package eshop.saga;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How dtm drives one saga. Durations are whole seconds, since that is what dtm's wire carries; zero
 * leaves the choice to the server.
 *
 * @param waitResult answer the submit only after the saga's first run
 * @param timeoutToFail an unfinished saga is rolled back after this; zero: never
 * @param retryInterval to the first retry, doubled at each further one; zero: 10 s
 * @param requestTimeout how long one branch call may take; zero: 3 s
 * @param retryLimit failed tries after which the saga is rolled back; zero: no limit
 * @param branchHeaders metadata every branch call carries
 * @param concurrent run the actions side by side, save for what {@code orders} says
 * @param orders step index to the indexes of the steps (all smaller) whose actions come before it;
 *     only with {@code concurrent}
 */
public record SagaOptions(
    boolean waitResult,
    Duration timeoutToFail,
    Duration retryInterval,
    Duration requestTimeout,
    long retryLimit,
    Map<String, String> branchHeaders,
    boolean concurrent,
    Map<Integer, List<Integer>> orders) {

  private static final Duration DURATION_MAX = Duration.ofDays(365);

  /** dtm keeps the options as JSON in 1024 characters; this leaves room for the others. */
  private static final int HEADERS_CHARS_MAX = 768;

  private static final Pattern HEADER_NAME = Pattern.compile("[a-z][a-z0-9_.-]*");
  private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]+");

  /** Do not wait, never time out, and retry as the server is set up to. */
  public static final SagaOptions DEFAULTS =
      new SagaOptions(
          false, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0, Map.of(), false, Map.of());

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException naming the option and its rule
   */
  public SagaOptions {
    checkDuration("timeoutToFail", timeoutToFail);
    checkDuration("retryInterval", retryInterval);
    checkDuration("requestTimeout", requestTimeout);
    if (retryLimit < 0) {
      throw new IllegalArgumentException("retryLimit must not be negative");
    }
    branchHeaders = Map.copyOf(branchHeaders);
    checkHeaders(branchHeaders);
    orders =
        orders.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
    orders.forEach(SagaOptions::checkOrder);
    if (!orders.isEmpty() && !concurrent) {
      throw new IllegalArgumentException("orders has a meaning only for a concurrent saga");
    }
  }

  /** Whether the submit is answered only after the first run. */
  public SagaOptions withWaitResult(boolean wait) {
    return new SagaOptions(
        wait,
        timeoutToFail,
        retryInterval,
        requestTimeout,
        retryLimit,
        branchHeaders,
        concurrent,
        orders);
  }

  /** When an unfinished saga is rolled back; whole seconds, zero: never. */
  public SagaOptions withTimeoutToFail(Duration timeout) {
    return new SagaOptions(
        waitResult,
        timeout,
        retryInterval,
        requestTimeout,
        retryLimit,
        branchHeaders,
        concurrent,
        orders);
  }

  /** Time to the first retry; whole seconds, zero: the server's. */
  public SagaOptions withRetryInterval(Duration interval) {
    return new SagaOptions(
        waitResult,
        timeoutToFail,
        interval,
        requestTimeout,
        retryLimit,
        branchHeaders,
        concurrent,
        orders);
  }

  /** How long one branch call may take; whole seconds, zero: the server's. */
  public SagaOptions withRequestTimeout(Duration timeout) {
    return new SagaOptions(
        waitResult,
        timeoutToFail,
        retryInterval,
        timeout,
        retryLimit,
        branchHeaders,
        concurrent,
        orders);
  }

  /** Failed tries after which the saga is rolled back; zero: no limit. */
  public SagaOptions withRetryLimit(long limit) {
    return new SagaOptions(
        waitResult,
        timeoutToFail,
        retryInterval,
        requestTimeout,
        limit,
        branchHeaders,
        concurrent,
        orders);
  }

  /** Metadata every branch call carries, for instance a token of the services. */
  public SagaOptions withBranchHeaders(Map<String, String> headers) {
    return new SagaOptions(
        waitResult,
        timeoutToFail,
        retryInterval,
        requestTimeout,
        retryLimit,
        headers,
        concurrent,
        orders);
  }

  /** Runs the actions side by side, each after those that {@code orders} lists for it. */
  public SagaOptions withConcurrent(Map<Integer, List<Integer>> stepOrders) {
    return new SagaOptions(
        waitResult,
        timeoutToFail,
        retryInterval,
        requestTimeout,
        retryLimit,
        branchHeaders,
        true,
        stepOrders);
  }

  private static void checkDuration(String name, Duration value) {
    if (value.isNegative()
        || !value.equals(Duration.ofSeconds(value.toSeconds()))
        || value.compareTo(DURATION_MAX) > 0) {
      throw new IllegalArgumentException(name + " must be whole seconds from 0 s to 365 days");
    }
  }

  private static void checkHeaders(Map<String, String> headers) {
    int chars = headers.entrySet().stream().mapToInt(SagaOptions::jsonChars).sum();
    if (chars > HEADERS_CHARS_MAX) {
      throw new IllegalArgumentException(
          "branchHeaders is over " + HEADERS_CHARS_MAX + " characters of JSON");
    }
    headers.forEach(
        (name, value) -> {
          boolean reserved = name.startsWith("dtm-") || name.startsWith("grpc-");
          if (reserved || name.endsWith("-bin") || !HEADER_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("branchHeaders has a bad or reserved name");
          }
          if (!HEADER_VALUE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                "branchHeaders: the value of " + name + " must be visible ASCII characters");
          }
        });
  }

  /** Name, value, quotes, colon and comma; a value of visible ASCII can double by escapes. */
  private static int jsonChars(Map.Entry<String, String> header) {
    long escapes = header.getValue().chars().filter(c -> c == '"' || c == '\\').count();
    return header.getKey().length() + header.getValue().length() + (int) escapes + 6;
  }

  private static void checkOrder(int step, List<Integer> before) {
    for (int earlier : before) {
      if (earlier < 0 || earlier >= step) {
        throw new IllegalArgumentException(
            "orders: step " + step + " may only come after smaller ones, not " + earlier);
      }
    }
  }
}
