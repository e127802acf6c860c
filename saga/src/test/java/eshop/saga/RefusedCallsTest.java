package eshop.saga;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Strangers cannot fill the log. */
class RefusedCallsTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(RefusedCalls.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final RefusedCalls refused = new RefusedCalls(now::get);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  @Test
  void theFirstIsToldAtOnceAndTheOthersTogetherAfterTenSeconds() {
    refused.note("a");
    refused.note("b");
    now.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
    refused.note("c");
    assertThat(told()).containsExactly("1 branch calls without our proof refused; the last: a");

    now.addAndGet(1);
    refused.note("d");

    assertThat(told())
        .containsExactly(
            "1 branch calls without our proof refused; the last: a",
            "3 branch calls without our proof refused; the last: d");
  }

  private List<String> told() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
