package eshop.bench.run;

import eshop.bench.db.BenchDatabase;
import java.util.Map;

/**
 * A server under load and what may be seen of it.
 *
 * @param name for tables and files
 * @param url where its API is
 * @param database null when it cannot be reached: then nothing is prepared and finality goes by API
 * @param pids processes by name
 * @param check a shell command that audits the books after each run; null for none
 */
public record Target(
    String name, String url, BenchDatabase database, Map<String, Long> pids, String check) {

  /** The same server; its books are audited by other means. */
  public Target unchecked() {
    return new Target(name, url, database, pids, null);
  }
}
