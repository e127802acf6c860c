package eshop.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import eshop.platform.net.EndpointList;
import eshop.platform.tls.ServerTls;
import eshop.saga.DtmClient;
import eshop.saga.DtmConfig;
import eshop.saga.DtmHttpClient;
import eshop.saga.LocalCalls;
import eshop.saga.SagaSubmitter;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.ServiceMethod;

/**
 * What an order's saga is spoken in: to the transaction manager, and by it to the branches. The
 * methods, their paths and their messages are the same in both.
 */
enum SagaProtocol {
  /** gRPC and protobuf; the manager in the same process is called without a socket. */
  GRPC("") {
    @Override
    ByteString payload(Message request) {
      return request.toByteString();
    }

    @Override
    SagaSubmitter submitter(Vertx vertx, DtmConfig config, LocalCalls local) {
      return DtmClient.create(vertx, config, local);
    }

    @Override
    void check(DtmConfig manager, BranchAddresses branches, ServerTls tls) {
      // Both know TLS.
    }
  },

  /** HTTP and JSON, submitted by dtm's Java client. */
  HTTP("http://") {
    @Override
    ByteString payload(Message request) {
      try {
        return ByteString.copyFromUtf8(JSON.print(request));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("our messages hold nothing that JSON cannot", e);
      }
    }

    @Override
    SagaSubmitter submitter(Vertx vertx, DtmConfig config, LocalCalls local) {
      return DtmHttpClient.create(vertx, config);
    }

    @Override
    void check(DtmConfig manager, BranchAddresses branches, ServerTls tls) {
      if (!manager.tls().ca().isEmpty()) {
        throw new IllegalArgumentException(
            "saga.protocol http submits without TLS, so dtm.tls cannot be set with it;"
                + " use saga.protocol grpc");
      }
      if (tls.on()) {
        throw new IllegalArgumentException(
            "saga.protocol http calls branches without TLS, so grpc.tls cannot be set with it;"
                + " use saga.protocol grpc");
      }
      single("dtm.http", manager.http());
      single("branches.order", branches.order());
      single("branches.stock", branches.stock());
      single("branches.coupon", branches.coupon());
      single("branches.pay", branches.pay());
    }

    private void single(String key, String endpoints) {
      if (!EndpointList.parse(endpoints).isSingle()) {
        throw new IllegalArgumentException(
            key + " must be one host:port with saga.protocol http, was '" + endpoints + "'");
      }
    }
  };

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private final String scheme;

  SagaProtocol(String scheme) {
    this.scheme = scheme;
  }

  /** From its word in the configuration. */
  @JsonCreator
  static SagaProtocol of(String word) {
    return switch (word) {
      case "grpc" -> GRPC;
      case "http" -> HTTP;
      default ->
          throw new IllegalArgumentException("protocol must be grpc or http, was '" + word + "'");
    };
  }

  /** Where the manager calls a method of the service at {@code host:port}. */
  String url(String host, ServiceMethod<?, ?> method) {
    return scheme
        + host
        + "/"
        + method.serviceName().fullyQualifiedName()
        + "/"
        + method.methodName();
  }

  /** A branch's request as the manager keeps and sends it. */
  abstract ByteString payload(Message request);

  /** The way to the manager. */
  abstract SagaSubmitter submitter(Vertx vertx, DtmConfig config, LocalCalls local);

  /**
   * Refuses what this protocol would drop silently.
   *
   * @throws IllegalArgumentException saying which settings do not go together
   */
  abstract void check(DtmConfig manager, BranchAddresses branches, ServerTls tls);
}
