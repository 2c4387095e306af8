package prosa.server.placement;

/** What the operator did to whoever loses a seat by it. */
public enum Removal {
  /** The seat was taken from its member. */
  SEAT,
  /** The room was closed. */
  ROOM
}
