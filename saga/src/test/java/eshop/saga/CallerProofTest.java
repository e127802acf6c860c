package eshop.saga;

import static eshop.testkit.DeployedService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eshop.api.stock.v1.StockDeductReply;
import eshop.api.stock.v1.StockDeductRequest;
import eshop.api.stock.v1.stockGrpcClient;
import eshop.api.stock.v1.stockGrpcService;
import eshop.testkit.BranchCaller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.StatusException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose sagas may call a branch, over gRPC and within the process. */
class CallerProofTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String KEY = "k1:" + SECRET;
  private static final String OTHER_KEY = "k2:fedcba9876543210fedcba9876543210";
  private static final String METHOD = "api.stock.v1.stock/StockDeduct";

  /** {@code printf G1 | openssl dgst -sha256 -hmac SECRET -binary | basenc --base64url}. */
  private static final String PROOF_OF_G1 = "k1:VrPM1iNW4h5eyNq9QBUTHCaMsZOQ8lYOFc2JMaBgvJQ";

  private final AtomicInteger calls = new AtomicInteger();
  private Vertx vertx;

  /** The two ways to a branch; each answers the gRPC status. */
  enum Way {
    GRPC,
    IN_PROCESS
  }

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void theProofIsWhatOtherLanguagesMakeOfTheSameKey() {
    assertThat(proof(KEY).headers("G1")).isEqualTo(Map.of("eshop-proof", PROOF_OF_G1));
  }

  @ParameterizedTest
  @EnumSource
  void aSagaOfOursPasses(Way way) {
    assertThat(call(way, proof(KEY), "G1", PROOF_OF_G1)).isEqualTo(GrpcStatus.OK);
    assertThat(calls).hasValue(1);
  }

  @ParameterizedTest
  @EnumSource
  void aCallWithoutProofIsRefusedAndNotRun(Way way) {
    assertThat(call(way, proof(KEY), "G1")).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void theProofOfAnotherSagaIsRefused(Way way) {
    assertThat(call(way, proof(KEY), "G2", PROOF_OF_G1)).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(calls).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k1:VrPM1iNW4h5eyNq9QBUTHCaMsZOQ8lYOFc2JMaBgvJ",
        "k1:VrPM1iNW4h5eyNq9QBUTHCaMsZOQ8lYOFc2JMaBgvJR",
        "k1:VrPM1iNW4h5eyNq9QBUTHCaMsZOQ8lYOFc2JMaBgvJQ=",
        "k1:",
        "k2:VrPM1iNW4h5eyNq9QBUTHCaMsZOQ8lYOFc2JMaBgvJQ",
        "VrPM1iNW4h5eyNq9QBUTHCaMsZOQ8lYOFc2JMaBgvJQ",
        ":"
      })
  void aProofThatIsNotWholeOrNotRightIsRefused(String value) {
    for (Way way : Way.values()) {
      assertThat(call(way, proof(KEY), "G1", value)).isEqualTo(GrpcStatus.UNAUTHENTICATED);
    }
    assertThat(calls).hasValue(0);
  }

  @Test
  void aProofAmongOthersIsRefused() {
    assertThat(call(Way.IN_PROCESS, proof(KEY), "G1", "k1:x", PROOF_OF_G1))
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  @Test
  void afterARotationTheNewKeySignsAndTheOldOneIsAcceptedStill() {
    CallerProof rotated = proof(OTHER_KEY, KEY);

    assertThat(rotated.headers("G1").get(CallerProof.HEADER)).startsWith("k2:");
    assertThat(call(Way.GRPC, rotated, "G1", PROOF_OF_G1)).isEqualTo(GrpcStatus.OK);
    assertThat(call(Way.GRPC, rotated, "G1", rotated.headers("G1").get(CallerProof.HEADER)))
        .isEqualTo(GrpcStatus.OK);
  }

  @Test
  void aKeyThatIsGoneIsNotAcceptedAnyMore() {
    assertThat(call(Way.GRPC, proof(OTHER_KEY), "G1", PROOF_OF_G1))
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
  }

  @Test
  void withoutAKeyNothingIsSignedAndAllPass() {
    assertThat(proof().headers("G1")).isEmpty();
    assertThat(call(Way.GRPC, proof(), "G1")).isEqualTo(GrpcStatus.OK);
  }

  @Test
  void strangersAreToldNothingOfTheMethod() {
    CallerProof proof = proof(KEY);
    BranchContext branch = new BranchContext("G1", "saga", "01", BranchOp.ACTION);

    assertThatThrownBy(
            () -> proof.check(branch, MultiMap.caseInsensitiveMultiMap(), METHOD, "somewhere"))
        .isInstanceOfSatisfying(
            StatusException.class,
            e ->
                assertThat(e.message()).isEqualTo("The call has no valid eshop-proof of its saga"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef",
        "k1:0123456789abcdef0123456789abcde",
        "an-id-that-is-too-long:0123456789abcdef0123456789abcdef",
        "k1:0123456789abcdef 0123456789abcdef",
        ""
      })
  void aKeyThatIsNoneIsRefusedWithoutBeingShown(String key) {
    assertThatThrownBy(() -> new ProofConfig(List.of(key)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("keys: key 1 must be id:secret")
        .message()
        .doesNotContain("0123456789");
  }

  @Test
  void keysAreTwoAtMostAndEachHasAnIdOfItsOwn() {
    assertThatThrownBy(() -> new ProofConfig(List.of(KEY, KEY)))
        .hasMessage("keys: both keys have one id");
    assertThatThrownBy(() -> new ProofConfig(List.of(KEY, OTHER_KEY, "k3:" + SECRET)))
        .hasMessage("keys: at most 2, were 3");
  }

  @Test
  void keysAreNotShownInALog() {
    assertThat(new ProofConfig(List.of(KEY))).hasToString("ProofConfig[1 keys]");
  }

  @Test
  void withoutAKeyOnlyLoopbackIsServed() {
    assertThat(ProofConfig.forHost(null, "127.0.0.1", true)).isEqualTo(ProofConfig.NONE);
    assertThatThrownBy(() -> ProofConfig.forHost(null, "0.0.0.0", false))
        .hasMessageContaining("grpc.host is 0.0.0.0")
        .hasMessageContaining("ESHOP_PROOF_KEYS");
  }

  private static CallerProof proof(String... keys) {
    return CallerProof.of(new ProofConfig(List.of(keys)));
  }

  private GrpcStatus call(Way way, CallerProof proof, String gid, String... proofs) {
    BranchEndpoint endpoint =
        BranchEndpoint.of(
                stockGrpcService.SERVICE_NAME,
                stockGrpcService.SERVICE_DESCRIPTOR,
                proof,
                LateCalls.NONE)
            .action(
                stockGrpcService.StockDeduct,
                StockDeductReply.getDefaultInstance(),
                (branch, message) -> {
                  calls.incrementAndGet();
                  return Future.succeededFuture();
                });
    return way == Way.GRPC
        ? overGrpc(endpoint, gid, proofs.length == 0 ? Map.of() : Map.of("eshop-proof", proofs[0]))
        : inProcess(endpoint, gid, List.of(proofs));
  }

  private GrpcStatus overGrpc(BranchEndpoint endpoint, String gid, Map<String, String> headers) {
    HttpServer server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(GrpcServer.server(vertx).addService(endpoint.build()))
                .listen(0, "127.0.0.1"));
    BranchCaller caller = new BranchCaller(vertx, server.actualPort());
    StockDeductRequest request = StockDeductRequest.getDefaultInstance();
    return await(
            caller
                .call(stockGrpcClient.StockDeduct, gid, "01", "action", headers, request)
                .eventually(server::close))
        .status();
  }

  private static GrpcStatus inProcess(BranchEndpoint endpoint, String gid, List<String> proofs) {
    MultiMap metadata =
        MultiMap.caseInsensitiveMultiMap()
            .set("dtm-gid", gid)
            .set("dtm-trans_type", "saga")
            .set("dtm-branch_id", "01")
            .set("dtm-op", "action")
            .add("eshop-proof", proofs);
    try {
      await(endpoint.local().get(METHOD).apply(metadata, Buffer.buffer()));
      return GrpcStatus.OK;
    } catch (StatusException e) {
      return e.status();
    }
  }
}
