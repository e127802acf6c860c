package eshop.systemtest.deployment;

import static eshop.systemtest.deployment.Documents.at;
import static eshop.systemtest.deployment.Documents.objects;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The workflows may read the repository, run pinned actions, and name files and services that
 * exist.
 */
class WorkflowsTest {
  static List<String> files() {
    return Documents.in(".github/workflows", ".yml");
  }

  @ParameterizedTest
  @MethodSource("files")
  void mayReadTheRepositoryAndNothingElse(String file) {
    JsonObject workflow = Documents.yaml(file);
    assertThat(at(workflow, "permissions").getMap()).isEqualTo(Map.of("contents", "read"));
    at(workflow, "jobs")
        .forEach(
            job ->
                assertThat(((JsonObject) job.getValue()).fieldNames())
                    .contains("timeout-minutes")
                    .doesNotContain("permissions"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void actionsArePinnedToACommit(String file) {
    assertThat(steps(file).stream().filter(step -> step.containsKey("uses")))
        .isNotEmpty()
        .allMatch(step -> step.getString("uses").matches("[a-z-]+/[a-z-]+@[0-9a-f]{40}"));
  }

  @Test
  void compositionIsStartedAndAskedWhereItListens() {
    String all = Documents.text(".github/workflows/dtm.yml");
    assertThat(all).contains("deploy/passwords >.env", "run --rm check", "run --rm conformance");
    assertThat(Compose.services()).contains("check");
    assertThat(Documents.path("deploy/compose.conformance.yml")).exists();
    assertThat(Documents.path("deploy/passwords")).isExecutable();
    Pattern.compile("http://127\\.0\\.0\\.1:([0-9]+)/")
        .matcher(all)
        .results()
        .forEach(
            found ->
                assertThat(Documents.text(Compose.FILE))
                    .contains("\"127.0.0.1:" + found.group(1) + ":8080\""));
  }

  private static List<JsonObject> steps(String file) {
    List<JsonObject> steps = new ArrayList<>();
    at(Documents.yaml(file), "jobs")
        .forEach(job -> steps.addAll(objects(((JsonObject) job.getValue()).getJsonArray("steps"))));
    return steps;
  }
}
