package prosa.server.room;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ByteSink;
import prosa.protocol.ClassicReader;
import prosa.protocol.Names;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToMember;
import prosa.protocol.ToMember.Presence;
import prosa.protocol.ToServer;
import prosa.server.line.Framing;
import prosa.server.line.Line;
import prosa.server.line.Outlet;
import prosa.server.line.Round;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.RoomId;
import prosa.zmtp.Subscriptions;

/**
 * A table with its members, and the relay of what is said at it. One thread, its loop's; a message
 * never crosses to another.
 *
 * <p>How it works: a message is framed once per kind of member into that kind's {@link Round}, and
 * at the end of the loop's round each of these goes to each member in one write. Whoever sits down
 * or rises does so between two flushes, so a newcomer gets nothing that was said before. Messages
 * are numbered from 1 without gaps. Nothing is kept: the rounds are empty after a flush.
 *
 * <p>Seats are placement's: a room seats whom it is told to, and reports who went.
 */
public final class Room {
  private final RoomId id;
  private final boolean hidden;
  private final RoomLoop loop;
  private final House house;
  private final Console console;
  private final Counters counters;
  private final @Nullable Member[] places;
  private final Round classicRound = new Round(Framing.ZMTP, PooledByteBufAllocator.DEFAULT);
  private final Round zmtpRound = new Round(Framing.ZMTP, PooledByteBufAllocator.DEFAULT);
  private final Round webRound = new Round(Framing.WEBSOCKET, PooledByteBufAllocator.DEFAULT);
  private int classics;
  private int zmtps;
  private int webs;
  private int users;
  private long number;
  private long roundFirst = 1;
  private boolean eventsInRound;
  private boolean dirty;
  private final ByteSink sink;

  /**
   * An empty table.
   *
   * @param hidden whether it is private: its talk is never printed
   */
  public Room(
      RoomId id, boolean hidden, RoomLoop loop, House house, Console console, Counters counters) {
    this.id = id;
    this.hidden = hidden;
    this.loop = loop;
    this.house = house;
    this.console = console;
    this.counters = counters;
    this.sink = loop.sink();
    this.places = new Member[loop.terms().capacity() + 1];
  }

  /** Opens it; on its loop. */
  public void open() {
    loop.add(this);
    console.roomStarted(id.name());
  }

  /** Its number. */
  public RoomId id() {
    return id;
  }

  /** The thread it lives on, with what it shares there. */
  public RoomLoop loop() {
    return loop;
  }

  /** What it tells and asks the server. */
  public House house() {
    return house;
  }

  /** What is counted. */
  public Counters counters() {
    return counters;
  }

  long number() {
    return number;
  }

  /** A user's connection came; the console says how many there are. */
  public void userCame() {
    console.usersConnected(id.name(), ++users);
  }

  /** A user's connection went; the console says how many are left. */
  public void userWent() {
    console.usersConnected(id.name(), --users);
  }

  // ---- sitting down and rising

  /** Seats a classic client: from now on it hears. */
  public ClassicMember seatClassic(int place, Outlet outlet, Subscriptions subscriptions) {
    ClassicMember member = new ClassicMember(place, outlet, subscriptions);
    flush();
    places[place] = member;
    classics++;
    announce(new ToMember.Joined(place, member.name(), true));
    return member;
  }

  /** A classic member lost one of its two connections, and has a while to bring it again. */
  public void deafen(ClassicMember member) {
    if (places[member.place()] == member && member.here()) {
      flush();
      member.here(false);
      classics--;
      announce(new ToMember.Away(member.place(), member.name(), true));
    }
  }

  /** A classic member has both connections again. */
  public void undeafen(ClassicMember member, Outlet outlet, Subscriptions subscriptions) {
    flush();
    member.hearThrough(outlet, subscriptions);
    classics++;
    announce(new ToMember.Back(member.place(), member.name(), true));
  }

  /** A classic member's seat is free. */
  public void unseatClassic(ClassicMember member) {
    if (places[member.place()] == member) {
      flush();
      if (member.here()) {
        classics--;
      }
      places[member.place()] = null;
      announce(new ToMember.Left(member.place(), member.name(), true));
    }
  }

  /** The classic member at a place, if there is one. */
  public Optional<ClassicMember> classicAt(int place) {
    return places[place] instanceof ClassicMember member ? Optional.of(member) : Optional.empty();
  }

  /**
   * Seats a direct or browser member, whose line has moved to this room's loop: a new one, or one
   * that comes back to its seat.
   *
   * @param heard the last number that it heard, if it comes back and said so; negative otherwise
   */
  public void seat(int place, Line line, String user, String secret, boolean resumed, long heard) {
    flush();
    if (places[place] instanceof DirectMember before) {
      if (resumed) {
        before.resume(line, secret, heard);
        return;
      }
      throw new IllegalStateException(id.name() + " - place " + place + " is taken");
    }
    String name = Names.distinct(user, this::isTaken);
    announce(new ToMember.Joined(place, name, false));
    flush();
    DirectMember member = new DirectMember(this, place, name, secret);
    places[place] = member;
    member.arrive(line);
    line.resume();
  }

  boolean isTaken(String folded) {
    for (Member member : places) {
      if (member != null && Names.folded(member.name()).equals(folded)) {
        return true;
      }
    }
    return false;
  }

  /** Lets a member go to another table; false if that line does not sit here any more. */
  public boolean depart(int place, Line line) {
    if (places[place] instanceof DirectMember member && member.isOn(line)) {
      member.depart();
      unseat(member);
      return true;
    }
    return false;
  }

  /** The seat of a member who was away is given up. */
  public void expire(int place) {
    if (places[place] instanceof DirectMember member && !member.here()) {
      unseat(member);
    }
  }

