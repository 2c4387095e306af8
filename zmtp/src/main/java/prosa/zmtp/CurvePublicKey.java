package prosa.zmtp;

import java.util.Base64;
import java.util.Optional;

/**
 * A public key of CURVE, by which one side knows the other: 32 bytes, written in Z85 as 40
 * characters, and in addresses in base64url as 43. Any thread.
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
  }

  /** The key in these 40 characters of Z85; empty if they are none. */
  public static Optional<CurvePublicKey> ofZ85(String text) {
    return text.length() == Z85_LENGTH
        ? Z85.decode(text).map(bytes -> new CurvePublicKey(Bytes.of(bytes)))
        : Optional.empty();
  }

  /** The 40 characters in Z85, as other programs of ZeroMQ take them. */
  public String z85() {
    return Z85.encode(bytes.toArray());
  }

  /** The key in these 43 characters of base64url; empty if they are none. */
  public static Optional<CurvePublicKey> ofUrlText(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      CurvePublicKey key = bytes.length == LENGTH ? new CurvePublicKey(Bytes.of(bytes)) : null;
      return key != null && key.urlText().equals(text) ? Optional.of(key) : Optional.empty();
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
