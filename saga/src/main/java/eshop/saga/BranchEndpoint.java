package eshop.saga;

import com.google.protobuf.Descriptors;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import io.vertx.grpc.server.StatusException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Builds a gRPC service whose methods are branches of sagas, to be called over gRPC, over HTTP/JSON
 * or within the process. It is the one place that turns metadata into a {@link BranchContext} and
 * failures into what dtm understands:
 *
 * <ul>
 *   <li>{@link BranchRefused}: ABORTED with its message, dtm rolls back;
 *   <li>{@link BranchOngoing}: FAILED_PRECONDITION, dtm asks again;
 *   <li>a call without the {@link CallerProof} of its saga: UNAUTHENTICATED, dtm repeats;
 *   <li>bad metadata, or an op the method is not bound for: INVALID_ARGUMENT, a caller's error;
 *   <li>anything else: UNAVAILABLE, logged here once and told without details, dtm repeats.
 * </ul>
 */
public final class BranchEndpoint {
  private static final String LOCAL = "this process";

  private final ServiceBuilder service;
  private final CallerProof proof;
  private final LateCalls lateCalls;
  private final Map<String, BiFunction<MultiMap, Buffer, Future<Void>>> local = new HashMap<>();
  private final Set<String> paths = new HashSet<>();

  private BranchEndpoint(ServiceBuilder service, CallerProof proof, LateCalls lateCalls) {
    this.service = service;
    this.proof = proof;
    this.lateCalls = lateCalls;
  }

  /**
   * Starts an endpoint of the service with the names generated for it.
   *
   * @param proof whose sagas may call the branches
   * @param lateCalls what stops calls whose barrier rows may be gone, over gRPC and in process
   */
  public static BranchEndpoint of(
      ServiceName name,
      Descriptors.ServiceDescriptor descriptor,
      CallerProof proof,
      LateCalls lateCalls) {
    return new BranchEndpoint(Service.service(name, descriptor), proof, lateCalls);
  }

  /** Binds a method that dtm calls as an action, answering the given reply on success. */
  public <Q, R> BranchEndpoint action(
      ServiceMethod<Q, R> method, R reply, BranchHandler<Q> handler) {
    return branch(BranchOp.ACTION, method, reply, handler);
  }

  /** Binds a method that dtm calls as a compensation, answering the given reply on success. */
  public <Q, R> BranchEndpoint compensate(
      ServiceMethod<Q, R> method, R reply, BranchHandler<Q> handler) {
    return branch(BranchOp.COMPENSATE, method, reply, handler);
  }

  /**
   * Binds a method that is no branch. A failed future that carries a {@link StatusException}
   * answers that status; failures are otherwise mapped as for branches.
   */
  public <Q, R> BranchEndpoint unary(ServiceMethod<Q, R> method, Function<Q, Future<R>> handler) {
    String path = path(method);
    service.bind(method, call -> UnaryCall.answer(call, method, path, "", handler));
    paths.add(path);
    return this;
  }

  /**
   * The branches for a transaction manager in the same process, by {@code package.service/Method}:
   * the same metadata, bytes and checks; failures are {@link StatusException}s.
   */
  public Map<String, BiFunction<MultiMap, Buffer, Future<Void>>> local() {
    return Map.copyOf(local);
  }

  /**
   * The way of calls over HTTP/JSON to the methods bound so far: the same checks and effects, and
   * the answers that dtm reads from an HTTP status ({@link HttpAnswer}).
   *
   * @param grpc a gRPC server that has the service and transcodes
   */
  public Handler<HttpServerRequest> overHttp(Handler<HttpServerRequest> grpc) {
    return new HttpBranchCalls(paths, grpc);
  }

  /** The service, to be added to a gRPC server. */
  public Service build() {
    return service.build();
  }

  private <Q, R> BranchEndpoint branch(
      BranchOp op, ServiceMethod<Q, R> method, R reply, BranchHandler<Q> handler) {
    String path = path(method);
    BranchHandler<Q> inTime = lateCalls.stopBefore(handler);
    service.bind(method, call -> handleBranch(call, op, method, path, reply, inTime));
    paths.add(path);
    local.put(path, (metadata, bytes) -> handleLocal(path, op, method, inTime, metadata, bytes));
    return this;
  }

  private <Q, R> void handleBranch(
      GrpcServerRequest<Q, R> call,
      BranchOp op,
      ServiceMethod<Q, R> method,
      String path,
      R reply,
      BranchHandler<Q> handler) {
    BranchContext branch;
    try {
      String from = String.valueOf(call.connection().remoteAddress());
      branch = checked(call.headers(), op, path, from);
    } catch (StatusException e) {
      UnaryCall.fail(call, e);
      return;
    }
    UnaryCall.answer(
        call, method, path, who(branch), request -> handler.handle(branch, request).map(reply));
  }

  private <Q> Future<Void> handleLocal(
      String path,
      BranchOp op,
      ServiceMethod<Q, ?> method,
      BranchHandler<Q> handler,
      MultiMap metadata,
      Buffer bytes) {
    BranchContext branch = checked(metadata, op, path, LOCAL);
    return Future.succeededFuture(GrpcMessage.message("identity", bytes))
        .map(message -> UnaryCall.decoded(method, message))
        .compose(request -> handler.handle(branch, request))
        .recover(e -> Future.failedFuture(UnaryCall.status(path, who(branch), e)));
  }

  private static String path(ServiceMethod<?, ?> method) {
    return method.serviceName().fullyQualifiedName() + "/" + method.methodName();
  }

  private static String who(BranchContext branch) {
    return "gid=" + branch.gid() + " branch=" + branch.branchId() + " op=" + branch.op().word();
  }

  /** A stranger learns nothing more than that, not even which op the method is for. */
  private BranchContext checked(MultiMap metadata, BranchOp op, String method, String from) {
    BranchContext branch = BranchContext.from(metadata);
    proof.check(branch, metadata, method, from);
    if (branch.op() != op) {
      throw new StatusException(
          GrpcStatus.INVALID_ARGUMENT,
          "This method is for op " + op.word() + ", not " + branch.op().word());
    }
    return branch;
  }
}
