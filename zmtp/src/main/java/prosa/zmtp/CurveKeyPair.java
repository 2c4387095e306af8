package prosa.zmtp;

import java.security.SecureRandom;
import java.util.Optional;

/**
 * A secret key of CURVE and its public one. Immutable; any thread. Nothing that is printed of it
 * shows the secret: only {@link #secretZ85} does, for the file that it is kept in.
 */
public final class CurveKeyPair {
  private final byte[] secret;
  private final CurvePublicKey publicKey;

  private CurveKeyPair(byte[] secret) {
    this.secret = secret;
    this.publicKey = new CurvePublicKey(Bytes.of(CurveCrypto.publicKey(secret)));
  }

  /** A new pair. */
  public static CurveKeyPair generate(SecureRandom random) {
    byte[] secret = new byte[CurveCrypto.KEY];
    random.nextBytes(secret);
    return new CurveKeyPair(secret);
  }

  /** The pair of this secret key in 40 characters of Z85; empty if they are none. */
  public static Optional<CurveKeyPair> ofSecretZ85(String text) {
    return text.length() == CurvePublicKey.Z85_LENGTH
        ? Z85.decode(text).map(CurveKeyPair::new)
        : Optional.empty();
  }

  static CurveKeyPair of(byte[] secret) {
    return new CurveKeyPair(secret.clone());
  }

  /** The public key. */
  public CurvePublicKey publicKey() {
    return publicKey;
  }

  /** The secret key in Z85: for its file, and for nothing else. */
  public String secretZ85() {
    return Z85.encode(secret);
  }

  /** The bytes themselves; not to be changed. */
  byte[] secret() {
    return secret;
  }

  /** The public key only. */
  @Override
  public String toString() {
    return "the pair of " + publicKey;
  }
}
