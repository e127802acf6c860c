package eshop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LoadCommandTest {
  @TempDir private Path folder;
  private ShopDouble shop;

  @BeforeEach
  void open() throws Exception {
    shop = new ShopDouble();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aRunIsWrittenAsJsonWithLatenciesOutcomesAndCosts() throws Exception {
    int status = load("--pid", "shop=" + ProcessHandle.current().pid());

    JsonObject run = run();
    assertThat(status).isZero();
    assertThat(run.getBoolean("valid")).isTrue();
    assertThat(run.getJsonObject("plan").getString("loop")).isEqualTo("open");
    assertThat(run.getJsonObject("mix").getLong("seed")).isEqualTo(1);
    assertThat(run.getJsonObject("throughput").fieldNames())
        .containsExactlyInAnyOrder("finalPerS", "acknowledgedPerS", "drainS", "checkS");
    assertThat(run.getJsonObject("acknowledgeMs").getLong("count")).isEqualTo(100);
    assertThat(run.getJsonObject("finalMs").getLong("count")).isEqualTo(100);
    assertThat(run.getJsonObject("finalMs").getString("how")).isEqualTo("api");
    assertThat(run.getJsonObject("outcomes")).isEqualTo(new JsonObject().put("succeed", 100));
    assertThat(run.getJsonObject("costs").getJsonObject("processes").fieldNames())
        .containsExactlyInAnyOrder("shop", "bench");
  }

  @Test
  void aRunThatBreaksTheBooksHasNoThroughput() throws Exception {
    int status = load("--check", "echo stock is gone; exit 3");

    assertThat(status).isEqualTo(1);
    assertThat(run().getValue("throughput")).isNull();
    assertThat(run().getJsonArray("invalid").getString(0)).endsWith("stock is gone");
  }

  @Test
  void aBadOptionEndsWithItsRuleAndStatusOne() {
    assertThat(load("--seconds", "0")).isEqualTo(1);
  }

  private int load(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("load", "--url", shop.url(), "--rate", "100", "--warmup", "0"));
    arguments.addAll(List.of("--out", folder.resolve("out.json").toString()));
    if (!List.of(more).contains("--seconds")) {
      arguments.addAll(List.of("--seconds", "1"));
    }
    Collections.addAll(arguments, more);
    return BenchMain.execute(arguments.toArray(String[]::new));
  }

  private JsonObject run() throws Exception {
    JsonObject document = new JsonObject(Files.readString(folder.resolve("out.json")));
    assertThat(document.getJsonObject("machine").getInteger("cores")).isPositive();
    return document.getJsonArray("runs").getJsonObject(0);
  }
}
