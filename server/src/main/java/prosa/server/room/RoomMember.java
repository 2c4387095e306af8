package prosa.server.room;

import java.util.concurrent.TimeUnit;
import prosa.server.placement.ClientAddress;

/** A member of a room, known to the others by its place. Used on the room's loop only. */
public abstract sealed class RoomMember implements PresenceAnnouncer.Occupant
    permits ClassicMember, DirectMember, RemoteClassicMember {
  private final int place;
  private final long id;
  private String name;

  private final long satDown;

  RoomMember(int place, long id, String name, long satDown) {
    this.satDown = satDown;
    this.place = place;
    this.id = id;
    this.name = name;
  }

  /** The seat's number in the room, from 1. */
  @Override
  public final int place() {
    return place;
  }

  /** A number for its stay in this room, which nobody else ever gets here. */
  @Override
  public final long id() {
    return id;
  }

  /** The name it goes by; {@code ?} for a classic member that has not said anything yet. */
  @Override
  public final String name() {
    return name;
  }

  /** How long it has sat here, or at other nodes before the room came from there. */
  final int satSeconds(long now) {
    return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toSeconds(now - satDown));
  }

  /** When it sat down, in monotonic nanoseconds. */
  final long satDown() {
    return satDown;
  }

  @Override
  public final String address() {
    return client().key();
  }

  /** The address of its connection, or of its last one. */
  abstract ClientAddress client();

  /** Its connection, or its last one; of a classic member its publisher. */
  abstract long connectionId();

  /** Whether its connection can be given a seat elsewhere. */
  abstract boolean isReseated();

  void name(String next) {
    name = next;
  }

  /** Whether it is here, not away. */
  @Override
  public abstract boolean here();

  /** Whether it comes through the classic ports. */
  @Override
  public abstract boolean classic();

  /** Whether it is away because it went to another room, from where it may come back. */
  @Override
  public boolean inAnotherRoom() {
    return false;
  }

  /** The bytes that wait for it. */
  abstract long waiting();

  /** Whether it has not acknowledged what it was sent {@code nanos} ago. */
  abstract boolean stuck(long now, long nanos);

  /** Whether the room's sweep has nothing to do for it before it is sent something again. */
  abstract boolean isSettled();

  /** Closes its connection without waiting for its queue; false if it was closed before. */
  abstract boolean closeConnection();
}
