package prosa.logging;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that hands its lines to {@link Logging}, which never waits. Any thread. */
final class QueuedLogger extends LegacyAbstractLogger {
  @Serial private static final long serialVersionUID = 1;

  QueuedLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return Logging.logs(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return Logging.logs(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return Logging.logs(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return Logging.logs(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return Logging.logs(Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    Logging.log(
        level,
        getName(),
        String.valueOf(pattern),
        () -> MessageFormatter.basicArrayFormat(pattern, arguments),
        thrown);
  }
}
