package prosa.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.event.Level;

/**
 * Leads what is logged by java.util.logging into this log. The parameters of a line are left out,
 * for they may be anything.
 */
public final class JdkLog extends Handler {
  /** What the JDK reads when somebody first logs there. */
  public static final class Configuration {
    /** The JDK calls it. */
    public Configuration() throws IOException {
      String handlers = "handlers = " + JdkLog.class.getName();
      LogManager.getLogManager()
          .readConfiguration(
              new ByteArrayInputStream(handlers.getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** The JDK calls it. */
  public JdkLog() {}

  /**
   * Has the JDK make one when somebody first logs there, which may be never: it looks for services
   * in every jar then. For a program that has not logged there yet.
   */
  public static void takeOver() {
    System.setProperty("java.util.logging.config.class", Configuration.class.getName());
  }

  @Override
  public void publish(LogRecord event) {
    Level level = level(event.getLevel());
    if (Logging.logs(level)) {
      String logger = String.valueOf(event.getLoggerName());
      String message = String.valueOf(event.getMessage());
      Logging.log(level, logger, message, () -> message, event.getThrown());
    }
  }

  private static Level level(java.util.logging.Level level) {
    int value = level.intValue();
    if (value >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (value >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return value >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
