package eshop.bench.db;

/** Where a server keeps its tables. The names are eshop's defaults; other servers use others. */
public record Schemas(String order, String stock, String coupon, String pay, String dtm) {
  /** The names used when nothing is configured. */
  public static final Schemas DEFAULTS =
      new Schemas("eshop_order", "eshop_stock", "eshop_coupon", "eshop_pay", "dtm");

  /** Names become part of SQL: letters, digits and underscores only. */
  public Schemas {
    for (String name : new String[] {order, stock, coupon, pay, dtm}) {
      if (!name.matches("[A-Za-z0-9_]{1,64}")) {
        throw new IllegalArgumentException("no name of a schema: " + name);
      }
    }
  }

  /** The statement with the schemas in the places of {@code {order}}, {@code {stock}} and so on. */
  public String in(String statement) {
    return statement
        .replace("{stock}", stock)
        .replace("{coupon}", coupon)
        .replace("{order}", order)
        .replace("{pay}", pay)
        .replace("{dtm}", dtm);
  }
}
