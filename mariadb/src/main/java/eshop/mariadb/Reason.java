package eshop.mariadb;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;

/**
 * Turns an exception into the few words a user can act on: Java's file exceptions often carry only
 * a path.
 */
final class Reason {
  private Reason() {}

  static String of(Exception e) {
    if (e instanceof AccessDeniedException) {
      return "no permission";
    }
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return e.getClass().getSimpleName() + " " + file.getFile();
    }
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
