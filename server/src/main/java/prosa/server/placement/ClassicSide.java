package prosa.server.placement;

/** One of the two connections that together make a classic member. */
public enum ClassicSide {
  /** The connection it speaks through. */
  PUBLISHER,
  /** The connection it hears through. */
  SUBSCRIBER;

  ClassicSide other() {
    return this == PUBLISHER ? SUBSCRIBER : PUBLISHER;
  }
}
