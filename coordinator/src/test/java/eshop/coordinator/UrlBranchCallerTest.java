package eshop.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import eshop.coordinator.model.BranchOp;
import eshop.coordinator.model.BranchResult;
import eshop.coordinator.model.TransBranch;
import eshop.coordinator.model.TransGlobal;
import eshop.coordinator.model.TransOptions;
import eshop.platform.config.ConfigReader;
import eshop.platform.grpc.LocalMethods;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One branch call over a real connection: what is sent, and what each answer means. */
class UrlBranchCallerTest {
  private static final BranchResult SUCCESS = new BranchResult.Success();
  private static final BranchResult ONGOING = new BranchResult.Ongoing();

  private static Vertx vertx;
  private static BranchDouble branches;
  private static UrlBranchCaller caller;

  /** Both transports must give each answer the same meaning. */
  enum Wire {
    GRPC,
    HTTP;

    String url(String method) {
      return this == GRPC ? branches.grpcUrl(method) : branches.httpUrl(method);
    }
  }

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    branches = Answers.of(new BranchDouble().start(vertx));
    JsonObject defaults = new JsonObject();
    caller =
        new UrlBranchCaller(
            vertx,
            new LocalMethods(vertx),
            ConfigReader.read(defaults, CoordinatorConfig.class, "coordinator"));
  }

  @AfterAll
  static void stop() {
    Answers.of(caller.close().eventually(branches::stop).eventually(vertx::close));
  }

  @ParameterizedTest
  @EnumSource
  void branchLearnsTransactionPayloadAndHeaders(Wire wire) {
    TransOptions options =
        new TransOptions(false, 0, 0, 0, 0, Map.of("X-Tenant", "seven"), false, Map.of());
    String gid = "sent-" + wire;

    assertThat(call(wire.url("Out"), gid, options, "{\"a\":1}")).isEqualTo(SUCCESS);

    BranchDouble.Call call = branches.calls(gid).get(0);
    assertThat(call.method()).isEqualTo("Out");
    assertThat(call.branchId()).isEqualTo("02");
    assertThat(call.op()).isEqualTo("action");
    assertThat(call.body()).isEqualTo((wire == Wire.HTTP ? "POST " : "") + "{\"a\":1}");
    assertThat(call.headers().entrySet())
        .anyMatch(h -> h.getKey().equalsIgnoreCase("x-tenant") && h.getValue().equals("seven"));
  }

  @Test
  void emptyPayloadIsAGetOverHttp() {
    call(branches.httpUrl("Out?x=y"), "get", TransOptions.DEFAULTS, "");

    assertThat(branches.calls("get").get(0).body()).isEqualTo("GET ");
  }

  @ParameterizedTest
  @EnumSource
  void refusalIsAFailureInDtmsWords(Wire wire) {
    branches.next("Out", BranchDouble.Switch.REFUSE);

    assertThat(call(wire.url("Out"), "refuse", TransOptions.DEFAULTS, "x"))
        .isEqualTo(
            new BranchResult.Failure(
                "url:" + wire.url("Out") + " return failed: stock is short FAILURE"));
  }

  @ParameterizedTest
  @EnumSource
  void ongoingIsUnderstoodInItsNewAndOldForm(Wire wire) {
    branches.next("Out", BranchDouble.Switch.ONGOING);
    assertThat(call(wire.url("Out"), "on", TransOptions.DEFAULTS, "x")).isEqualTo(ONGOING);

    branches.next("Out", BranchDouble.Switch.OLD_ONGOING);
    assertThat(call(wire.url("Out"), "on", TransOptions.DEFAULTS, "x")).isEqualTo(ONGOING);
  }

  @ParameterizedTest
  @EnumSource
  void anyOtherAnswerIsUnknown(Wire wire) {
    branches.next("Out", BranchDouble.Switch.BREAK);

    assertThat(call(wire.url("Out"), "break", TransOptions.DEFAULTS, "x"))
        .isInstanceOf(BranchResult.Unknown.class);
  }

  @ParameterizedTest
  @EnumSource
  void branchThatNeverAnswersIsUnknownAfterTheTimeout(Wire wire) {
    TransOptions oneSecond = new TransOptions(false, 0, 0, 1, 0, Map.of(), false, Map.of());
    branches.next("Out", BranchDouble.Switch.SILENT);

    assertThat(call(wire.url("Out"), "silent", oneSecond, "x"))
        .isInstanceOf(BranchResult.Unknown.class);
    assertThat(call(wire.url("Out"), "silent", TransOptions.DEFAULTS, "x")).isEqualTo(SUCCESS);
  }

  @Test
  void unreachableOrUnallowedOrMalformedBranchIsUnknown() {
    for (String url :
        List.of("127.0.0.1:1/a.b/C", "http://127.0.0.1:1/", "10.0.0.1:1/a.b/C", "x")) {
      assertThat(call(url, "nowhere", TransOptions.DEFAULTS, "x"))
          .as(url)
          .isInstanceOf(BranchResult.Unknown.class);
    }
  }

  @Test
  void endpointsOfABranchTakeTurnsAndOneThatIsDownIsPassedOver() {
    BranchDouble other = Answers.of(new BranchDouble().start(vertx));
    String url = branches.grpcHost() + ",127.0.0.1:1," + other.grpcUrl("Out");

    for (int i = 0; i < 6; i++) {
      assertThat(call(url, "several", TransOptions.DEFAULTS, "x")).isEqualTo(SUCCESS);
    }

    assertThat(branches.calls("several")).isNotEmpty();
    assertThat(other.calls("several")).isNotEmpty();
    Answers.of(other.stop());
  }

  @Test
  void everyEndpointOfABranchMustBeAllowed() {
    String url = branches.grpcHost() + ",10.0.0.1:1/a.b/C";

    assertThat(call(url, "partly", TransOptions.DEFAULTS, "x"))
        .isInstanceOfSatisfying(
            BranchResult.Unknown.class,
            unknown -> assertThat(unknown.toString()).contains("10.0.0.1:1 is not allowed"));
  }

  /** On an event loop: from another thread the answer may have passed before it is read. */
  private static BranchResult call(String url, String gid, TransOptions options, String payload) {
    TransBranch branch =
        TransBranch.prepared(
            gid, "02", BranchOp.ACTION, url, ByteString.copyFromUtf8(payload), Instant.EPOCH);
    TransGlobal global = TransGlobal.described(gid, "grpc", options, "");
    Promise<BranchResult> result = Promise.promise();
    vertx.runOnContext(go -> caller.call(global, branch).onComplete(result));
    return Answers.of(result.future());
  }
}
