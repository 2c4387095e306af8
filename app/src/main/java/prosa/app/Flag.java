package prosa.app;

import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;

/**
 * A flag of a command, or an argument without a name: what a parsed command line has for it. That
 * is what was given, else its default. {@link Flags} makes them.
 */
final class Flag<T> {
  private final ArgSpec spec;

  Flag(ArgSpec spec) {
    this.spec = spec;
  }

  /** The value of one that always has one: it has a default, or has to be given. */
  T value() {
    return Objects.requireNonNull(spec.<T>getValue());
  }

  /** The value of one without a default; empty if it was not given. */
  Optional<T> given() {
    return Optional.ofNullable(spec.<T>getValue());
  }
}
