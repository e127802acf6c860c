package eshop.saga;

import java.util.List;

/**
 * A part of the transaction manager's list of sagas.
 *
 * @param gids newest first
 * @param backedOff of these, the ones whose pause has grown: what was tried failed
 * @param nextPosition where the next part begins; empty when this was the last
 */
record TransPage(List<String> gids, List<String> backedOff, String nextPosition) {
  TransPage {
    gids = List.copyOf(gids);
    backedOff = List.copyOf(backedOff);
  }
}
