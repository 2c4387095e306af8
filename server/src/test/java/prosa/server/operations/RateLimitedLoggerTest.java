package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import prosa.server.operations.RateLimitedLogger.Event;

final class RateLimitedLoggerTest {
  private final Lines lines = new Lines();
  private long now;
  private final RateLimitedLogger log = new RateLimitedLogger(lines, () -> now);

  @Test
  void portsThatRunOutAreAHandfulOfLines() {
    int caused = 123_500;
    for (int i = 0; i < caused; i++) {
      now = i * TimeUnit.SECONDS.toNanos(7) / caused;
      log.log(Event.NO_CLASSIC_PORT, "Chat" + i);
      log.tellRest();
    }
    now = TimeUnit.SECONDS.toNanos(100);
    log.tellRest();
    assertThat(lines.said).hasSizeBetween(3, 8);
    assertThat(lines.said.getFirst()).isEqualTo("WARN Chat0 - no classic port is left");
    assertThat(counted()).as("each is told, or counted").isEqualTo(caused);
  }

  @Test
  void oneFloodDoesNotSilenceAnotherEvent() {
    for (Event event : Event.values()) {
      log.log(event, "Door");
      log.log(event, "Door");
    }
    for (Event event : Event.values()) {
      if (!event.isNeverKeptBack()) {
        log.log(event, "Door");
      }
    }
    long neverKeptBack = Stream.of(Event.values()).filter(Event::isNeverKeptBack).count();
    assertThat(lines.said).hasSize((int) (Event.values().length + neverKeptBack));
  }

  @Test
  void whatAnOperatorDoesIsToldEachTime() {
    for (int i = 0; i < 50; i++) {
      log.log(Event.BLOCKED, "Door", "192.0.2." + i);
    }
    assertThat(lines.said).hasSize(50).last().asString().contains("192.0.2.49");
  }

  @Test
  void defectsWithTheirStackTracesAreLimitedToo() {
    for (int i = 0; i < 1000; i++) {
      log.internalError("Door", new IllegalStateException("x"));
    }
    assertThat(lines.said).containsExactly("ERROR Door - defect");
    now = TimeUnit.SECONDS.toNanos(1);
    log.tellRest();
    assertThat(lines.said.getLast()).isEqualTo("ERROR defect (999 times more)");
  }

  private long counted() {
    long all = 0;
    for (String line : lines.said) {
      String digits = line.replaceAll("Chat\\d+", "").replaceAll("\\D", "");
      all += digits.isEmpty() ? 0 : Long.parseLong(digits);
      all += line.contains("times more") ? 0 : 1;
    }
    return all;
  }

  /** A logger that remembers. */
  private static final class Lines extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    private final transient List<String> said = new ArrayList<>();

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String pattern,
        @Nullable Object @Nullable [] arguments,
        @Nullable Throwable thrown) {
      said.add(level + " " + MessageFormatter.basicArrayFormat(pattern, arguments));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public boolean isTraceEnabled() {
      return true;
    }

    @Override
    public boolean isDebugEnabled() {
      return true;
    }

    @Override
    public boolean isInfoEnabled() {
      return true;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
