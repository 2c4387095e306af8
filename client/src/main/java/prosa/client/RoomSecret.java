package prosa.client;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret of an encrypted room: 32 random bytes that its members have and the server has not. In
 * an invitation it is behind the {@code #}, as 43 characters of base64url. Immutable; its {@link
 * #toString} does not tell it.
 */
public final class RoomSecret {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CHARACTERS = 43;

  private final byte[] bytes;

  private RoomSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new one, for a new room. */
  public static RoomSecret random() {
    byte[] bytes = new byte[RoomCipher.SECRET];
    RANDOM.nextBytes(bytes);
    return new RoomSecret(bytes);
  }

  /** The secret that is written so; empty if this is none. */
  public static Optional<RoomSecret> of(String text) {
    if (text.length() != CHARACTERS) {
      return Optional.empty();
    }
    try {
      RoomSecret secret = new RoomSecret(Base64.getUrlDecoder().decode(text));
      return Optional.of(secret).filter(read -> read.text().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The secret of these 32 bytes. */
  static RoomSecret of(byte[] bytes) {
    if (bytes.length != RoomCipher.SECRET) {
      throw new IllegalArgumentException("A secret has 32 bytes");
    }
    return new RoomSecret(bytes.clone());
  }

  /** As it is written in an invitation. It is to be shown to those who may read the room only. */
  public String text() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The link of an invitation to the room, with the secret behind what it has already. */
  public String addedTo(String link) {
    return link + (link.indexOf('#') < 0 ? "#." : ".") + text();
  }

  byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RoomSecret that && MessageDigest.isEqual(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "RoomSecret";
  }
}
