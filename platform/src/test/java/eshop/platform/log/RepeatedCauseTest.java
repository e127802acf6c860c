package eshop.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: a cause that repeats a million times is a handful of lines. Time is driven by hand. */
class RepeatedCauseTest {
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = new LoggerContext().getLogger("test");
  private long nowNanos;
  private final RepeatedCause cause = new RepeatedCause(logger, () -> nowNanos);

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @Test
  void itIsOneLineWhenItBegins() {
    cause.occurred("database down");
    cause.occurred("database down");

    assertThat(logged()).containsExactly("WARN database down");
  }

  @Test
  void itIsOneLineEachTenSecondsWithTheNumberSinceTheLast() {
    cause.occurred("database down");
    for (int i = 0; i < 100; i++) {
      pass(100);
      cause.occurred("database down");
    }

    assertThat(logged())
        .containsExactly("WARN database down", "WARN database down (100 times in 10 s)");
  }

  @Test
  void itIsOneLineWhenItIsOverAndOnlyThen() {
    cause.over("database reached again");
    cause.occurred("database down");
    pass(3_000);
    cause.occurred("database down");
    cause.over("database reached again");
    cause.over("database reached again");

    assertThat(logged())
        .containsExactly("WARN database down", "INFO database reached again after 3 s, 2 failures");
    assertThat(cause.isActive()).isFalse();
  }

  @Test
  void theOldestOrderIsNamedInTheLaterLines() {
    cause.occurred("stock unreachable", "01B", null);
    cause.occurred("stock unreachable", "01A", null);
    pass(10_000);
    cause.occurred("stock unreachable", "01C", null);

    assertThat(logged())
        .containsExactly(
            "WARN stock unreachable", "WARN stock unreachable (2 times in 10 s, oldest order 01A)");
  }

  @Test
  void aCauseThatComesAndGoesIsNotLoggedEachTime() {
    for (int i = 0; i < 200; i++) {
      pass(50);
      cause.occurred("stock unreachable");
      cause.over("stock reachable again");
    }

    assertThat(logged()).hasSize(2);
  }

  @Test
  void stackTracesAreForTheDebugLevel() {
    cause.occurred("database down", new IllegalStateException("refused"));
    assertThat(lines.list).allMatch(line -> line.getThrowableProxy() == null);

    logger.setLevel(Level.DEBUG);
    cause.occurred("database down", new IllegalStateException("refused"));
    assertThat(lines.list).anyMatch(line -> line.getThrowableProxy() != null);
  }

  private void pass(long ms) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(ms);
  }

  private List<String> logged() {
    return lines.list.stream()
        .map(line -> line.getLevel() + " " + line.getFormattedMessage())
        .toList();
  }
}
