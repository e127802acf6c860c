package eshop.bench.finality;

import eshop.bench.load.Load;
import java.sql.SQLException;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How a run learns that its orders are final. An accepted order is not a done one: only orders in a
 * final state count as throughput.
 *
 * <p>The final latency is measured by the client's clock, from the time the order was to be sent to
 * the first look that found it final. So it is never too low, and too high by at most one look's
 * distance, {@link #resolutionMs}. dtm's own finish_time is no help: its columns have whole
 * seconds. {@code Prefer: wait} is not used: other servers do not know it, it holds a connection of
 * the closed loop, and the server's own polling would be measured instead.
 */
public interface Finality extends Load.Acknowledged, AutoCloseable {
  /** Orders of this run in a final state now. Blocks. */
  long finished() throws SQLException;

  /** Orders that are not final, as far as known; 0 ends the drain. Blocks. */
  long unfinished(long acknowledged) throws SQLException;

  /** All orders of this run by dtm's word for their state. Blocks. */
  Map<String, Long> byStatus() throws SQLException;

  /** Final latencies of the counted orders that were watched, in microseconds; after the drain. */
  Histogram latencyUs();

  /** Watched orders that were given up because too many were watched at once; after the drain. */
  long unwatched();

  /** Statements the looks themselves cost the database; 0 when they go by the API. */
  long ownLooks();

  /** The mean distance of two looks at one order, milliseconds. */
  double resolutionMs();

  /** {@code tables} or {@code api}. */
  String how();

  @Override
  void close() throws SQLException;
}
