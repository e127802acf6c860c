package eshop.systemtest.conformance;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * One call that a branch got, as the wire carried it.
 *
 * @param method POST or GET; always POST over gRPC
 * @param path without query
 * @param headers HTTP headers, or gRPC metadata
 * @param query query parameters; empty over gRPC
 */
record BranchCall(
    Wire wire, String method, String path, MultiMap headers, MultiMap query, Buffer body) {

  String gid() {
    return tag("gid");
  }

  String branchId() {
    return tag("branch_id");
  }

  Op op() {
    return Op.of(tag("op"));
  }

  String transType() {
    return tag("trans_type");
  }

  /** Branch and op as {@code 01/action}, for orders of calls. */
  String label() {
    return branchId() + "/" + op().word();
  }

  private String tag(String name) {
    return wire == Wire.GRPC ? headers.get("dtm-" + name) : query.get(name);
  }
}
