package prosa.logging;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Formats a line of the log: the level, the last part of the logger's name, the message. Control
 * characters become spaces, so that one call is one line.
 *
 * <p>An exception is logged with its class and its stack trace, each frame on its own line. Its
 * message is left out, because it may quote a message of a member; only those of {@link
 * java.nio.file.FileSystemException} and {@link java.net.BindException}, which name files and ports
 * of the operator's, stay.
 */
final class LogFormat {
  private static final int FRAMES = 24;
  private static final int CAUSES = 4;

  /**
   * The longest value of a field of JSON as it is written, in characters: a line of three such
   * fields is shorter than {@link LogQueue#LONGEST}, and is not cut.
   */
  private static final int LONGEST_FIELD = 2_500;

  private LogFormat() {}

  /**
   * A line as JSON, with the field names of the Elastic Common Schema: one object in one line, also
   * with what was thrown.
   */
  static String json(
      Instant now, Level level, String logger, String message, @Nullable Throwable thrown) {
    StringBuilder line = new StringBuilder(message.length() + 160);
    line.append("{\"@timestamp\":\"").append(now).append("\",\"log.level\":\"").append(level);
    appendField(line, "log.logger", logger);
    appendField(line, "message", message);
    if (thrown != null) {
      appendField(line, "error.type", thrown.getClass().getName());
      StringBuilder trace = new StringBuilder();
      int causes = 0;
      for (Throwable t = thrown; t != null && causes < CAUSES; t = t.getCause()) {
        append(trace, t, causes++ == 0 ? "" : "Caused by: ");
      }
      appendField(line, "error.stack_trace", trace.toString().strip());
    }
    return line.append("\",\"ecs.version\":\"8.11\",\"service.name\":\"prosa\"}").toString();
  }

  /** Ends the value before, and leaves this one open. */
  private static void appendField(StringBuilder line, String name, String value) {
    line.append("\",\"").append(name).append("\":\"");
    int end = line.length() + LONGEST_FIELD;
    for (int i = 0; i < value.length(); i++) {
      int before = line.length();
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> line.append('\\').append(c);
        case '\n' -> line.append("\\n");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < ' ' || Character.isISOControl(c) || Character.isSurrogate(c)) {
            line.append("\\u%04x".formatted((int) c));
          } else {
            line.append(c);
          }
        }
      }
      if (line.length() > end) {
        line.setLength(before); // no half of what is escaped
        return;
      }
    }
  }

  static String line(Level level, String logger, String message, @Nullable Throwable thrown) {
    StringBuilder line = new StringBuilder(message.length() + 64);
    line.append(level).append(' ').append(shortName(logger)).append(" - ");
    appendOneLine(line, message);
    int causes = 0;
    for (Throwable t = thrown; t != null && causes < CAUSES; t = t.getCause()) {
      append(line, t, causes++ == 0 ? "" : "Caused by: ");
    }
    return line.toString();
  }

  /** How many lines like the last were kept back. */
  static String keptBack(Level level, String logger, long count) {
    String lines = count == 1 ? " more line like the last" : " more lines like the last";
    return level + " " + shortName(logger) + " - (and " + count + lines + ")";
  }

  private static String shortName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static void append(StringBuilder line, Throwable thrown, String before) {
    line.append(System.lineSeparator()).append(before).append(thrown.getClass().getName());
    if (thrown.getMessage() != null
        && (thrown instanceof java.nio.file.FileSystemException
            || thrown instanceof java.net.BindException)) {
      appendOneLine(line.append(": "), thrown.getMessage());
    }
    StackTraceElement[] trace = thrown.getStackTrace();
    for (int i = 0; i < Math.min(trace.length, FRAMES); i++) {
      line.append(System.lineSeparator()).append("\tat ").append(trace[i]);
    }
    if (trace.length > FRAMES) {
      line.append(System.lineSeparator()).append("\t… ").append(trace.length - FRAMES);
    }
  }

  private static void appendOneLine(StringBuilder line, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
  }
}
