package eshop.gateway;

import static eshop.platform.config.Rule.between;
import static eshop.platform.config.Rule.notBlank;
import static eshop.platform.config.Rule.orDefault;

import eshop.platform.config.Rule;

/**
 * Where the gateway listens and what one client, and all of them together, may take.
 *
 * @param host default 127.0.0.1: nothing is open beyond this machine unless told so
 * @param port default 8080; 0 lets the system choose
 * @param reusePort whether other gateways of this machine may listen on the port too, see {@code
 *     cluster.reusePort}; default false
 * @param maxBodyBytes a larger request body is refused with 413; default 16384
 * @param bodyTimeoutMs a body must have arrived by then, or 408; default 10000
 * @param busTimeoutMs how long a service may take to answer on the bus; default 10000
 * @param idleTimeoutS a connection without traffic is closed; default 60, more than the 30 s that a
 *     submit may wait
 * @param lingerMs when the gateway stops: how long connections without a request are still served
 *     after the last was accepted, at most; they are closed one by one; default 500
 * @param maxInFlight requests at once, more are refused with 429; default 2000
 * @param maxWaiting of these, submits that wait for the final status; more are answered at once
 *     with 202; default 1000, always less than maxInFlight so that waiting never shuts the door
 * @param swagger whether the page at /apis/swagger is served; default true
 */
public record GatewayConfig(
    String host,
    Integer port,
    Boolean reusePort,
    Integer maxBodyBytes,
    Integer bodyTimeoutMs,
    Integer busTimeoutMs,
    Integer idleTimeoutS,
    Integer lingerMs,
    Integer maxInFlight,
    Integer maxWaiting,
    Boolean swagger) {

  public GatewayConfig {
    host = notBlank("host", orDefault(host, "127.0.0.1"));
    port = Rule.port("port", orDefault(port, 8080));
    reusePort = orDefault(reusePort, false);
    maxBodyBytes = between("maxBodyBytes", orDefault(maxBodyBytes, 16_384), 256, 1_048_576);
    bodyTimeoutMs = between("bodyTimeoutMs", orDefault(bodyTimeoutMs, 10_000), 100, 60_000);
    busTimeoutMs = between("busTimeoutMs", orDefault(busTimeoutMs, 10_000), 10, 30_000);
    idleTimeoutS = between("idleTimeoutS", orDefault(idleTimeoutS, 60), 35, 600);
    lingerMs = between("lingerMs", orDefault(lingerMs, 500), 0, 60_000);
    maxInFlight = between("maxInFlight", orDefault(maxInFlight, 2_000), 2, 100_000);
    maxWaiting =
        between(
            "maxWaiting (less than maxInFlight)",
            orDefault(maxWaiting, Math.min(1_000, maxInFlight - 1)),
            0,
            maxInFlight - 1);
    swagger = orDefault(swagger, true);
  }
}
