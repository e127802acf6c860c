package eshop.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test during which Vert.x found a blocked thread
 * ({@code @ExtendWith(NoBlockedThreads.class)}). It listens to the log, because the checker tells
 * nobody else; Vert.x must log over slf4j, as Surefire is told to arrange.
 */
public final class NoBlockedThreads implements BeforeEachCallback, AfterEachCallback {
  private static final String CHECKER = "io.vertx.core.impl.BlockedThreadChecker";
  private static final ExtensionContext.Namespace STORE =
      ExtensionContext.Namespace.create(NoBlockedThreads.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    Warnings warnings = new Warnings();
    warnings.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    warnings.start();
    checker().addAppender(warnings);
    context.getStore(STORE).put("warnings", warnings);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Warnings warnings = context.getStore(STORE).remove("warnings", Warnings.class);
    checker().detachAppender(warnings);
    if (!warnings.messages.isEmpty()) {
      throw new AssertionError("a thread was blocked: " + String.join("\n", warnings.messages));
    }
  }

  private static Logger checker() {
    return (Logger) LoggerFactory.getLogger(CHECKER);
  }

  private static final class Warnings extends AppenderBase<ILoggingEvent> {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
        messages.add(event.getFormattedMessage());
      }
    }
  }
}
