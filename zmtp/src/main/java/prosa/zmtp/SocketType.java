package prosa.zmtp;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The kind of socket a peer announces in READY, and the kinds that each may talk to.
 *
 * <p>The names on the wire are the names of the constants. The thread-safe kinds of RFC 37 (CLIENT,
 * SERVER, RADIO, ...) are not spoken here and count as unknown.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "The Socket-Type Property"</a>
 */
public enum SocketType {
  REQ,
  REP,
  DEALER,
  ROUTER,
  PUB,
  SUB,
  XPUB,
  XSUB,
  PUSH,
  PULL,
  PAIR;

  /** Whether a socket of this type may be connected to one of type {@code peer}. */
  public boolean accepts(SocketType peer) {
    return peers().contains(peer);
  }

  /** Whether this type publishes: it receives subscriptions and filters by them. */
  public boolean publishes() {
    return this == PUB || this == XPUB;
  }

  /** Whether this type announces an identity in its READY, be it empty. */
  boolean announcesIdentity() {
    return this == REQ || this == DEALER;
  }

  /** The type of this name on the wire, exactly so spelt. */
  public static Optional<SocketType> named(String name) {
    for (SocketType type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  private Set<SocketType> peers() {
    return switch (this) {
      case REQ -> EnumSet.of(REP, ROUTER);
      case REP -> EnumSet.of(REQ, DEALER);
      case DEALER -> EnumSet.of(REP, DEALER, ROUTER);
      case ROUTER -> EnumSet.of(REQ, DEALER, ROUTER);
      case PUB, XPUB -> EnumSet.of(SUB, XSUB);
      case SUB, XSUB -> EnumSet.of(PUB, XPUB);
      case PUSH -> EnumSet.of(PULL);
      case PULL -> EnumSet.of(PUSH);
      case PAIR -> EnumSet.of(PAIR);
    };
  }
}
