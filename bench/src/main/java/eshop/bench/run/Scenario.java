package eshop.bench.run;

import eshop.bench.load.LoadPlan;
import eshop.bench.mix.MixOptions;

/**
 * One run to make: how hard, with what.
 *
 * @param coupons how many coupons to prepare; -1: as many as the run can use
 * @param firstProduct without a database: the id of the first product that is there
 * @param watch how finality is watched
 */
public record Scenario(LoadPlan plan, MixOptions mix, int coupons, long firstProduct, Watch watch) {
  private static final int CLOSED_LOOP_AT_MOST_PER_S = 6_000;

  /**
   * How finality is watched.
   *
   * @param share of the counted orders whose final latency is measured, by tables
   * @param pauseMs between two looks
   * @param drainS how long orders may take after the last was sent
   */
  public record Watch(double share, double pauseMs, int drainS) {
    /** One order in ten, every 5 ms, a minute. */
    public static final Watch DEFAULT = new Watch(0.1, 5, 60);
  }

  /** {@code closed 64, uniform 1000, coupons 50 %, refusals 5 %}. */
  public String describe() {
    StringBuilder text = new StringBuilder(plan.describe()).append(", ").append(mix.shape());
    if (mix.products() > 1) {
      text.append(' ').append(mix.products());
    }
    append(text, "coupons", mix.coupons());
    append(text, "used", mix.usedCoupons());
    append(text, "refusals", mix.refusals());
    return text.toString();
  }

  int couponsToPrepare() {
    if (coupons >= 0) {
      return coupons;
    }
    double perS = plan.open() ? plan.ratePerS() : CLOSED_LOOP_AT_MOST_PER_S;
    double orders = perS * (plan.warmupS() + plan.countedS());
    return mix.coupons() == 0 ? 0 : (int) Math.ceil(orders * mix.coupons() * 1.1) + 100;
  }

  private static void append(StringBuilder text, String name, double share) {
    if (share > 0) {
      text.append(", ").append(name).append(' ').append(Math.round(share * 100)).append(" %");
    }
  }
}
