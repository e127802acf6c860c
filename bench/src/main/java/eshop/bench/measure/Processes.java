package eshop.bench.measure;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The processes whose share of the machine is reported; the load generator is always one. */
public final class Processes {
  /** The name of the load generator itself. */
  public static final String SELF = "bench";

  private final Map<String, Long> pids = new LinkedHashMap<>();

  /** Watches these and the own process. */
  public Processes(Map<String, Long> others) {
    pids.putAll(others);
    pids.put(SELF, ProcessHandle.current().pid());
  }

  /** All of them now; one that has ended is a failure, because its figures would be wrong. */
  public Map<String, ProcStat> read() throws IOException {
    Map<String, ProcStat> stats = new LinkedHashMap<>();
    for (Map.Entry<String, Long> process : pids.entrySet()) {
      stats.put(process.getKey(), ProcStat.of(process.getValue()));
    }
    return stats;
  }
}
