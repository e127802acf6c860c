package eshop.node;

import eshop.mariadb.MariaDbException;
import eshop.platform.config.ConfigException;
import java.io.PrintWriter;

/** What the commands print for people; the log is for everything else. */
final class Console {
  private final PrintWriter out;
  private final PrintWriter err;

  Console(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  /** One line on standard error: the setting to change, or what happened. */
  void failure(Throwable failure) {
    error(reason(failure));
  }

  /** The same with a text. */
  void error(String reason) {
    err.println("eshop: " + reason);
    err.flush();
  }

  private static String reason(Throwable failure) {
    Throwable last = failure;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof ConfigException || e instanceof MariaDbException) {
        return e.getMessage();
      }
      last = e;
    }
    return String.valueOf(last).lines().findFirst().orElse("failed");
  }
}
