package eshop.faults;

import java.io.IOException;

/** What an operating system does to a process. Blocks until the signal is sent. */
public final class Signals {
  private Signals() {}

  /** The process ends at once; no shutdown hook runs (signal KILL). */
  public static void kill(long pid) throws IOException {
    send("KILL", pid);
  }

  /** The process is told to end in order (signal TERM). */
  public static void terminate(long pid) throws IOException {
    send("TERM", pid);
  }

  /** The process stands still, with its connections open, until {@link #resume} (signal STOP). */
  public static void freeze(long pid) throws IOException {
    send("STOP", pid);
  }

  /** A frozen process goes on (signal CONT). */
  public static void resume(long pid) throws IOException {
    send("CONT", pid);
  }

  private static void send(String signal, long pid) throws IOException {
    Commands.run("kill", "-s", signal, "--", Long.toString(pid));
  }
}
