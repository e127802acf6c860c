package eshop.coordinator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * gRPC branch URLs that were read before. Sagas name the same few again and again, each of them
 * twice a step at the submit and once a call, and reading them took a twelfth of what an order
 * costs the node. What is kept has a limit, since callers choose the URLs. Thread-safe.
 */
final class ParsedUrls {
  /** All are forgotten when there are more: at most 1 MB, and real services have dozens. */
  static final int MAX = 512;

  private static final Map<String, BranchUrl.Grpc> KNOWN = new ConcurrentHashMap<>();

  private ParsedUrls() {}

  static BranchUrl.Grpc grpc(String url) {
    BranchUrl.Grpc known = KNOWN.get(url);
    if (known != null) {
      return known;
    }
    BranchUrl.Grpc parsed = BranchUrl.grpc(url);
    if (KNOWN.size() >= MAX) {
      KNOWN.clear();
    }
    KNOWN.put(url, parsed);
    return parsed;
  }

  static int size() {
    return KNOWN.size();
  }
}
