package eshop.coordinator;

import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import java.util.List;

/**
 * A transaction with its branches, in the order they were saved (compensation before action, step
 * by step).
 */
public record Trans(TransGlobal global, List<TransBranch> branches) {

  /** Keeps a private copy of the list. */
  public Trans {
    branches = List.copyOf(branches);
  }
}
