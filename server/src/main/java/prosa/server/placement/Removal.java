package prosa.server.placement;

/** The operator's action by which a member loses its seat. */
public enum Removal {
  /** The seat was taken from its member. */
  SEAT,
  /** The room was closed. */
  ROOM
}
