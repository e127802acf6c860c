package eshop.systemtest.conformance;

/** What a branch is asked to do, in dtm's words. */
enum Op {
  ACTION("action"),
  COMPENSATE("compensate");

  private final String word;

  Op(String word) {
    this.word = word;
  }

  /** The word on the wire and in the branch rows. */
  String word() {
    return word;
  }

  static Op of(String word) {
    return word.equals(ACTION.word) ? ACTION : COMPENSATE;
  }
}
