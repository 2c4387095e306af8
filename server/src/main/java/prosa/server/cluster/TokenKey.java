package prosa.server.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that a node draws at its start and tells the other nodes. It marks the node's secrets and
 * codes, so that each node can tell them from invented ones, also when that node is gone.
 *
 * <p>Of the 22 random characters of a {@link SeatToken} the last 11 are a mark: 64 bits of
 * HMAC-SHA-256 (RFC 2104) over all others, those behind it too. On one thread.
 */
final class TokenKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;
  private static final int RANDOM = 11;
  private static final int MARKED = 22;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final byte[] key;
  private final Mac mac;

  private TokenKey(byte[] key) {
    this.key = key;
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** A new key of these random bits. */
  static TokenKey draw(LongSupplier bits) {
    byte[] key = new byte[BYTES];
    for (int at = 0; at < BYTES; at += Long.BYTES) {
      long next = bits.getAsLong();
      for (int i = 0; i < Long.BYTES; i++) {
        key[at + i] = (byte) (next >>> (i * Byte.SIZE));
      }
    }
    return new TokenKey(key);
  }

  /** The key of another node, as {@link #text} tells it; empty if it is none. */
  static Optional<TokenKey> parse(String text) {
    try {
      byte[] key = Base64.getUrlDecoder().decode(text);
      return key.length == BYTES ? Optional.of(new TokenKey(key)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** For the other nodes. */
  String text() {
    return ENCODER.encodeToString(key);
  }

  /** The same secret or code with this key's mark in place of half of its random characters. */
  String mark(String token) {
    return token.substring(0, RANDOM) + markOf(token) + token.substring(MARKED);
  }

  /** Whether a secret or code of a {@link SeatToken}'s form has this key's mark. */
  boolean marked(String token) {
    return MessageDigest.isEqual(
        markOf(token).getBytes(US_ASCII), token.substring(RANDOM, MARKED).getBytes(US_ASCII));
  }

  private String markOf(String token) {
    mac.update(token.substring(0, RANDOM).getBytes(US_ASCII));
    byte[] whole = mac.doFinal(token.substring(MARKED).getBytes(US_ASCII));
    return ENCODER.encodeToString(Arrays.copyOf(whole, Long.BYTES));
  }
}
