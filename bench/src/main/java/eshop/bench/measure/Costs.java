package eshop.bench.measure;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one order cost, from two readings around the counted seconds. Costs are rates divided by the
 * rate of final orders, because the readings and the count are some milliseconds apart.
 */
public record Costs(Map<String, OfProcess> processes, Map<String, Double> database) {
  private static final double MS_PER_S = 1_000;

  /** The counters that the load generator's own looks are in. */
  private static final Set<String> COUNT_LOOKS =
      Set.of("Questions", "Com_select", "Com_stmt_execute");

  /**
   * One process.
   *
   * @param cpuMsPerOrder CPU milliseconds, user and system
   * @param cores CPU seconds a second
   * @param rssMib resident memory at the end
   */
  public record OfProcess(double cpuMsPerOrder, double cores, double rssMib) {}

  /** Between two readings, for orders that became final at this rate; 0 gives no costs. */
  public static Costs between(Meter.Reading from, Meter.Reading to, double ordersPerS) {
    double seconds = (to.atNanos() - from.atNanos()) / 1e9;
    Map<String, OfProcess> processes = new LinkedHashMap<>();
    to.processes()
        .forEach(
            (name, end) -> {
              long ticks = end.cpuTicks() - from.processes().get(name).cpuTicks();
              double cores = (double) ticks / ProcStat.TICKS_PER_S / seconds;
              double perOrder = ordersPerS == 0 ? 0 : cores * MS_PER_S / ordersPerS;
              processes.put(name, new OfProcess(perOrder, cores, end.rssKib() / 1024.0));
            });
    Map<String, Double> database = new LinkedHashMap<>();
    long own = to.ownLooks() - from.ownLooks();
    to.database()
        .forEach(
            (name, end) -> {
              long change = end - from.database().get(name);
              boolean look = COUNT_LOOKS.contains(name);
              double net = look ? Math.max(0, change - own) : change;
              database.put(name, ordersPerS == 0 ? 0 : net / seconds / ordersPerS);
            });
    return new Costs(processes, database);
  }

  /** {processes: {name: {cpuMsPerOrder, cores, rssMiB}}, databasePerOrder: {counter: number}}. */
  public JsonObject json() {
    JsonObject byName = new JsonObject();
    processes.forEach(
        (name, cost) ->
            byName.put(
                name,
                new JsonObject()
                    .put("cpuMsPerOrder", cost.cpuMsPerOrder())
                    .put("cores", cost.cores())
                    .put("rssMiB", cost.rssMib())));
    JsonObject perOrder = new JsonObject();
    database.forEach(perOrder::put);
    return new JsonObject().put("processes", byName).put("databasePerOrder", perOrder);
  }
}
