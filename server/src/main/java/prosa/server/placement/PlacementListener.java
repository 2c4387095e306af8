package prosa.server.placement;

/**
 * Receives the decisions of placement that are not the answer of a call.
 *
 * <p>Called on placement's thread, in order, when the call that caused it has done all its work and
 * before that call returns. Calling placement from here is allowed.
 */
public interface PlacementListener {

  /** A room was opened; told before the answer that names it is given. */
  void opened(RoomId room, boolean isPrivate);

  /** A room was closed; its number is never used again. */
  void closed(RoomId room);

  /** A classic member is complete: it can send and receive from now on. */
  void paired(RoomId room, int place, long publisher, long subscriber);

  /**
   * A classic member is incomplete because one of its connections ended: the other is neither
   * relayed nor sent anything until it is paired again.
   *
   * @param place where it was paired; if the publisher went, that seat is free already
   * @param remaining the remaining connection; the publisher, if both are there
   */
  void unpaired(RoomId room, int place, long remaining);

  /** An unpaired classic connection timed out or its room closed: it is to be closed. */
  void timedOut(RoomId room, long connection);

  /** A held seat timed out: its member has left. */
  void expired(RoomId room, int place);

  /** A held seat was given up before its time, because its place or its room was needed. */
  void evicted(RoomId room, int place);

  /** The operator took the seat from a direct member, who is to be told why. */
  void removed(RoomId room, int place, Removal what);

  /** A place that another node lent is not needed any more. */
  default void givenBack(RoomId room, int place) {}

  /** A direct member sits alone, and so does somebody at {@code other}. */
  void offered(RoomId room, int place, RoomId other);
}
