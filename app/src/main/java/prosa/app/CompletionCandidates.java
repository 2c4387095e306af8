package prosa.app;

import java.util.Iterator;
import java.util.List;

/**
 * The values that an argument may have, as they are written on a command line: by these a shell
 * completes it. A subclass without parameters is what an annotation can name.
 */
abstract class CompletionCandidates implements Iterable<String> {
  private final List<String> values;

  CompletionCandidates(String... values) {
    this.values = List.of(values);
  }

  @Override
  public Iterator<String> iterator() {
    return values.iterator();
  }

  /** Languages by their tags. */
  static final class Languages extends CompletionCandidates {
    Languages() {
      super("en", "pt-BR", "es");
    }
  }

  /** What a server prints. */
  static final class ConsoleModes extends CompletionCandidates {
    ConsoleModes() {
      super("auto", "full", "plain", "off");
    }
  }

  /** Whether CURVE is a choice. */
  static final class CurveModes extends CompletionCandidates {
    CurveModes() {
      super("offered", "required");
    }
  }

  /** The protocols of a load's members. */
  static final class Protocols extends CompletionCandidates {
    Protocols() {
      super("classic", "direct", "browser");
    }
  }

  /** The levels of the log. */
  static final class LogLevels extends CompletionCandidates {
    LogLevels() {
      super("debug", "info", "warn", "error");
    }
  }

  /** Whether something is done. */
  static final class Switch extends CompletionCandidates {
    Switch() {
      super("on", "off");
    }
  }

  /** How much newcomers are slowed. */
  static final class Brakes extends CompletionCandidates {
    Brakes() {
      super("off", "mild", "strict");
    }
  }

  /** The format of the lines of the log. */
  static final class LogFormats extends CompletionCandidates {
    LogFormats() {
      super("text", "json");
    }
  }
}
