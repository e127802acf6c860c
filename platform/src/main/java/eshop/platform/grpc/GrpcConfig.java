package eshop.platform.grpc;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.notBlank;
import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Rule;
import eshop.platform.tls.ServerTls;

/**
 * Where a service listens for gRPC and what one caller may ask of it.
 *
 * @param host default 127.0.0.1: nothing is open beyond this machine unless told so
 * @param port 0 lets the system choose; the service's config fills in its default, see {@link
 *     #withPort}
 * @param reflection whether clients may list services and messages; default false
 * @param maxMessageBytes a larger request is refused; default 65536
 * @param maxStreams calls at once on one connection; default 1000
 * @param reusePort whether other processes of this user may listen on the port too, see {@code
 *     cluster.reusePort}; default false
 * @param tls default none
 */
public record GrpcConfig(
    String host,
    Integer port,
    Boolean reflection,
    Integer maxMessageBytes,
    Integer maxStreams,
    Boolean reusePort,
    ServerTls tls) {

  public GrpcConfig {
    host = notBlank("host", orDefault(host, "127.0.0.1"));
    port = port == null ? null : Rule.port("port", port);
    reflection = orDefault(reflection, false);
    maxMessageBytes =
        between("maxMessageBytes", orDefault(maxMessageBytes, 65_536), 1_024, 16_777_216);
    maxStreams = between("maxStreams", orDefault(maxStreams, 1_000), 1, 100_000);
    reusePort = orDefault(reusePort, false);
    tls = orDefault(tls, ServerTls.NONE);
  }

  /**
   * The section with the service's default port where none is given; {@code section} may be null.
   */
  public static GrpcConfig withPort(GrpcConfig section, int defaultPort) {
    GrpcConfig given =
        section == null ? new GrpcConfig(null, null, null, null, null, null, null) : section;
    return given.port != null
        ? given
        : new GrpcConfig(
            given.host,
            defaultPort,
            given.reflection,
            given.maxMessageBytes,
            given.maxStreams,
            given.reusePort,
            given.tls);
  }
}
