package eshop.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: who finds the gateway finds how to use it, and what is written there is true. */
class DocumentsTest {
  @RegisterExtension static final RunningGateway GATEWAY = new RunningGateway();

  @RegisterExtension
  static final RunningGateway WITHOUT_PAGE =
      new RunningGateway(new JsonObject().put("swagger", false));

  @Test
  void documentNamesEveryRoute() {
    HttpResponse<String> response = GATEWAY.get("/apis/openapi.json");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(RunningGateway.json(response).getJsonObject("paths").fieldNames())
        .containsExactlyInAnyOrder("/api/v1/submit", "/api/v1/orders/{orderID}");
  }

  @ParameterizedTest
  @EnumSource(ApiError.class)
  void documentListsEveryCode(ApiError error) {
    String description =
        RunningGateway.json(GATEWAY.get("/apis/openapi.json"))
            .getJsonObject("info")
            .getString("description");

    assertThat(description).contains("| %d | %d | ".formatted(error.code(), error.status()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/apis/swagger", "/apis/swagger/"})
  void shortPathsLeadToThePage(String path) {
    HttpResponse<String> response = GATEWAY.get(path);

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location")).contains("/apis/swagger/index.html");
  }

  @Test
  void pageMayRunItsOwnScriptsOnly() {
    HttpResponse<String> response = GATEWAY.get("/apis/swagger/index.html");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
    assertThat(response.body()).contains("./swagger-ui-bundle.js");
    assertThat(response.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("script-src 'self';")
        .doesNotContain("script-src 'self' 'unsafe-inline'");
  }

  @Test
  void pageShowsOurDocument() {
    HttpResponse<String> response = GATEWAY.get("/apis/swagger/swagger-initializer.js");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/javascript");
    assertThat(response.body()).contains("../openapi.json").doesNotContain("petstore");
  }

  @ParameterizedTest
  @ValueSource(strings = {"swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png"})
  void pageFindsItsParts(String part) {
    assertThat(GATEWAY.get("/apis/swagger/" + part).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/apis/swagger", "/apis/swagger/", "/apis/swagger/index.html"})
  void pageCanBeSwitchedOff(String path) {
    assertThat(WITHOUT_PAGE.get(path).statusCode()).isEqualTo(404);
    assertThat(WITHOUT_PAGE.get("/apis/openapi.json").statusCode()).isEqualTo(200);
  }
}
