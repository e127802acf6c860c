package eshop.coordinator;

import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The metadata that a gRPC branch call carries: dtm's own names, and the saga's branch headers. */
final class BranchMetadata {
  private static final Set<String> RESERVED = Set.of("content-type", "te", "user-agent", "host");

  private BranchMetadata() {}

  /** Headers that belong to the transport are left out; dtm's own cannot be overwritten. */
  static void write(MultiMap headers, TransGlobal global, TransBranch branch) {
    for (Map.Entry<String, String> header : global.options().branchHeaders().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!name.startsWith(":") && !name.startsWith("grpc-") && !RESERVED.contains(name)) {
        headers.set(name, name.endsWith("-bin") ? base64(header.getValue()) : header.getValue());
      }
    }
    headers
        .set("dtm-gid", global.gid())
        .set("dtm-trans_type", global.transType())
        .set("dtm-branch_id", branch.branchId())
        .set("dtm-op", branch.op().word())
        .set("dtm-dtm", "");
  }

  /** Metadata whose name says so is binary, which gRPC sends as text of this form. */
  private static String base64(String value) {
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }
}
