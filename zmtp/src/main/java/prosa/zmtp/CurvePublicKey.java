package prosa.zmtp;

import java.util.Base64;
import java.util.Optional;

/**
 * A public key of CURVE, by which one side knows the other: 32 bytes, written in Z85 as 40
 * characters, and in addresses in base64url as 43. Any thread.
 *
 * <p>Bytes with which no connection could be made are no key: a point of low order, with which all
 * agree on the same, and what has its highest bit set.
 */
public record CurvePublicKey(Bytes bytes) {
  /** Length in bytes. */
  public static final int LENGTH = 32;

  /** Length of the text in Z85. */
  public static final int Z85_LENGTH = 40;

  public CurvePublicKey {
    if (bytes.length() != LENGTH) {
      throw new IllegalArgumentException("A key of CURVE has 32 bytes");
    }
    if (!CurveCrypto.isPublicKey(bytes.toArray())) {
      throw new IllegalArgumentException("No connection can be made with this key of CURVE");
    }
  }

  /** The key in these 40 characters of Z85; empty if they are none. */
  public static Optional<CurvePublicKey> ofZ85(String text) {
    return text.length() == Z85_LENGTH
        ? Z85.decode(text).flatMap(CurvePublicKey::ofBytes)
        : Optional.empty();
  }

  private static Optional<CurvePublicKey> ofBytes(byte[] bytes) {
    return bytes.length == LENGTH && CurveCrypto.isPublicKey(bytes)
        ? Optional.of(new CurvePublicKey(Bytes.of(bytes)))
        : Optional.empty();
  }

  /** The 40 characters in Z85, as other programs of ZeroMQ take them. */
  public String z85() {
    return Z85.encode(bytes.toArray());
  }

  /** The key in these 43 characters of base64url; empty if they are none. */
  public static Optional<CurvePublicKey> ofUrlText(String text) {
    try {
      return ofBytes(Base64.getUrlDecoder().decode(text)).filter(key -> key.urlText().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The 43 characters in base64url (RFC 4648, section 5, without padding), for addresses: Z85 has
   * characters that links and shells take for something else.
   */
  public String urlText() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  @Override
  public String toString() {
    return z85();
  }
}
