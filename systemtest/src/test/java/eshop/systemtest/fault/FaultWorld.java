package eshop.systemtest.fault;

import eshop.node.books.BooksConfig;
import eshop.systemtest.NodeProcess;
import java.io.Closeable;
import java.net.URI;
import java.util.List;

/** A running system that faults can be done to. Its nodes are processes. */
interface FaultWorld extends Closeable {
  /** Where customers submit orders. */
  List<URI> submit();

  /** The nodes, each with its management port. */
  List<RunningNode> nodes();

  /** Where its tables are, by a way that no fault touches. */
  BooksConfig books();

  /** Connections of the nodes to the database server now. */
  long connections();

  /** How many more there may be after a fault than before: pools grow to their size. */
  default int connectionsMoreMax() {
    return 20;
  }

  /**
   * A node.
   *
   * @param management {@code http://host:port}
   */
  record RunningNode(NodeProcess process, String management) {}
}
