package eshop.bench.standard;

import eshop.bench.floor.Floor;
import eshop.bench.load.LoadPlan;
import eshop.bench.mix.MixOptions;
import eshop.bench.mix.MixOptions.Shape;
import eshop.bench.run.Scenario;
import eshop.bench.run.Scenario.Watch;
import java.util.List;

/**
 * The scenarios that are always measured, so that figures of different days and systems can be laid
 * side by side. The first warms the server's JVM up too, so it comes with the longest warm-up of
 * all in practice: the two closed loops run before the open ones.
 *
 * @param warmupS seconds before each run is counted
 * @param countedS seconds counted
 */
public record StandardSet(int warmupS, int countedS) {
  /** Figures to publish. */
  public static final StandardSet FULL = new StandardSet(20, 30);

  /** Only to see that everything works. */
  public static final StandardSet QUICK = new StandardSet(3, 5);

  private static final int CONNECTIONS = 64;
  private static final int OPEN_LOOP_CONNECTIONS = 256;
  private static final int WRITERS = 4;
  private static final int BATCH = 64;
  private static final int USERS = 1_000;
  private static final int PRODUCTS = 1_000;
  private static final double WATCHED_OF_FEW = 1;

  /** The runs on one server, by its URL; equal seeds give every server the same orders. */
  public List<Scenario> scenarios(String url, long seed) {
    MixOptions hot = new MixOptions(Shape.HOT, 1, 0, 0, 0, USERS, seed);
    MixOptions mixed = new MixOptions(Shape.UNIFORM, PRODUCTS, 0.05, 0.5, 0, USERS, seed);
    Watch all = new Watch(WATCHED_OF_FEW, Watch.DEFAULT.pauseMs(), Watch.DEFAULT.drainS());
    return List.of(
        scenario(url, CONNECTIONS, 0, hot, Watch.DEFAULT),
        scenario(url, CONNECTIONS, 0, mixed, Watch.DEFAULT),
        scenario(url, OPEN_LOOP_CONNECTIONS, 20, mixed, all),
        scenario(url, OPEN_LOOP_CONNECTIONS, 200, mixed, all));
  }

  /** The bare writer for the hot product. */
  public Floor floor() {
    return new Floor(WRITERS, BATCH, 1, warmupS, countedS);
  }

  private Scenario scenario(
      String url, int connections, double ratePerS, MixOptions mix, Watch watch) {
    LoadPlan plan =
        new LoadPlan(url, connections, ratePerS, warmupS, countedS, LoadPlan.DEFAULT_TIMEOUT_MS);
    return new Scenario(plan, mix, -1, 1, watch);
  }
}
