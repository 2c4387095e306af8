package prosa.server.room;

import java.util.Set;
import prosa.protocol.Names;

/** A member of a room, known to the others by its place. Used on the room's loop only. */
public abstract sealed class RoomMember implements PresenceAnnouncer.Occupant
    permits ClassicMember, DirectMember, RemoteClassicMember {
  private final int place;
  private final long id;
  private String name;
  private Set<String> keys;

  RoomMember(int place, long id, String name) {
    this.place = place;
    this.id = id;
    this.name = name;
    this.keys = Names.keys(name);
  }

  /** The seat's number at the table, from 1. */
  @Override
  public final int place() {
    return place;
  }

  /** A number for its stay at this table, which nobody else ever gets here. */
  @Override
  public final long id() {
    return id;
  }

  /** The name it goes by; {@code ?} for a classic member that has not said anything yet. */
  @Override
  public final String name() {
    return name;
  }

  /** What the name is compared by. */
  final Set<String> nameKeys() {
    return keys;
  }

  void name(String next) {
    name = next;
    keys = Names.keys(next);
  }

  /** Whether it is here, not away. */
  @Override
  public abstract boolean here();

  /** Whether it comes through the classic ports. */
  @Override
  public abstract boolean classic();

  /** Whether it is away because it went to another table, from where it may come back. */
  @Override
  public boolean atAnotherTable() {
    return false;
  }

  /** Its room. */
  abstract Room room();

  /** The bytes that wait for it. */
  abstract long waiting();

  /** Whether it has not acknowledged what it was sent {@code nanos} ago. */
  abstract boolean stuck(long now, long nanos);

  /** Closes its connection without waiting for its queue; false if it was closed before. */
  abstract boolean closeConnection();
}
