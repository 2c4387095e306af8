package prosa.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a stream, as UTF-8; what is not becomes U+FFFD. A line that no message can hold, for
 * its text is longer than {@value #LONGEST} bytes or its JSON does not fit a frame, comes as
 * several, none of them split inside a character.
 */
final class InputLines {
  /** The longest text that a server takes, in bytes, unless its operator changed that. */
  static final int LONGEST = 8 * 1024;

  /** What is left of a server's usual frame of 16 KiB for the text as it stands in JSON. */
  static final int LONGEST_ESCAPED = 16 * 1024 - 256;

  private static final int END = -1;
  private static final int NONE = -2;

  private final Reader in;
  private int held = NONE;

  InputLines(InputStream in) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** The next line without its end; empty at the end of the stream. */
  Optional<String> next() throws IOException {
    int c = read();
    if (c == END) {
      return Optional.empty();
    }
    StringBuilder line = new StringBuilder();
    int bytes = 0;
    int escaped = 0;
    for (; c != END && c != '\n'; c = read()) {
      bytes += bytes(c);
      escaped += escaped(c);
      if (bytes > LONGEST || escaped > LONGEST_ESCAPED) {
        held = c; // the next piece begins with it
        return Optional.of(line.toString());
      }
      line.appendCodePoint(c);
    }
    int end = line.length() - 1;
    return Optional.of(
        end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString());
  }

  /** Its length in UTF-8. */
  private static int bytes(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x1_0000 ? 3 : 4;
  }

  /** Its length in JSON: a control character takes the longest form that there is. */
  private static int escaped(int c) {
    return c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : bytes(c);
  }

  private int read() throws IOException {
    if (held != NONE) {
      int c = held;
      held = NONE;
      return c;
    }
    int c = in.read();
    return Character.isHighSurrogate((char) c) && c != END
        ? Character.toCodePoint((char) c, (char) in.read())
        : c;
  }
}