  /** Somebody else sits alone, too; this one is asked whether it wants to go there. */
  public void offer(int place, RoomId other) {
    if (places[place] instanceof DirectMember member) {
      member.tell(new ToMember.Offer(other.name()));
    }
  }

  void unseat(DirectMember member) {
    flush();
    places[member.place()] = null;
    announce(new ToMember.Left(member.place(), member.name(), false));
  }

  /** Counts a member's connection in or out, by how it is framed. */
  void connected(Framing framing, int change) {
    switch (framing) {
      case ZMTP -> zmtps += change;
      case WEBSOCKET -> webs += change;
    }
    if (change > 0) {
      userCame();
    } else {
      userWent();
    }
  }

  // ---- talk

  /**
   * Relays a classic member's message.
   *
   * @param accepted a reader that has just accepted it
   * @param text the bytes it accepted, from 0 to {@code length}
   */
  public void relay(ClassicMember from, ClassicReader accepted, byte[] text, int length) {
    if (!accepted.userIs(from.literal())) {
      renameClassic(from, accepted.user());
    }
    number++;
    counters.add(Count.RELAYED);
    if (accepted.verdict() == ClassicReader.Verdict.PASS_UNCHANGED) {
      classicRound.add(text, 0, length);
    } else {
      sink.clear();
      ProtocolWriter.appendClassic(sink, accepted);
      classicRound.add(sink.array(), 0, sink.length());
    }
    if (zmtps + webs > 0) {
      sink.clear();
      ProtocolWriter.appendSaid(sink, number, from.place(), accepted);
      tell(sink.array(), sink.length());
    }
    if (printsTalk()) {
      console.received(id.name(), accepted.user(), accepted.message());
    }
    dirty();
  }

  /** A classic member is listed by the name of its latest message. */
  private void renameClassic(ClassicMember member, String said) {
    member.literal(ProtocolWriter.literal(said));
    String listed = Names.listed(said);
    if (!listed.equals(member.name())) {
      announce(new ToMember.Renamed(member.place(), member.name(), listed, true));
      member.name(listed);
    }
  }

  /** Relays what a direct or browser member says; its number. */
  long say(DirectMember from, ToServer.Say say) {
    number++;
    counters.add(Count.RELAYED);
    if (classics > 0) {
      sink.clear();
      ProtocolWriter.appendClassic(sink, from.literal(), say.message(), say.action());
      classicRound.add(sink.array(), 0, sink.length());
    }
    sink.clear();
    ProtocolWriter.appendSaid(
        sink, number, from.place(), from.literal(), say.message(), say.action(), say.id());
    tell(sink.array(), sink.length());
    if (printsTalk()) {
      console.received(id.name(), from.name(), say.action() ? "* " + say.message() : say.message());
    }
    dirty();
    return number;
  }

  private boolean printsTalk() {
    return !hidden && console.printsTalk();
  }

  /** Tells every direct and browser member at the table of something that happened. */
  void announce(ToMember event) {
    if (zmtps + webs > 0) {
      sink.clear();
      ProtocolWriter.append(sink, event);
      tell(sink.array(), sink.length());
      eventsInRound = true;
      dirty();
    }
  }

  private void tell(byte[] text, int length) {
    if (zmtps > 0) {
      zmtpRound.add(text, 0, length);
    }
    if (webs > 0) {
      webRound.add(text, 0, length);
    }
  }

  private void dirty() {
    if (!dirty) {
      dirty = true;
      loop.dirty(this);
    }
  }

  /** The loop's round is over: everything goes out. */
  void endRound() {
    dirty = false;
    flush();
  }

  /** Sends each member what was added since the last flush. */
  void flush() {
    long first = roundFirst;
    roundFirst = number + 1;
    boolean events = eventsInRound;
    eventsInRound = false;
    for (Member member : places) {
      if (member instanceof ClassicMember classic) {
        if (classic.here() && !classicRound.isEmpty()) {
          counters.add(Count.DROPPED, classic.deliver(classicRound));
        }
      } else if (member instanceof DirectMember direct) {
        Round round = direct.framing() == Framing.ZMTP ? zmtpRound : webRound;
        if (direct.here() && !round.isEmpty()) {
          direct.deliver(round, first, number, events);
        }
      }
    }
    classicRound.clear();
    zmtpRound.clear();
    webRound.clear();
  }

  // ---- looking after it

  /** Who sits here besides the one at {@code place}. */
  List<ToMember.MemberEntry> others(int place) {
    List<ToMember.MemberEntry> others = new ArrayList<>();
    for (Member member : places) {
      if (member != null && member.place() != place) {
        Presence state = member.here() ? Presence.HERE : Presence.AWAY;
        others.add(
            new ToMember.MemberEntry(member.place(), member.name(), state, member.classic()));
      }
    }
    return others;
  }

  /** Closes the connections of members whose queues have stood still for {@code nanos}. */
  void closeStuck(long now, long nanos) {
    for (Member member : places) {
      if (member != null && member.here() && member.stuck(now, nanos)) {
        counters.add(Count.STUCK);
        member.hangUp();
      }
    }
  }

  /** Tells every direct and browser member something, at once; the server is going away. */
  public void tellAll(ToMember last) {
    announce(last);
    flush();
  }

  /** Closes every direct and browser member's connection, after what is queued. */
  public void dismiss() {
    flush();
    for (Member member : places) {
      if (member instanceof DirectMember direct) {
        direct.dismiss();
      }
    }
  }

  /** Closes it; nobody sits here any more. */
  public void close() {
    flush();
    loop.remove(this);
  }
}
