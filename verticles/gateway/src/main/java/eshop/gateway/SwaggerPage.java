package eshop.gateway;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.FileSystemAccess;
import io.vertx.ext.web.handler.StaticHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The Swagger page, from its own jar, showing our document. */
final class SwaggerPage {
  private static final String PATH = "/apis/swagger";
  private static final String INDEX = PATH + "/index.html";
  private static final String INITIALIZER = PATH + "/swagger-initializer.js";

  private SwaggerPage() {}

  static boolean serves(String path) {
    return path != null && path.startsWith(PATH);
  }

  static void mount(Router router) {
    router.get(PATH).handler(SwaggerPage::toIndex);
    router.get(PATH + "/").handler(SwaggerPage::toIndex);
    router
        .get(INITIALIZER)
        .handler(
            context ->
                context
                    .response()
                    .putHeader("Content-Type", "text/javascript; charset=utf-8")
                    .sendFile("eshop/gateway/swagger-initializer.js"));
    router
        .get(PATH + "/*")
        .handler(
            StaticHandler.create(
                    FileSystemAccess.RELATIVE, "META-INF/resources/webjars/swagger-ui/" + version())
                .setDirectoryListing(false));
  }

  private static void toIndex(RoutingContext context) {
    context.response().setStatusCode(302).putHeader("Location", INDEX).end();
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = SwaggerPage.class.getResourceAsStream("swagger-ui.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
