package prosa.server.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClassicReader;
import prosa.protocol.Names;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToMember;
import prosa.protocol.ToMember.Presence;
import prosa.protocol.ToServer;
import prosa.server.line.Framing;
import prosa.server.line.Line;
import prosa.server.line.Outlet;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.RoomId;
import prosa.zmtp.Subscriptions;

/**
 * A table: who sits there, under which name, and that all hear what is said. One thread, its
 * loop's; a message never crosses to another.
 *
 * <p>Seats are placement's: a room seats whom it is told to, and reports who went. A place that
 * placement gives away is free, whatever this room still thinks of it.
 */
public final class Room {
  private final RoomId id;
  private final boolean hidden;
  private final RoomLoop loop;
  private final House house;
  private final Console console;
  private final Counters counters;
  private final Broadcast broadcast;
  private final @Nullable Member[] places;
  private int users;
  private boolean dirty;

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
    this.broadcast = new Broadcast(loop, counters, this::dirty);
    this.places = new Member[loop.terms().capacity() + 1];
  }

  /** Opens it. */
  public void open() {
    loop.add(this);
    console.roomStarted(id.name());
  }

  /** Closes it; nobody sits here any more. */
  public void close() {
    flush();
    loop.remove(this);
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

  /** The number of the last message. */
  long number() {
    return broadcast.number();
  }

  /** A user's connection came; the console says how many there are. */
  public void userCame() {
    console.usersConnected(id.name(), ++users);
  }

  /** A user's connection went; the console says how many are left. */
  public void userWent() {
    console.usersConnected(id.name(), --users);
  }

  // ---- classic members

  /** Seats a classic client: from now on it hears. */
  public ClassicMember seatClassic(int place, Outlet outlet, Subscriptions subscriptions) {
    vacate(place);
    ClassicMember member = new ClassicMember(place, outlet, subscriptions);
    places[place] = member;
    broadcast.classics(1);
    announce(new ToMember.Joined(place, member.name(), true));
    return member;
  }

  /** A classic member lost one of its two connections, and has a while to bring it again. */
  public void deafen(ClassicMember member) {
    if (sits(member) && member.here()) {
      flush();
      member.deafen();
      broadcast.classics(-1);
      announce(new ToMember.Away(member.place(), member.name(), true));
    }
  }

  /** A classic member has both connections again. */
  public void undeafen(ClassicMember member, Outlet outlet, Subscriptions subscriptions) {
    if (sits(member) && !member.here()) {
      flush();
      member.hearThrough(outlet, subscriptions);
      broadcast.classics(1);
      announce(new ToMember.Back(member.place(), member.name(), true));
    }
  }

  /** A classic member's seat is free. */
  public void unseatClassic(ClassicMember member) {
    if (sits(member)) {
      flush();
      if (member.here()) {
        member.deafen();
        broadcast.classics(-1);
      }
      rise(member);
    }
  }

  /**
   * Relays a classic member's message.
   *
   * @param accepted a reader that has just accepted it
   * @param text the bytes it accepted, from 0 to {@code length}
   */
  public void relay(ClassicMember from, ClassicReader accepted, byte[] text, int length) {
    if (!accepted.userIs(from.literal())) {
      nameClassic(from, accepted.user());
    }
    broadcast.add(from, accepted, text, length);
    if (printsTalk()) {
      console.received(id.name(), accepted.user(), accepted.message());
    }
  }

  /** A classic member is listed by the name of its latest message. */
  private void nameClassic(ClassicMember member, String said) {
    member.literal(ProtocolWriter.literal(said));
    String listed = Names.listed(said);
    if (!listed.equals(member.name())) {
      announce(new ToMember.Renamed(member.place(), member.name(), listed, true));
      member.name(listed);
    }
  }

  // ---- direct and browser members

  /**
   * Seats a direct or browser member, whose line has moved to this room's loop: a new one, or one
   * that comes back to its seat.
   *
   * @param heard the last number that it heard, if it comes back and said so; negative otherwise
   */
  public void seat(int place, Line line, String user, String secret, boolean resumed, long heard) {
    flush();
    if (resumed && places[place] instanceof DirectMember before) {
      before.resume(line, secret, heard);
    } else {
      vacate(place);
      String name = Names.distinct(user, this::isTaken);
      announce(new ToMember.Joined(place, name, false));
      flush();
      DirectMember member = new DirectMember(this, place, name, secret);
      places[place] = member;
      member.arrive(line);
    }
    line.resume();
  }

  /** Lets a member go to another table; false if that line does not sit here any more. */
  public boolean depart(int place, Line line) {
    if (places[place] instanceof DirectMember member && member.isOn(line)) {
      flush();
      member.drop();
      rise(member);
      return true;
    }
    return false;
  }

  /** The seat of a member who was away is given up. */
  public void expire(int place) {
    if (places[place] instanceof DirectMember member && !member.here()) {
      rise(member);
    }
  }

  /** Somebody else sits alone, too; this one is asked whether it wants to go there. */
  public void offer(int place, RoomId other) {
    if (places[place] instanceof DirectMember member) {
      member.tell(new ToMember.Offer(other.name()));
    }
  }

  /** Gives a member the name it wishes, or one like it that is free. */
  void rename(DirectMember member, String wished) {
    String before = member.name();
    String granted =
        Names.distinct(wished, folded -> !Names.folded(before).equals(folded) && isTaken(folded));
    ToMember.Renamed renamed = new ToMember.Renamed(member.place(), before, granted, false);
    if (granted.equals(before)) {
      member.tell(renamed);
    } else {
      announce(renamed);
      member.name(granted);
    }
  }

  /** Relays what a direct or browser member says; its number. */
  long say(DirectMember from, ToServer.Say say) {
    broadcast.add(from, say);
    if (printsTalk()) {
      String text = say.action() ? "* " + say.message() : say.message();
      console.received(id.name(), from.name(), text);
    }
    return broadcast.number();
  }

  /** Tells the other direct and browser members that this one is writing. */
  void typing(DirectMember writer) {
    ToMember event = new ToMember.TypingNow(writer.place(), writer.name());
    for (Member member : places) {
      if (member instanceof DirectMember other && other.place() != writer.place()) {
        other.tell(event);
      }
    }
  }

  /** Counts a member's connection in or out, by how it is framed. */
  void connected(Framing framing, int change) {
    broadcast.directs(framing, change);
    if (change > 0) {
      userCame();
    } else {
      userWent();
    }
  }

  // ---- all

  private boolean isTaken(String folded) {
    for (Member member : places) {
      if (member != null && Names.folded(member.name()).equals(folded)) {
        return true;
      }
    }
    return false;
  }

  private boolean sits(Member member) {
    Member there = places[member.place()];
    return there != null && there.equals(member);
  }

  /** Takes a member from the table, whose connection no longer counts. */
  void rise(Member member) {
    places[member.place()] = null;
    announce(new ToMember.Left(member.place(), member.name(), member.classic()));
  }

  /** Makes sure of a place that placement has given to somebody. */
  private void vacate(int place) {
    flush();
    switch (places[place]) {
      case null -> {}
      case ClassicMember ghost -> unseatClassic(ghost);
      case DirectMember ghost -> {
        ghost.dismiss();
        rise(ghost);
      }
    }
  }

  /** Tells every direct and browser member at the table of something that happened. */
  void announce(ToMember event) {
    broadcast.add(event);
  }

  private boolean printsTalk() {
    return !hidden && console.printsTalk();
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
    broadcast.flush(places);
  }

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

  /**
   * Closes the connections of members whose queues have stood still for {@code nanos}, and sees to
   * it that no slow one waits for what it missed until somebody speaks.
   */
  void closeStuck(long now, long nanos) {
    for (Member member : places) {
      if (member != null && member.here() && member.stuck(now, nanos)) {
        counters.add(Count.STUCK);
        member.hangUp();
      } else if (member instanceof DirectMember direct) {
        direct.catchUp();
      }
    }
  }

  /** The server ends: says so to every direct and browser member, and closes their lines. */
  public void dismiss(ToMember last) {
    announce(last);
    flush();
    for (Member member : places) {
      if (member instanceof DirectMember direct) {
        direct.dismiss();
      }
    }
  }
}
