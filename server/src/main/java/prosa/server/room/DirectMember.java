package prosa.server.room;

import io.netty.buffer.ByteBuf;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
import prosa.server.line.Farewell;
import prosa.server.line.Framing;
import prosa.server.line.Line;
import prosa.server.line.LineOwner;
import prosa.server.line.Round;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.Invitation;
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
  private final long since;
  private final Acknowledged acknowledged = new Acknowledged();
  private final Budget speech;
  private final Budget typing;
  private final Budget requests;
  private final Budget refusals;
  private final Lag lag = new Lag();
  private String secret;
  private byte[] literal;
  private @Nullable Line line;
  private boolean fresh;
  private long served;

  DirectMember(Room room, int place, String name, String secret) {
    super(place, name);
    long now = System.nanoTime();
    this.room = room;
    this.secret = secret;
    this.literal = ProtocolWriter.literal(name);
    this.since = room.number();
    this.served = since;
    this.speech = new Budget(room.loop().terms().rate(), now);
    this.typing = new Budget(new Rate(3, 1), now);
    this.requests = new Budget(new Rate(10, 1), now);
    this.refusals = new Budget(new Rate(50, 10), now);
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
    if (line != null) {
      Line ghost = line;
      tell(Refusals.resumedElsewhere());
      drop();
      ghost.end();
    }
    secret = rotated;
    fresh = true;
    long last = heard < 0 ? served : Math.max(since, Math.min(heard, room.number()));
    lag.clear();
    if (wasAway) {
      room.announce(new ToMember.Back(place(), name(), false));
      room.flush();
    }
    arrive(next);
    if (last < room.number()) {
      tell(new ToMember.Missed(last + 1, room.number()));
    }
    served = room.number();
    next.resume();
  }

  /** Lets the line go, without closing it. */
  private void drop() {
    Line gone = line;
    if (gone != null) {
      line = null;
      gone.owner(Farewell.INSTANCE);
      room.connected(gone.framing(), -1);
    }
  }

  /** Rises to sit at another table. */
  void depart() {
    drop();
  }

  /** Closes the line after what is queued: the server ends. */
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

  /** Its name as JSON. */
  byte[] literal() {
    return literal;
  }

  @Override
  void name(String next) {
    super.name(next);
    literal = ProtocolWriter.literal(next);
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

  /** Tells this member alone. */
  void tell(ToMember what) {
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
    if (!caughtUp || !now.outlet().write(bytes, 0, size)) {
      room.counters().add(Count.DROPPED, last - first + 1);
      lag.missed(first, last, events);
    } else {
      served = last;
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
    if (fresh) {
      fresh = false;
      room.house().heard(room, place(), from.id());
    }
    byte[] bytes = room.loop().scratch();
    int length = text.readableBytes();
    text.getBytes(text.readerIndex(), bytes, 0, length);
    ToServer said;
    try {
      said = room.loop().reader().toServer(bytes, 0, length);
    } catch (ProtocolException e) {
      room.counters().add(Count.MALFORMED);
      refuse(from, e.refused());
      return;
    }
    hear(from, said);
  }

  private void hear(Line from, ToServer said) {
    switch (said) {
      case ToServer.Say say -> say(from, say);
      case ToServer.Typing typing -> typing();
      case ToServer.Rename rename -> {
        if (mayAsk(from)) {
          rename(rename.user());
        }
      }
      case ToServer.Leave leave -> leave(from);
      case ToServer.Next next -> {
        if (mayAsk(from)) {
          room.house().next(room, place(), from, name(), why -> refuse(from, Refusals.of(why)));
        }
      }
      case ToServer.Invite invite -> {
        if (mayAsk(from)) {
          room.house().invite(room, place(), from.id(), code -> invited(from, code));
        }
      }
      case ToServer.Enter enter -> refuse(from, Refusals.alreadySeated());
    }
  }

  private void say(Line from, ToServer.Say say) {
    OptionalLong before = say.id().map(acknowledged::numberOf).orElse(OptionalLong.empty());
    if (before.isPresent()) {
      tell(
          new ToMember.Said(
              before.getAsLong(), place(), name(), say.message(), say.action(), say.id()));
      return;
    }
    long wait = speech.take(System.nanoTime());
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
      Rate rate = room.loop().terms().rate();
      refuse(from, Refusals.tooFast(rate.burst(), rate.perSecond(), wait, say.id()));
      return;
    }
    long number = room.say(this, say);
    say.id().ifPresent(mark -> acknowledged.put(mark, number));
  }

  /** Typing has a small budget of its own; beyond it nothing is lost by silence. */
  private void typing() {
    if (typing.take(System.nanoTime()) == 0) {
      room.announce(new ToMember.TypingNow(place(), name()));
    }
  }

  private void rename(String wished) {
    String before = name();
    name("");
    String granted = Names.distinct(wished, room::isTaken);
    name(granted);
    if (!granted.equals(before)) {
      room.announce(new ToMember.Renamed(place(), before, granted, false));
    }
  }

  private void leave(Line from) {
    tell(new ToMember.Left(place(), name(), false));
    drop();
    room.unseat(this);
    room.house().left(room, place(), from.id());
    room.house().backToDoor(from);
  }

  private boolean mayAsk(Line from) {
    long wait = requests.take(System.nanoTime());
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
      refuse(from, Refusals.tooManyRequests(wait));
      return false;
    }
    return true;
  }

  private void invited(Line from, Invitation invitation) {
    if (isOn(from)) {
      switch (invitation) {
        case Invitation.Invited(String code) ->
            tell(new ToMember.Invited(code, "http://" + from.address() + "/r/" + code));
        case Invitation.Refused(var why) -> refuse(from, Refusals.of(why));
      }
    }
  }

  /** Refuses, to this line only; who makes us refuse very often is read more slowly. */
  private void refuse(Line from, ToMember.Refused refused) {
    if (!isOn(from)) {
      return;
    }
    tell(refused);
    long wait = refusals.take(System.nanoTime());
    if (wait > 0) {
      from.pause();
      var _ =
          from.channel()
              .eventLoop()
              .schedule(() -> resumeIfMine(from), wait, TimeUnit.MILLISECONDS);
    }
  }

  private void resumeIfMine(Line from) {
    if (isOn(from)) {
      from.resume();
    }
  }

  @Override
  public void tooLong(Line from, long size) {
    refuse(from, Refusals.tooLarge(room.loop().terms().frameBytes()));
  }

  @Override
  public void notText(Line from) {
    refuse(from, Refusals.notText());
  }
}
