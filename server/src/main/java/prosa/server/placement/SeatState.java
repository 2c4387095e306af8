package prosa.server.placement;

/** The states of a seat: {@code free -> reserved -> seated -> held -> free}. */
public enum SeatState {
  /** Nobody's. */
  FREE,
  /** Kept for somebody on the way, or for a classic member that is not whole. */
  RESERVED,
  /** Somebody sits there who can hear and be heard. */
  SEATED,
  /** Kept for a direct member that lost its connection. */
  HELD
}
