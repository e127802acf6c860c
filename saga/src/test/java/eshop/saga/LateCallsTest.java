package eshop.saga;

import static eshop.api.stock.v1.stockGrpcClient.StockDeduct;
import static eshop.api.stock.v1.stockGrpcClient.StockDeductRevert;
import static org.assertj.core.api.Assertions.assertThat;

import eshop.api.stock.v1.StockDeductReply;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.StockDeductRevertReply;
import eshop.api.stock.v1.StockDeductRevertRequest;
import eshop.api.stock.v1.stockGrpcService;
import eshop.testkit.BranchCaller;
import eshop.testkit.BranchCaller.Answer;
import eshop.testkit.RealMariaDb;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.StatusException;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls that arrive when their barrier rows may be gone, on a real table, by both ways into a
 * service. Each test takes one unit of a stock of 100.
 */
class LateCallsTest {
  @RegisterExtension static final RealMariaDb DB = new RealMariaDb();

  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  /** How a call gets into a service. */
  enum Way {
    GRPC,
    IN_PROCESS
  }

  private Vertx vertx;
  private Pool pool;
  private SagaListDouble manager;
  private BranchEndpoint endpoint;
  private BranchCaller caller;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    TestDatabase database = TestDatabase.fresh(DB);
    pool = database.pool(vertx, 2);
    result(StockTable.create(pool));
    manager = result(SagaListDouble.start(vertx));
    BranchWriter<Integer> writer =
        new BatchedBranchWriter<>(vertx, "test", database.writes(vertx, 1), new StockTable(), 1);
    LateCalls late =
        LateCalls.askedOf(DtmQuery.create(vertx, manager.config()), InstantSource.fixed(NOW));
    endpoint =
        BranchEndpoint.of(
                stockGrpcService.SERVICE_NAME,
                stockGrpcService.SERVICE_DESCRIPTOR,
                CallerProof.of(ProofConfig.NONE),
                late)
            .action(
                stockGrpcService.StockDeduct,
                StockDeductReply.getDefaultInstance(),
                (branch, request) -> writer.write(branch, request.getProductCount()))
            .compensate(
                stockGrpcService.StockDeductRevert,
                StockDeductRevertReply.getDefaultInstance(),
                (branch, request) -> writer.write(branch, request.getProductCount()));
    HttpServer server =
        result(
            vertx
                .createHttpServer()
                .requestHandler(GrpcServer.server(vertx).addService(endpoint.build()))
                .listen(0, "127.0.0.1"));
    caller = new BranchCaller(vertx, server.actualPort());
  }

  @AfterEach
  void stop() throws Exception {
    result(vertx.close());
  }

  @ParameterizedTest
  @EnumSource
  void aLateCopyOfAnActionWhoseRowIsGoneHasNoEffect(Way way) throws Exception {
    String gid = ulid(40);
    manager.knows(gid, "submitted");
    assertThat(deduct(way, gid)).isEqualTo(Answer.OK);
    manager.knows(gid, "succeed");
    sweep();

    assertThat(deduct(way, gid)).isEqualTo(Answer.OK);

    assertThat(left()).isEqualTo(99);
  }

  @ParameterizedTest
  @EnumSource
  void aLateActionAfterItsNullCompensationHasNoEffectWhenTheRowsAreGone(Way way) throws Exception {
    String gid = ulid(40);
    manager.knows(gid, "aborting");
    assertThat(revert(way, gid)).isEqualTo(Answer.OK);
    manager.knows(gid, "failed");
    sweep();

    assertThat(deduct(way, gid)).isEqualTo(Answer.OK);

    assertThat(left()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  void aLateCallOfASagaThatTheManagerHasForgottenHasNoEffect(Way way) throws Exception {
    assertThat(deduct(way, ulid(40))).isEqualTo(Answer.OK);
    assertThat(revert(way, ulid(40))).isEqualTo(Answer.OK);

    assertThat(left()).isEqualTo(100);
    assertThat(result(StockTable.barrierRows(pool))).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void anOldSagaThatIsUnfinishedGoesOnBehindItsBarrier(Way way) throws Exception {
    String gid = ulid(40);
    manager.knows(gid, "submitted");

    deduct(way, gid);
    deduct(way, gid);
    assertThat(left()).isEqualTo(99);

    manager.knows(gid, "aborting");
    revert(way, gid);
    revert(way, gid);
    assertThat(left()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  void anOldCallIsToBeRepeatedWhileTheManagerIsAway(Way way) throws Exception {
    result(manager.goAway());

    assertThat(deduct(way, ulid(40)).status()).isEqualTo(GrpcStatus.UNAVAILABLE);

    assertThat(left()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  void aYoungCallAsksNobody(Way way) throws Exception {
    deduct(way, ulid(0));
    deduct(way, ulid(5));
    assertThat(manager.asked).isEmpty();
    assertThat(left()).isEqualTo(98);

    deduct(way, ulid(7));
    assertThat(manager.asked).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aGidThatTellsNoTimeAsksNobody(Way way) throws Exception {
    deduct(way, "G1");

    assertThat(manager.asked).isEmpty();
    assertThat(left()).isEqualTo(99);
  }

  private Answer deduct(Way way, String gid) throws Exception {
    StockDeductRequest request = StockDeductRequest.newBuilder().setProductCount(1).build();
    return way == Way.GRPC
        ? result(caller.action(StockDeduct, gid, request))
        : local(gid, BranchOp.ACTION, "StockDeduct", request.toByteArray());
  }

  private Answer revert(Way way, String gid) throws Exception {
    StockDeductRevertRequest request =
        StockDeductRevertRequest.newBuilder().setProductCount(1).build();
    return way == Way.GRPC
        ? result(caller.compensate(StockDeductRevert, gid, request))
        : local(gid, BranchOp.COMPENSATE, "StockDeductRevert", request.toByteArray());
  }

  private Answer local(String gid, BranchOp op, String method, byte[] request) throws Exception {
    MultiMap metadata =
        MultiMap.caseInsensitiveMultiMap()
            .add("dtm-gid", gid)
            .add("dtm-trans_type", "saga")
            .add("dtm-branch_id", "01")
            .add("dtm-op", op.word());
    return result(
        Future.future(
                (io.vertx.core.Promise<Void> done) ->
                    vertx.runOnContext(
                        entered ->
                            endpoint
                                .local()
                                .get("api.stock.v1.stock/" + method)
                                .apply(metadata, Buffer.buffer(request))
                                .onComplete(done)))
            .map(Answer.OK)
            .otherwise(e -> new Answer(((StatusException) e).status(), e.getMessage())));
  }

  /** Sweeps as far in the future as it takes for the rows of these calls to be old. */
  private void sweep() throws Exception {
    BarrierSweeper sweeper =
        new BarrierSweeper(
            vertx,
            new BarrierRows(pool, 10),
            new UnfinishedSagas(DtmQuery.create(vertx, manager.config())),
            new HousekeepingConfig(30, 1, 10, 1, 1),
            InstantSource.fixed(Instant.now().plus(Duration.ofDays(31))));
    result(sweeper.sweep());
    assertThat(result(StockTable.barrierRows(pool))).isZero();
  }

  private int left() throws Exception {
    return result(StockTable.units(pool));
  }

  private static String ulid(int daysAgo) {
    return GidTime.prefix(NOW.minus(Duration.ofDays(daysAgo)).toEpochMilli()) + "000000000000000G";
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
