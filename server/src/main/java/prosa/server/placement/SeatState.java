package prosa.server.placement;

/** The states of a seat: {@code free -> reserved -> seated -> held -> free}. */
public enum SeatState {
  /** Free. */
  FREE,
  /** Reserved for somebody on the way, or for an incomplete classic member. */
  RESERVED,
  /** Taken by a connected member. */
  SEATED,
  /** Kept for a direct member that lost its connection. */
  HELD
}
