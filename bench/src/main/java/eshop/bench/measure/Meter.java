package eshop.bench.measure;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.StatusCounters;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/** Reads all counters of a run at one moment. Blocks. */
public final class Meter implements AutoCloseable {
  private final Processes processes;
  private final StatusCounters counters;

  /** One reading, and when it was taken. */
  public record Reading(
      long atNanos, Map<String, ProcStat> processes, Map<String, Long> database, long ownLooks) {}

  /**
   * A meter that is ready to be read.
   *
   * @param database null when it cannot be reached
   */
  public Meter(Processes processes, BenchDatabase database) throws SQLException {
    this.processes = processes;
    this.counters = database == null ? null : new StatusCounters(database);
  }

  /** The counters now, with the number of own statements that are in them. */
  public Reading read(long ownLooks) throws IOException, SQLException {
    return new Reading(
        System.nanoTime(),
        processes.read(),
        counters == null ? Map.of() : counters.read(),
        ownLooks);
  }

  @Override
  public void close() throws SQLException {
    if (counters != null) {
      counters.close();
    }
  }
}
