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
 * side by side. The first finds the server's JVM cold and so has a warm-up of its own length; the
 * others only bring the code of their mix to speed.
 *
 * @param coldWarmupS seconds of full load before the first run on a fresh server is counted
 * @param warmupS seconds before each further run is counted
 * @param countedS seconds counted
 * @param floorS seconds the floor is counted
 */
public record StandardSet(int coldWarmupS, int warmupS, int countedS, int floorS) {
  /** Figures to publish. */
  public static final StandardSet FULL = new StandardSet(30, 8, 30, 15);

  /** Only to see that everything works. */
  public static final StandardSet QUICK = new StandardSet(3, 3, 5, 3);

  private static final int CONNECTIONS = 64;
  private static final int OPEN_LOOP_CONNECTIONS = 256;
  private static final int WRITERS = 4;
  private static final int BATCH = 64;
  private static final int USERS = 1_000;
  private static final int PRODUCTS = 1_000;
  private static final double ALL = 1;
  private static final double EVERY_MS_OF_FEW = 0.3;
  private static final double EVERY_MS_OF_MANY = 1;
  private static final int FLOOR_WARMUP_S = 3;

  /**
   * The runs on one server, by its URL; equal seeds give every server the same orders.
   *
   * @param cold whether nothing has run on the server yet
   */
  public List<Scenario> scenarios(String url, long seed, boolean cold) {
    MixOptions hot = new MixOptions(Shape.HOT, 1, 0, 0, 0, USERS, seed);
    MixOptions mixed = mixed(PRODUCTS, USERS, seed);
    Watch few = new Watch(ALL, EVERY_MS_OF_FEW, Watch.DEFAULT.drainS());
    Watch many = new Watch(ALL, EVERY_MS_OF_MANY, Watch.DEFAULT.drainS());
    return List.of(
        scenario(plan(url, CONNECTIONS, 0, cold ? coldWarmupS : warmupS), hot, Watch.DEFAULT),
        closedMixed(url, mixed, false),
        scenario(plan(url, OPEN_LOOP_CONNECTIONS, 20, warmupS), hot, few),
        scenario(plan(url, OPEN_LOOP_CONNECTIONS, 20, warmupS), mixed, few),
        scenario(plan(url, OPEN_LOOP_CONNECTIONS, 200, warmupS), mixed, many));
  }

  /** One run of the closed loop with this mix. */
  public Scenario closedMixed(String url, MixOptions mix, boolean cold) {
    return scenario(plan(url, CONNECTIONS, 0, cold ? coldWarmupS : warmupS), mix, Watch.DEFAULT);
  }

  /** The usual mix: coupons on half of the orders, 5 % of them refused. */
  public static MixOptions mixed(int products, int users, long seed) {
    return new MixOptions(Shape.UNIFORM, products, 0.05, 0.5, 0, users, seed);
  }

  /** The bare writer for the hot product. */
  public Floor floor() {
    return new Floor(WRITERS, BATCH, 1, Math.min(FLOOR_WARMUP_S, floorS), floorS);
  }

  private LoadPlan plan(String url, int connections, double ratePerS, int warmup) {
    return new LoadPlan(url, connections, ratePerS, warmup, countedS, LoadPlan.DEFAULT_TIMEOUT_MS);
  }

  private static Scenario scenario(LoadPlan plan, MixOptions mix, Watch watch) {
    return new Scenario(plan, mix, -1, 1, watch);
  }
}
