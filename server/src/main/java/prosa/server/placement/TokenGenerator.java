package prosa.server.placement;

import java.security.SecureRandom;
import java.util.Base64;

/** A source of seat secrets and invite codes that nobody can guess and that never repeats. */
@FunctionalInterface
public interface TokenGenerator {

  /** A new one: 128 random bits, written as 22 characters that are safe in a URL. */
  String next();

  /** The real thing, from the system's cryptographic generator. */
  static TokenGenerator secure() {
    SecureRandom random = new SecureRandom();
    Base64.Encoder letters = Base64.getUrlEncoder().withoutPadding();
    return () -> {
      byte[] bits = new byte[16];
      random.nextBytes(bits);
      return letters.encodeToString(bits);
    };
  }
}
