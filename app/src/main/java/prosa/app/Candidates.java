package prosa.app;

import java.util.Iterator;
import java.util.List;

/**
 * The values that an argument may have, as they are written on a command line: by these a shell
 * completes it. A subclass without parameters is what an annotation can name.
 */
abstract class Candidates implements Iterable<String> {
  private final List<String> values;

  Candidates(String... values) {
    this.values = List.of(values);
  }

  @Override
  public Iterator<String> iterator() {
    return values.iterator();
  }

  /** Languages by their tags. */
  static final class Languages extends Candidates {
    Languages() {
      super("en", "pt-BR", "es");
    }
  }

  /** What a server prints. */
  static final class ConsoleModes extends Candidates {
    ConsoleModes() {
      super("auto", "full", "plain", "off");
    }
  }

  /** What members of a load speak. */
  static final class Protocols extends Candidates {
    Protocols() {
      super("classic", "direct", "browser");
    }
  }

  /** How lines of the log read. */
  static final class LogFormats extends Candidates {
    LogFormats() {
      super("text", "json");
    }
  }
}
