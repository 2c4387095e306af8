package prosa.server.placement;

/** One of the two connections that together make a classic member. */
public enum ClassicSide {
  /** The connection that sends. */
  PUBLISHER,
  /** The connection that receives. */
  SUBSCRIBER;

  ClassicSide other() {
    return this == PUBLISHER ? SUBSCRIBER : PUBLISHER;
  }
}
