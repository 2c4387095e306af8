package prosa.server.placement;

import java.security.SecureRandom;
import java.util.Base64;

/** Secrets of 128 random bits, as 22 characters of URL-safe Base64 (RFC 4648, section 5). */
public record RandomTokens(SecureRandom random) implements TokenGenerator {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  @Override
  public String next() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return ENCODER.encodeToString(bits);
  }
}
