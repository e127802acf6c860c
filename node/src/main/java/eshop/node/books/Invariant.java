package eshop.node.books;

/** What must hold in the tables once every saga has ended, whatever failed on the way. */
public enum Invariant {
  /** Per product: units supplied = stock left + units in live orders. */
  I1("stock left + units in live orders = units supplied"),
  /** A coupon is used if and only if exactly one live order has it. */
  I2("a used coupon has exactly one live order, and the other way round"),
  /** Each live order has one live payment of the same amount; a cancelled one has none. */
  I3("a live order has one live payment of its amount, a cancelled one none"),
  /** Each saga ends. */
  I4("every saga has ended: succeed or failed"),
  /** Succeed means all actions took effect, failed means none did. */
  I5("succeed: all took effect; failed: nothing is left"),
  /** No action was skipped in a saga that counts as succeeded. */
  I6("each action took effect exactly once"),
  /** A submit that was answered is in the transaction manager's log, or has left its order. */
  I7("no acknowledged order is lost"),
  /** A cancelled order stays cancelled. */
  I8("no cancelled order came back to life");

  private final String rule;

  Invariant(String rule) {
    this.rule = rule;
  }

  /** The rule in words an operator reads. */
  public String rule() {
    return rule;
  }
}
