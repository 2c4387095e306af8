package prosa.server.room;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToMember;
import prosa.server.line.Farewell;
import prosa.server.line.Framing;
import prosa.server.line.Line;
import prosa.server.line.LineOwner;
import prosa.server.line.Round;
import prosa.server.operations.Counters.Count;
import prosa.server.refusal.Refusals;

/**
 * A direct or browser member: one line, both ways, and a seat that outlives it for a while.
 *
 * <p>Here, it gets every message of the room or is told, by {@code missed}, which it did not get.
 * Its line lost, it is away: nothing is kept for it but the number up to which it was served. On
 * the room's loop.
 */
public final class DirectMember extends Member implements LineOwner {
  private final Room room;
  private final Speech speech;
  private final Lag lag = new Lag();
  private final long since;
  private byte[] literal;
  private String secret;
  private @Nullable Line line;
  private boolean fresh;
  private long served;

  DirectMember(Room room, int place, String name, String secret) {
    super(place, name);
    this.room = room;
    this.secret = secret;
    this.literal = ProtocolWriter.literal(name);
    this.since = room.number();
    this.served = since;
    this.speech = new Speech(room, this);
  }

  // ---- coming and going

  /** Sits down, on a line that is on this room's loop: says {@code seated}. */
  void arrive(Line next) {
    line = next;
    next.owner(this);
    room.connected(next.framing(), 1);
    tell(seated(room.number()));
  }

  /** Comes back to its seat, or takes it over from its own ghost. */
  void resume(Line next, String rotated, long heard) {
    boolean wasAway = line == null;
    Line ghost = line;
    if (ghost != null) {
      tell(Refusals.resumedElsewhere());
      drop();
      ghost.end();
    }
    secret = rotated;
    fresh = true;
    lag.clear();
    if (wasAway) {
      room.announce(new ToMember.Back(place(), name(), false));
      room.flush();
    }
    arrive(next);
    long last = heard < 0 ? served : Math.clamp(heard, since, room.number());
    if (last < room.number()) {
      tell(new ToMember.Missed(last + 1, room.number()));
    }
    served = room.number();
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
      room.flush();
      drop();
      room.rise(this);
      room.house().left(room, place(), gone.id());
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
      room.announce(new ToMember.Away(place(), name(), false));
    }
  }

  boolean isOn(Line other) {
    return line != null && line.id() == other.id();
  }

  @Override
  boolean here() {
    return line != null;
  }

  @Override
  boolean classic() {
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

  // ---- what it hears

  private ToMember.Seated seated(long number) {
    RoomTerms terms = room.loop().terms();
    return new ToMember.Seated(
        room.id().name(),
        name(),
        place(),
        secret,
        number,
        terms.capacity(),
        room.others(place()),
        terms.limits());
  }

  /** Tells this member alone, after what the room has said so far. */
  void tell(ToMember what) {
    room.flush();
    Line now = line;
    if (now != null && !now.send(ProtocolWriter.write(what))) {
      lag.missedState();
    }
  }

  /**
   * Hands over a round with the messages numbered {@code first} to {@code last}, which may be none.
   */
  void deliver(Round round, long first, long last, boolean events) {
    Line now = line;
    if (now == null) {
      return;
    }
    ByteBuf bytes = round.bytes();
    int size = bytes.readableBytes();
    boolean caughtUp = !lag.any() || catchUp(now, first - 1, size);
    if (caughtUp && now.outlet().write(bytes, 0, size)) {
      served = last;
    } else {
      room.counters().add(Count.DROPPED, last - first + 1);
      lag.missed(first, last, events);
    }
  }

  /** Says what was missed, if that and {@code more} bytes fit. */
  private boolean catchUp(Line now, long upTo, int more) {
    byte[] missed = lag.hasNumbers() ? ProtocolWriter.write(lag.missed()) : new byte[0];
    byte[] state = lag.hasState() ? ProtocolWriter.write(seated(upTo)) : new byte[0];
    if (!now.outlet().takes(missed.length + state.length + more + 2 * Framing.HEADER)) {
      return false;
    }
    if (missed.length > 0) {
      now.send(missed);
    }
    if (state.length > 0) {
      now.send(state);
    }
    served = upTo;
    lag.clear();
    return true;
  }

  @Override
  public void writable(Line from) {
    if (isOn(from) && lag.any()) {
      room.flush();
      if (lag.any()) {
        catchUp(from, room.number(), 0);
      }
    }
  }

  /** Says what was missed, if there is room by now and nothing has come by since to bring it. */
  void catchUp() {
    Line now = line;
    if (now != null) {
      writable(now);
    }
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

  /** Something arrived on a resumed line: whoever has the earlier secret has nothing any more. */
  private void arrived(Line from) {
    if (fresh) {
      fresh = false;
      room.house().heard(room, place(), from.id());
    }
  }

  @Override
  public void text(Line from, ByteBuf text) {
    arrived(from);
    speech.text(from, text);
  }

  @Override
  public void tooLong(Line from, long size) {
    arrived(from);
    speech.refuse(from, Refusals.tooLarge(room.loop().terms().frameBytes()));
  }

  @Override
  public void notText(Line from) {
    arrived(from);
    speech.refuse(from, Refusals.notText());
  }
}
