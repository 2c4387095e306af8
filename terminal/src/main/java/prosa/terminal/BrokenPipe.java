package prosa.terminal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

/**
 * Recognizes this system's error for a broken pipe (EPIPE). Java has no type for it, only the
 * system's words, and these are in the user's language.
 */
final class BrokenPipe {
  private BrokenPipe() {}

  /** Whether a write failed for this reason. */
  static boolean is(IOException failure) {
    return words().equals(String.valueOf(failure.getMessage()));
  }

  /** Those that a pipe of our own is refused with. */
  static String words() {
    try (Pipe.SinkChannel sink = closedPipe()) {
      var _ = sink.write(ByteBuffer.allocate(1));
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static Pipe.SinkChannel closedPipe() throws IOException {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    return pipe.sink();
  }
}
