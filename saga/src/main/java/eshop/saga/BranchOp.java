package eshop.saga;

/** What dtm asks of a branch of a saga; the words are dtm's own. */
public enum BranchOp {
  /** Do the step. */
  ACTION("action"),
  /** Undo the step; must succeed sooner or later, dtm repeats it until it does. */
  COMPENSATE("compensate");

  private final String word;

  BranchOp(String word) {
    this.word = word;
  }

  /** The word on the wire and in the barrier table. */
  public String word() {
    return word;
  }

  /**
   * The op dtm's word stands for.
   *
   * @throws IllegalArgumentException for any other word, also for the ops of dtm's other kinds of
   *     transaction (try, confirm, cancel, commit, rollback)
   */
  public static BranchOp of(String word) {
    for (BranchOp op : values()) {
      if (op.word.equals(word)) {
        return op;
      }
    }
    throw new IllegalArgumentException("op must be action or compensate");
  }
}
