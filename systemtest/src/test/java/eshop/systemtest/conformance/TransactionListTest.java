package eshop.systemtest.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;

/** The list of all transactions: newest first, in pages, filtered. */
@ExtendWith(ConformanceExtension.class)
class TransactionListTest {
  /** Pages walked before giving up: other scenarios add transactions all the time. */
  private static final int MAX_PAGES = 400;

  @Scenario
  void pagesOfOneWalkFromTheNewestToTheOldest(Bench bench) {
    List<String> gids = succeeded(bench, 3);

    List<String> seen = new ArrayList<>();
    String position = "";
    for (int page = 0; page < MAX_PAGES && !seen.containsAll(gids); page++) {
      JsonObject answer = all(bench, Map.of("limit", "1", "position", position));
      List<String> onPage = gids(answer);
      assertThat(onPage).hasSize(1);
      seen.addAll(onPage);
      position = answer.getString("next_position");
      assertThat(position).isNotEmpty();
    }

    seen.retainAll(gids);
    assertThat(seen).containsExactly(gids.get(2), gids.get(1), gids.get(0));
  }

  @Scenario
  void pageGoesOnWhereThePositionSays(Bench bench) {
    succeeded(bench, 3);

    JsonObject first = all(bench, Map.of("limit", "2"));
    JsonObject second =
        all(bench, Map.of("limit", "1", "position", first.getString("next_position")));

    assertThat(gids(first)).hasSize(2);
    assertThat(gids(second)).hasSize(1).doesNotContainAnyElementsOf(gids(first));
    assertThat(Long.parseLong(second.getString("next_position")))
        .isLessThan(Long.parseLong(first.getString("next_position")));
  }

  @Scenario
  void lastPageHasNoNextPosition(Bench bench) {
    succeeded(bench, 1);
    String aMinuteAgo = String.valueOf(System.currentTimeMillis() - 60_000);

    JsonObject page = all(bench, recent(Map.of("createTimeStart", aMinuteAgo)));

    assertThat(gids(page)).isNotEmpty();
    assertThat(page.getString("next_position")).isEmpty();
  }

  @Scenario
  void positionOfTheFirstRowGivesAnEmptyLastPage(Bench bench) {
    JsonObject page = all(bench, Map.of("position", "1"));

    assertThat(page.getJsonArray("transactions")).isEmpty();
    assertThat(page.getString("next_position")).isEmpty();
  }

  @Scenario
  void oneTransactionCanBeAskedForByGid(Bench bench) {
    String gid = succeeded(bench, 1).get(0);

    JsonObject answer = all(bench, Map.of("gid", gid));

    assertThat(gids(answer)).containsExactly(gid);
  }

  @Scenario
  void statusFilterLeavesOutTheOthers(Bench bench) {
    String succeeded = succeeded(bench, 1).get(0);
    SagaDraft refused = bench.saga(Wire.GRPC).steps(1).waitResult();
    bench.branches().once(refused.gid(), "01", Op.ACTION, BranchAnswer.refused("no"));
    bench.submit(refused);

    JsonObject failed = all(bench, recent(Map.of("status", "failed")));

    assertThat(gids(failed)).contains(refused.gid()).doesNotContain(succeeded);
    assertThat(failed.getJsonArray("transactions"))
        .allSatisfy(t -> assertThat(((JsonObject) t).getString("status")).isEqualTo("failed"));
  }

  @Scenario
  void transTypeFilterLeavesOutTheOthers(Bench bench) {
    String gid = succeeded(bench, 1).get(0);

    assertThat(gids(all(bench, recent(Map.of("transType", "saga"))))).contains(gid);
    assertThat(gids(all(bench, recent(Map.of("transType", "msg"))))).doesNotContain(gid);
  }

  @Scenario
  void createTimeFilterLeavesOutTheOthers(Bench bench) {
    String gid = succeeded(bench, 1).get(0);
    long now = System.currentTimeMillis();
    long minute = Duration.ofMinutes(1).toMillis();

    assertThat(gids(createdBetween(bench, now - minute, now + minute))).contains(gid);
    assertThat(gids(createdBetween(bench, now - 10 * minute, now - 5 * minute)))
        .doesNotContain(gid);
    assertThat(gids(createdBetween(bench, now + minute, now + 2 * minute))).isEmpty();
  }

  private static List<String> succeeded(Bench bench, int count) {
    return Stream.generate(() -> bench.saga(Wire.GRPC).steps(1).waitResult())
        .limit(count)
        .peek(bench::submit)
        .map(SagaDraft::gid)
        .toList();
  }

  private static JsonObject createdBetween(Bench bench, long startMs, long endMs) {
    return all(
        bench,
        recent(
            Map.of(
                "createTimeStart",
                String.valueOf(startMs),
                "createTimeEnd",
                String.valueOf(endMs))));
  }

  /** Enough rows to hold whatever the other scenarios make in the meantime. */
  private static Map<String, String> recent(Map<String, String> filter) {
    Map<String, String> query = new HashMap<>(filter);
    query.put("limit", "1000");
    return query;
  }

  private static JsonObject all(Bench bench, Map<String, String> query) {
    return bench.get("all", query).bodyAsJsonObject();
  }

  private static List<String> gids(JsonObject answer) {
    JsonArray transactions = answer.getJsonArray("transactions");
    return transactions.stream().map(t -> ((JsonObject) t).getString("gid")).toList();
  }
}
