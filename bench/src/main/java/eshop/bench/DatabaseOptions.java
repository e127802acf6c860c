package eshop.bench;

import eshop.bench.db.BenchDatabase;
import eshop.bench.db.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the server's tables are. */
final class DatabaseOptions {
  @Option(
      names = "--jdbc",
      paramLabel = "URL",
      description =
          "jdbc:mariadb://host:port/ of the server's database; without it nothing is"
              + " prepared and finality is asked for by the API")
  private String url;

  @Option(names = "--jdbc-user", defaultValue = "eshop", description = "Default ${DEFAULT-VALUE}")
  private String user;

  @Option(
      names = "--jdbc-password-file",
      paramLabel = "FILE",
      description = "Without it: environment variable BENCH_DATABASE_PASSWORD")
  private Path passwordFile;

  @Option(names = "--order-schema", defaultValue = "eshop_order")
  private String order;

  @Option(names = "--stock-schema", defaultValue = "eshop_stock")
  private String stock;

  @Option(names = "--coupon-schema", defaultValue = "eshop_coupon")
  private String coupon;

  @Option(names = "--pay-schema", defaultValue = "eshop_pay")
  private String pay;

  @Option(names = "--dtm-schema", defaultValue = "dtm")
  private String dtm;

  /** Null when none is given. */
  BenchDatabase database() throws IOException {
    return url == null
        ? null
        : new BenchDatabase(url, user, password(), new Schemas(order, stock, coupon, pay, dtm));
  }

  private String password() throws IOException {
    return passwordFile == null
        ? System.getenv().getOrDefault("BENCH_DATABASE_PASSWORD", "")
        : Files.readString(passwordFile).strip();
  }
}
