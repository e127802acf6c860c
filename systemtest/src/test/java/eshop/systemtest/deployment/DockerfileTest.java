package eshop.systemtest.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import eshop.node.FreePorts;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image: what it is made of, how it starts, and how it tells that it is ready. */
class DockerfileTest {
  private static final List<String> LINES =
      Documents.text("deploy/Dockerfile").replace("\\\n", " ").lines().toList();

  @TempDir Path folder;

  @Test
  void basesArePinnedAndTheLastIsAJre17() {
    List<String> bases = arguments("FROM");
    assertThat(bases).hasSize(2).allMatch(base -> base.matches("eclipse-temurin:17[0-9._]+-j.*"));
    assertThat(bases.get(1)).endsWith("-jre");
  }

  @Test
  void runsAsAUserWithANumberThatIsNotRoot() {
    assertThat(arguments("USER")).singleElement().asString().matches("[1-9][0-9]*:[1-9][0-9]*");
  }

  @Test
  void containsNoSecretAndOnlyKnownSettings() {
    assertThat(Documents.text("deploy/Dockerfile"))
        .doesNotContainIgnoringCase("password", "secret");
    Map<String, String> settings = Map.of(env()[0], env()[1]);
    assertThat(ProductionConfig.of(settings)).isNotNull();
    assertThat(settings).containsOnlyKeys("ESHOP_JAVA_OPTS");
  }

  @Test
  void copiesWhatTheBuildMakesAndWhatTheContextHas() {
    assertThat(arguments("COPY"))
        .contains("--from=build /src/node/target/eshop.jar /opt/eshop/eshop.jar")
        .contains("--chmod=755 deploy/ready /opt/eshop/ready");
    assertThat(Documents.text("node/pom.xml")).contains("}/eshop.jar</outputFile>");
    assertThat(Documents.text(".dockerignore").lines())
        .contains("!deploy/ready", ".env", ".git")
        .doesNotContain("conf", "sql", "cluster.xml", "mvnw", ".mvn");
  }

  @Test
  void exposesEveryPortOfTheCluster() {
    List<Integer> ports = new ArrayList<>(ProductionConfig.of(Map.of()).ports());
    ports.add(5701);
    assertThat(Arrays.stream(arguments("EXPOSE").get(0).split(" ")).map(Integer::valueOf))
        .containsExactlyInAnyOrderElementsOf(ports);
  }

  @Test
  void startsWithTheMountedConfiguration() {
    assertThat(arguments("CMD"))
        .containsExactly("[\"--config\", \"" + ProductionConfig.MOUNTED_CONFIG + "\"]");
  }

  @Test
  void javaTakesThePlaceOfTheShellSoThatSignalsReachIt() throws Exception {
    Path java = folder.resolve("java");
    Files.writeString(java, "#!/bin/sh\necho $$\necho \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    List<String> command =
        new ArrayList<>(Documents.texts(new JsonArray(arguments("ENTRYPOINT").get(0))));
    command.addAll(List.of("--config", "a b"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    builder.environment().put("ESHOP_JAVA_OPTS", "-Xmx1m -Xss1m");

    Process process = builder.start();

    assertThat(process.inputReader().lines())
        .containsExactly(
            Long.toString(process.pid()), "-Xmx1m -Xss1m -jar /opt/eshop/eshop.jar --config a b");
  }

  @Test
  void healthcheckAsksReady() throws Exception {
    assertThat(arguments("HEALTHCHECK"))
        .singleElement()
        .asString()
        .endsWith("[\"/opt/eshop/ready\"]");
    assertThat(ready(200)).isZero();
  }

  @Test
  void nodeThatIsNotReadyIsNotHealthy() throws Exception {
    assertThat(ready(503)).isEqualTo(1);
  }

  @Test
  void nodeThatDoesNotListenIsNotHealthy() throws Exception {
    assertThat(runReady(FreePorts.next())).isEqualTo(1);
  }

  private static int ready(int status) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean asked = exchange.getRequestURI().getPath().equals("/ready");
          exchange.sendResponseHeaders(asked ? status : 404, -1);
          exchange.close();
        });
    server.start();
    try {
      return runReady(server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private static int runReady(int port) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(Documents.path("deploy/ready").toString());
    builder.environment().put("ESHOP_MANAGEMENT_PORT", Integer.toString(port));
    Process process = builder.start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** The only ENV line: name and value. */
  private static String[] env() {
    assertThat(arguments("ENV")).hasSize(1);
    return arguments("ENV").get(0).replace("\"", "").split("=", 2);
  }

  private static List<String> arguments(String instruction) {
    return LINES.stream()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length() + 1).replaceAll(" AS .*", ""))
        .toList();
  }
}
