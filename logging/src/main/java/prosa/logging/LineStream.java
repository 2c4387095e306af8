package prosa.logging;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A stream that passes on its input in lines. It replaces standard error, so that printing there
 * never blocks. Thread-safe.
 *
 * <p>A line longer than {@link #LONGEST} bytes is cut into several.
 */
final class LineStream extends OutputStream {
  private static final int LONGEST = 8 * 1024;

  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  LineStream(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public synchronized void write(int b) {
    if (b == '\n') {
      end();
    } else if (b != '\r') {
      line.write(b);
      if (line.size() >= LONGEST) {
        end();
      }
    }
  }

  private void end() {
    lines.accept(line.toString(StandardCharsets.UTF_8));
    line.reset();
  }
}
