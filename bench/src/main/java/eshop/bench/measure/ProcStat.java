package eshop.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Linux says of one process: {@code /proc/PID/stat} and {@code /proc/PID/status}.
 *
 * @param cpuTicks user and system time since its start, in hundredths of a second
 * @param rssKib resident memory
 */
public record ProcStat(long cpuTicks, long rssKib) {
  /** Linux shows times to user space in this unit on every platform. */
  public static final long TICKS_PER_S = 100;

  private static final int UTIME_AFTER_NAME = 11;

  /** Reads a live process. */
  public static ProcStat of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    return parse(
        Files.readString(folder.resolve("stat")), Files.readString(folder.resolve("status")));
  }

  /** The process's name stands in brackets and may itself have blanks and brackets. */
  static ProcStat parse(String stat, String status) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
    long ticks =
        Long.parseLong(fields[UTIME_AFTER_NAME]) + Long.parseLong(fields[UTIME_AFTER_NAME + 1]);
    long rss =
        status
            .lines()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElse(0);
    return new ProcStat(ticks, rss);
  }
}
