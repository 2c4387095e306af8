package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class LogFormatTest {
  @Test
  void aLineHasLevelShortNameAndMessage() {
    assertThat(LogFormat.line(Level.WARN, "prosa.server", "Door - x", null))
        .isEqualTo("WARN server - Door - x");
  }

  @Test
  void oneCallIsOneLine() {
    assertThat(LogFormat.line(Level.INFO, "a", "x\r\nERROR a - forged\u0007\u001b[2J\u2028y", null))
        .isEqualTo("INFO a - x  ERROR a - forged  [2J y");
  }

  @Test
  void whatAnExceptionSaysIsNotWritten() {
    Exception quoting =
        new IllegalStateException("cannot say 'canary'", new RuntimeException("canary again"));
    assertThat(LogFormat.line(Level.ERROR, "a", "defect", quoting))
        .contains("java.lang.IllegalStateException")
        .contains("Caused by: java.lang.RuntimeException")
        .contains("\tat prosa.logging.LogFormatTest.")
        .doesNotContain("canary");
  }

  @Test
  void filesAndPortsOfTheOperatorAreNamed() {
    assertThat(LogFormat.line(Level.ERROR, "a", "x", new NoSuchFileException("/etc/cert.pem")))
        .contains("/etc/cert.pem");
    assertThat(LogFormat.line(Level.ERROR, "a", "x", new BindException("Address in use")))
        .contains("Address in use");
  }

  @Test
  void aLongTraceIsCut() {
    Throwable deep = new Throwable();
    StackTraceElement[] trace = new StackTraceElement[5_000];
    java.util.Arrays.fill(trace, new StackTraceElement("a.B", "c", "B.java", 1));
    deep.setStackTrace(trace);
    assertThat(LogFormat.line(Level.ERROR, "a", "x", deep).lines()).hasSizeLessThan(40);
    Throwable caused = new Throwable();
    for (int i = 0; i < 50; i++) {
      caused = new Throwable(caused);
    }
    assertThat(LogFormat.line(Level.ERROR, "a", "x", caused).lines())
        .filteredOn(line -> line.contains("java.lang.Throwable"))
        .hasSize(4);
  }

  @Test
  void jsonIsOneLineWithEverythingEscaped() {
    String line =
        LogFormat.json(
            java.time.Instant.EPOCH,
            Level.WARN,
            "prosa.server",
            "a \"b\" \\ \n \u0007 \ud83d",
            new IllegalStateException("a secret"));
    assertThat(line)
        .startsWith(
            "{\"@timestamp\":\"1970-01-01T00:00:00Z\",\"log.level\":\"WARN\","
                + "\"log.logger\":\"prosa.server\","
                + "\"message\":\"a \\\"b\\\" \\\\ \\n \\u0007 \\ud83d\","
                + "\"error.type\":\"java.lang.IllegalStateException\"")
        .endsWith("\"ecs.version\":\"8.11\",\"service.name\":\"prosa\"}")
        .doesNotContain("a secret")
        .doesNotContain("\n");
  }

  /** What is escaped is up to six times as long; the queue would cut the line in its middle. */
  @Test
  void jsonOfMuchThatIsEscapedIsWhole() {
    for (String escaped : List.of("\ud83d\ude00", "\u0007", "\"", "\n", "a\u0001")) {
      String line =
          LogFormat.json(
              Instant.EPOCH,
              Level.WARN,
              escaped.repeat(5_000),
              escaped.repeat(5_000),
              new IllegalStateException());
      assertThat(line)
          .hasSizeLessThan(LogQueue.LONGEST)
          .matches("\\{(\"[a-z_.@]+\":\"([^\"\\\\]|\\\\u[0-9a-f]{4}|\\\\[nt\"\\\\])*+\"[,}])+");
    }
  }

  @Test
  void aLongTextIsCutInJson() {
    String line =
        LogFormat.json(
            java.time.Instant.EPOCH, Level.WARN, "prosa.server", "x".repeat(5_000), null);
    assertThat(line)
        .contains("\"message\":\"" + "x".repeat(2_500) + "\"")
        .endsWith("\"service.name\":\"prosa\"}");
  }
}
