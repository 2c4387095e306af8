package prosa.client;

import prosa.protocol.Names;
import prosa.protocol.Sanitizer;

/**
 * Another member in the room.
 *
 * @param place the place in the room, from 1: who this is, as long as it sits there. Names can be
 *     imitated, places cannot
 * @param name what it is called; for a classic member whatever its messages say
 * @param here false while its connection is lost and its seat is held
 * @param classic whether it came with an original client, which receives messages but no events
 * @param id the id of its stay in this room, which nobody else ever gets; 0 if it is not told
 */
public record MemberInfo(int place, String name, boolean here, boolean classic, long id) {

  /** A member whose id is not told. */
  public MemberInfo(int place, String name, boolean here, boolean classic) {
    this(place, name, here, classic, 0);
  }

  /**
   * Whether this is the same member in the same stay: by id, or by place and name if one of the ids
   * is not told.
   */
  public boolean isSame(MemberInfo other) {
    return (id == 0 || other.id == 0)
        ? place == other.place && Names.folded(name).equals(Names.folded(other.name))
        : id == other.id;
  }

  /** What it is called, as it can be shown: see {@link Sanitizer#line}. */
  public String shownName() {
    return Sanitizer.line(name);
  }

  /** The same, to be known again by place and name. */
  MemberInfo withoutId() {
    return withId(0);
  }

  MemberInfo withId(long known) {
    return id == known ? this : new MemberInfo(place, name, here, classic, known);
  }
}
