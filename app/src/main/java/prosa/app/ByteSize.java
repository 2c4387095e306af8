package prosa.app;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as a flag gives it: {@code 300}, {@code 16K} or {@code 1M}. */
record ByteSize(int bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([KM]?)");

  static ByteSize parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      long unit =
          switch (form.group(2)) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            default -> 1;
          };
      long bytes = Long.parseLong(form.group(1)) * unit;
      if (bytes > 0 && bytes <= 1 << 30) {
        return new ByteSize((int) bytes);
      }
    }
    throw new TypeConversionException("'" + text + "' is not a size such as 300, 16K or 1M");
  }

  /** For picocli's log; the JVM would make a record's own when it is first called, at the start. */
  @Override
  public String toString() {
    return Integer.toString(bytes);
  }
}
