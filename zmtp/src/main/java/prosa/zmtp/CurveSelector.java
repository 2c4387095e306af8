package prosa.zmtp;

import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The mechanisms of a server with a key: CURVE for who asks for it, and NULL for who asks for that,
 * or a refusal. Whoever announces another one gets the rest of a greeting, too, with a mechanism of
 * ours, and a refusal: libzmq does not connect again to a server whose greeting it has. Any thread;
 * one for all connections of the server, whose cookies have the same keys.
 */
public final class CurveSelector implements MechanismSelector {
  /** What a peer without CURVE is told where it is required. */
  public static final String REFUSAL = "this server requires CURVE: connect with its public key";

  private static final String OTHER_MECHANISM =
      "this server speaks CURVE and NULL, and no other mechanism";

  /** INITIATE with the longest identity has 547 bytes; with less, nobody could connect. */
  public static final int LEAST_HANDSHAKE_FRAME = 600;

  private final CurveKeyPair own;
  private final boolean required;
  private final SecureRandom random;
  private final CookieKeys cookies;

  /**
   * A selector.
   *
   * @param required whether peers without CURVE are refused
   */
  public CurveSelector(CurveKeyPair own, boolean required, SecureRandom random) {
    this.own = own;
    this.required = required;
    this.random = random;
    this.cookies = new CookieKeys(random::nextBytes, System::nanoTime);
  }

  /** The server's public key. */
  public CurvePublicKey publicKey() {
    return own.publicKey();
  }

  @Override
  public @Nullable Mechanism fixed() {
    return null;
  }

  @Override
  public Selected select(String name) {
    return switch (name) {
      case CurveMechanism.NAME -> new Selected(curve(), null);
      case NullMechanism.NAME -> new Selected(new NullMechanism(), required ? REFUSAL : null);
      default ->
          required
              ? new Selected(curve(), REFUSAL)
              : new Selected(new NullMechanism(), OTHER_MECHANISM);
    };
  }

  private Mechanism curve() {
    return new CurveServer(own, cookies, random::nextBytes);
  }
}
