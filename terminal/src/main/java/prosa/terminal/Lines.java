package prosa.terminal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a stream, as UTF-8; what is not becomes U+FFFD. A line of more than {@value
 * #LONGEST} bytes, which no message can hold, comes as several, none of them split inside a
 * character.
 */
final class Lines {
  /** The longest text that a server takes, unless its operator changed that. */
  static final int LONGEST = 8 * 1024;

  private static final int CONTINUES = 0b1000_0000;
  private static final int TOP_TWO = 0b1100_0000;

  private final InputStream in;
  private int held = -1;

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The next line without its end; empty at the end of the stream. */
  Optional<String> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    int b = read();
    if (b < 0) {
      return Optional.empty();
    }
    while (b >= 0 && b != '\n') {
      if (line.size() >= LONGEST - 3 && (b & TOP_TWO) != CONTINUES) {
        held = b; // begins a character: the next piece begins with it
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      if (line.size() >= LONGEST) {
        held = b; // not UTF-8 at all
        return Optional.of(line.toString(StandardCharsets.UTF_8));
      }
      line.write(b);
      b = read();
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
  }

  private int read() throws IOException {
    if (held >= 0) {
      int b = held;
      held = -1;
      return b;
    }
    return in.read();
  }
}
