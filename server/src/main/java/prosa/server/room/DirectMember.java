package prosa.server.room;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToMember;
import prosa.server.limits.Resource;
import prosa.server.line.Farewell;
import prosa.server.line.Framing;
import prosa.server.line.Line;
import prosa.server.line.LineOwner;
import prosa.server.line.Round;
import prosa.server.refusal.Refusals;

/**
 * A direct or browser member: one line, both ways, and a seat that outlives it for a while.
 *
 * <p>Here, it hears and speaks: {@link Hearing}, {@link Speech}. Its line lost, it is away. On the
 * room's loop.
 */
public final class DirectMember extends Member implements LineOwner {
  private final Room room;
  private final Speech speech;
  private final Hearing hearing;
  private byte[] literal;
  private String secret;
  private @Nullable Line line;
  private long latest = -1;

  DirectMember(Room room, int place, String name, String secret) {
    super(place, name);
    this.room = room;
    this.secret = secret;
    this.literal = ProtocolWriter.literal(name);
    this.speech = new Speech(room, this);
    this.hearing = new Hearing(room, this);
  }

  // ---- coming and going

  /** Sits down, on a line that is on this room's loop: says {@code seated}. */
  void arrive(Line next) {
    line = next;
    latest = next.id();
    next.owner(this);
    room.connected(next.framing(), 1);
    tell(seated(room.broadcast().number()));
    room.presence().listedTo(this);
  }

  /** Comes back to its seat, or takes it over from its own ghost. */
  void resume(Line next, String rotated, long heard) {
    boolean wasAway = line == null;
    endGhost();
    secret = rotated;
    speech.newLine();
    hearing.startOver();
    if (wasAway) {
      var _ = room.presence().changed(this, true);
      room.flush();
    }
    arrive(next);
    hearing.resume(heard);
  }

  /** Somebody with its secret came on another line, which did not live to see it. */
  void takenOver() {
    if (endGhost()) {
      room.announce(new ToMember.Away(place(), name(), false));
    }
  }

  private boolean endGhost() {
    Line ghost = line;
    if (ghost == null) {
      return false;
    }
    tell(Refusals.resumedElsewhere());
    drop();
    ghost.end();
    return true;
  }

  /** Goes to another table, with its line if that is still there. */
  void depart() {
    room.flush();
    drop();
    room.rise(this);
  }

  /** Lets the line go, without closing it. */
  void drop() {
    Line gone = line;
    if (gone != null) {
      line = null;
      gone.owner(Farewell.INSTANCE);
      room.connected(gone.framing(), -1);
    }
  }

  /** Gives the seat up; the line goes back to the door. */
  void leave() {
    Line gone = line;
    if (gone != null) {
      room.house().left(room, place(), gone.id()); // before anybody hears of it
      gone.budgets().charge(Resource.JOINS); // cannot be refused: entering again waits the longer
      depart();
      room.house().backToDoor(gone);
    }
  }

  /** Closes the line after what is queued. */
  void dismiss() {
    Line gone = line;
    if (gone != null) {
      drop();
      gone.end();
    }
  }

  @Override
  public void closed(Line from) {
    if (isOn(from)) {
      line = null;
      room.connected(from.framing(), -1);
      room.house().lost(room, place(), from.id());
      var _ = room.presence().changed(this, false);
    }
  }

  /** Whether this is the line it is on, or was on last. */
  boolean satOn(Line other) {
    return latest == other.id();
  }

  /** All that came along with its arrival is said; what it says from here on, it says seated. */
  void settled(Line on) {
    if (isOn(on)) {
      speech.settled();
    }
  }

  boolean isOn(Line other) {
    return line != null && line.id() == other.id();
  }

  @Override
  public boolean here() {
    return line != null;
  }

  @Override
  public boolean classic() {
    return false;
  }

  Framing framing() {
    Line now = line;
    return now == null ? Framing.ZMTP : now.framing();
  }

  /** Its name as JSON. */
  byte[] literal() {
    return literal;
  }

  @Override
  void name(String next) {
    super.name(next);
    literal = ProtocolWriter.literal(next);
  }

  /** Takes the name it wishes, or one like it that is free. */
  void rename(String wished) {
    String granted = room.places().nameFor(wished, name());
    ToMember.Renamed renamed = new ToMember.Renamed(place(), name(), granted, false);
    if (granted.equals(name())) {
      tell(renamed);
    } else {
      name(granted);
      if (!room.presence().changed(this, true)) {
        tell(renamed); // the others hear of it later
      }
    }
  }

  // ---- what it hears

  /** What it is told of its seat and of the table, as they are after the message {@code number}. */
  ToMember.Seated seated(long number) {
    RoomTerms terms = room.loop().terms();
    return new ToMember.Seated(
        room.id().name(),
        name(),
        place(),
        secret,
        number,
        terms.capacity(),
        room.places().others(place()),
        terms.limits());
  }

  /** Tells this member alone, after what the room has said so far. */
  void tell(ToMember what) {
    room.flush();
    Line now = line;
    if (now != null) {
      hearing.tell(now, what);
    }
  }

  /**
   * Hands over a round with the messages numbered {@code first} to {@code last}, which may be none.
   */
  void deliver(Round round, long first, long last, boolean events) {
    Line now = line;
    if (now != null) {
      hearing.deliver(now, round, first, last, events);
    }
  }

  @Override
  public void writable(Line from) {
    if (isOn(from)) {
      hearing.catchUp(from);
    }
  }

  /** Says what was missed, if there is room by now and nothing has come by since to bring it. */
  void catchUp() {
    Line now = line;
    if (now != null) {
      hearing.catchUp(now);
    }
  }

  /** A round could not be handed over. */
  void undelivered(long first, long last, boolean events) {
    hearing.missed(first, last, events);
  }

  /** It was not told of something that happened at the table. */
  void loseTrack() {
    hearing.loseTrack();
  }

  @Override
  Room room() {
    return room;
  }

  @Override
  long waiting() {
    return line == null ? 0 : line.outlet().waiting();
  }

  @Override
  boolean stuck(long now, long nanos) {
    return line != null && line.outlet().stuck(now, nanos);
  }

  @Override
  void hangUp() {
    if (line != null) {
      line.outlet().abort();
    }
  }

  // ---- what it says

  @Override
  public void text(Line from, ByteBuf text) {
    speech.text(from, text);
  }

  @Override
  public void tooLong(Line from, long size) {
    speech.tooLong(from);
  }

  @Override
  public void notText(Line from) {
    speech.notText(from);
  }
}
