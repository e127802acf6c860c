package eshop.saga;

import java.util.List;

/**
 * A part of the transaction manager's list of sagas.
 *
 * @param gids newest first
 * @param nextPosition where the next part begins; empty when this was the last
 */
record TransPage(List<String> gids, String nextPosition) {
  TransPage {
    gids = List.copyOf(gids);
  }
}
