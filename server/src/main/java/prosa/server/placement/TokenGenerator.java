package prosa.server.placement;

/** A source of seat secrets and invite codes that nobody can guess and that never repeats. */
@FunctionalInterface
public interface TokenGenerator {

  /** A new one, of 1 to 64 characters that are safe in a URL. */
  String next();
}
