package prosa.server.room;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.net.SendQueue;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.RoomId;
import prosa.zmtp.Subscriptions;

/**
 * A chat room: its members, their names, and the delivery of each message to all of them. It has
 * one thread, its event loop's; no message crosses to another.
 *
 * <p>Seats are decided by placement: a room seats a member when placement says so, and reports when
 * a member goes. A place that placement gives to somebody is free, whatever this room still has
 * there.
 */
public final class Room implements JoinableRoom {
  private final RoomId id;
  private final boolean isPrivate;
  private final int capacity;
  private final RoomLoop loop;
  private final SeatService seatService;
  private final RoomConsole console;
  private final Counters counters;
  private final Roster roster;
  private final Broadcast broadcast;

  /** The last id that was given; the time to begin with, so that a later table has others. */
  private long memberIds;

  private @Nullable ServerMessage lastMessage;
  private @Nullable ServerMessage notice;
  private final PresenceAnnouncer presence;

  /**
   * An empty room.
   *
   * @param isPrivate whether it is private: its talk is never printed
   * @param capacity its seats
   */
  public Room(
      RoomId id,
      boolean isPrivate,
      int capacity,
      RoomLoop loop,
      SeatService seatService,
      Console console,
      Counters counters) {
    this.id = id;
    this.isPrivate = isPrivate;
    this.capacity = capacity;
    this.memberIds = System.currentTimeMillis();
    this.loop = loop;
    this.seatService = seatService;
    this.console =
        new RoomConsole(
            console,
            id,
            isPrivate,
            (task, millis) -> {
              var _ = loop.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
            },
            loop.nanos());
    this.counters = counters;
    this.roster = new Roster(capacity);
    this.broadcast = new Broadcast(loop, roster, this.console, counters, () -> loop.dirty(this));
    this.presence = new PresenceAnnouncer(capacity, new Listeners(), loop.nanos());
  }

  /** Its seats. */
  int capacity() {
    return capacity;
  }

  /** Opens the room. */
  public void open() {
    loop.add(this);
    console.started();
  }

  /** Closes it; nobody sits here any more. */
  public void close() {
    flush();
    loop.remove(this);
  }

  @Override
  public RoomId id() {
    return id;
  }

  @Override
  public EventLoop eventLoop() {
    return loop.loop();
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Whether strangers are never seated here. */
  boolean isPrivate() {
    return isPrivate;
  }

  /** An id that nobody ever had here. */
  long nextMemberId() {
    return ++memberIds;
  }

  /** The thread it lives on, with what it shares there. */
  public RoomLoop loop() {
    return loop;
  }

  /** What it tells and asks the server. */
  public SeatService seatService() {
    return seatService;
  }

  /** The counters. */
  public Counters counters() {
    return counters;
  }

  /** The roster. */
  Roster roster() {
    return roster;
  }

  /** Announces joins, leaves and new names to the room. */
  PresenceAnnouncer presence() {
    return presence;
  }

  /** What is said here. */
  Broadcast broadcast() {
    return broadcast;
  }

  /** A user's connection came; the console says how many there are. */
  public void userCame() {
    console.userCame();
  }

  /** A user's connection went; the console says how many are left. */
  public void userWent() {
    console.userWent();
  }

  // ---- classic members

  /** Seats a classic client: from now on it receives messages. */
  public ClassicMember seatClassic(int place, SendQueue sendQueue, Subscriptions subscriptions) {
    clearPlace(place);
    ClassicMember member = new ClassicMember(this, place, sendQueue, subscriptions);
    roster.take(member);
    broadcast.classics(1);
    var _ = presence.changed(member, true);
    return member;
  }

  // ---- direct and browser members

  @Override
  public void seat(
      int place,
      MemberConnection connection,
      String user,
      String secret,
      boolean resumed,
      long heard) {
    flush();
    DirectMember before = roster.directAt(place);
    if (resumed && before != null) {
      before.resume(connection, secret, heard);
    } else {
      clearPlace(place);
      String name = roster.nameFor(user);
      DirectMember member = new DirectMember(this, place, name, secret);
      var _ = presence.changed(member, true);
      presence.beforeListed(place);
      flush();
      roster.take(member);
      member.arrive(connection);
    }
    connection.resume();
    DirectMember arrived = roster.directAt(place);
    if (arrived != null) {
      arrived.settled(connection);
    }
    if (lastMessage != null) {
      dismiss(lastMessage); // it was on its way when the others were told
    } else if (notice != null && arrived != null) {
      arrived.tell(notice);
    }
  }

  @Override
  public void depart(int place, MemberConnection connection, boolean held) {
    DirectMember member = roster.directAt(place);
    if (member != null && member.satOn(connection)) {
      if (held) {
        member.stepOut();
      } else {
        member.depart();
      }
    }
  }

  @Override
  public void held(int place, MemberConnection line, RoomId left, int seconds) {
    DirectMember member = roster.directAt(place);
    if (member != null && member.isOn(line)) {
      member.tell(new ServerMessage.Held(left.name(), seconds));
    }
  }

  /** Sends a reaction to the direct and browser members. */
  void reacted(DirectMember member, long n, String reaction, boolean off) {
    presence.beforeHeard(member);
    announce(new ServerMessage.Reacted(n, member.place(), member.name(), reaction, off));
  }

  @Override
  public void lostInTransit(int place) {
    DirectMember member = roster.directAt(place);
    if (member != null) {
      member.takenOver();
    }
  }

  /** The seat of a member who was away is given up. */
  public void expire(int place) {
    DirectMember member = roster.directAt(place);
    if (member != null) {
      member.dismiss();
      removeMember(member);
    }
  }

  /** The operator removed the member: it receives the reason, and the connection is closed. */
  public void remove(int place, ErrorCode why) {
    DirectMember member = roster.directAt(place);
    if (member != null) {
      member.tellDecision(why);
      member.dismiss();
      removeMember(member);
    }
  }

  /**
   * Closes the connections of the members that are chosen, and tells them why; their seats are
   * held.
   *
   * @return their channels, which end by themselves
   */
  public List<Channel> sendAway(Predicate<Channel> chosen, ErrorCode why) {
    List<Channel> ending = new ArrayList<>();
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct) {
        direct
            .channel()
            .filter(chosen)
            .ifPresent(
                channel -> {
                  direct.tellDecision(why);
                  direct.sendAway();
                  ending.add(channel);
                });
      }
    }
    return ending;
  }

  /** Offers the single member of another room to this member. */
  public void offer(int place, RoomId other) {
    DirectMember member = roster.directAt(place);
    if (member != null) {
      member.tell(new ServerMessage.Offer(other.name()));
    }
  }

  /** Tells the other direct and browser members that this one is writing. */
  void typing(DirectMember writer) {
    presence.beforeHeard(writer);
    tellOthers(writer.place(), new ServerMessage.TypingNow(writer.place(), writer.name()));
  }

  private void tellOthers(int place, ServerMessage event) {
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember other && other.place() != place) {
        other.tell(event);
      }
    }
  }

  /** The room as the presence announcer sees it. */
  private final class Listeners implements PresenceAnnouncer.Table {
    @Override
    public PresenceAnnouncer.@Nullable Occupant at(int place) {
      return roster.at(place);
    }

    @Override
    public void tellAll(ServerMessage event) {
      announce(event);
    }

    @Override
    public void tellOthers(int place, ServerMessage event) {
      Room.this.tellOthers(place, event);
    }

    @Override
    public void unannounced() {
      counters.add(Count.UNANNOUNCED);
    }

    @Override
    public void later(Runnable task, long millis) {
      var _ = loop.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
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

  /** Removes a member whose connection no longer counts. */
  void removeMember(RoomMember member) {
    roster.free(member.place());
    presence.left(member);
  }

  /** Frees a place that placement has given to somebody else. */
  private void clearPlace(int place) {
    flush();
    switch (roster.at(place)) {
      case null -> {}
      case ClassicMember leaving -> leaving.leave();
      case DirectMember leaving -> {
        leaving.dismiss();
        removeMember(leaving);
      }
    }
  }

  /** Sends an event to every direct and browser member. */
  void announce(ServerMessage event) {
    broadcast.add(event);
  }

  /** The loop's round is over: everything goes out. */
  void endRound() {
    broadcast.endRound();
  }

  /** Sends each member what was added since the last flush. */
  void flush() {
    broadcast.flush();
  }

  /**
   * Closes the connections of members who have not acknowledged what they were sent {@code nanos}
   * ago, and reports missed messages to slow members without waiting for the next message.
   */
  void closeStuck(long now, long nanos) {
    for (RoomMember member : roster.all()) {
      if (member != null && member.here() && member.stuck(now, nanos)) {
        closeUnread(member);
      } else if (member instanceof DirectMember direct) {
        direct.catchUp();
      }
    }
  }

  /** Adds the members for whom something waits. */
  void addWaiting(List<RoomMember> slow) {
    for (RoomMember member : roster.all()) {
      if (member != null && member.waiting() > 0) {
        slow.add(member);
      }
    }
  }

  /** Closes the connection of a member who is among the slowest of all. */
  void closeSlow(RoomMember member) {
    loop.log().log(RateLimitedLogger.Event.MEMORY_USED, id.name());
    closeUnread(member);
  }

  private void closeUnread(RoomMember member) {
    if (member.closeConnection()) {
      counters.stuck();
    }
  }

  /**
   * The server is going away, or stays after all: says so to every direct and browser member, and
   * to those who are on their way here.
   *
   * @param news the event for them
   */
  public void tellAll(ServerMessage news) {
    notice = news instanceof ServerMessage.Draining ? news : null;
    announce(news);
    flush();
  }

  /** How many direct and browser members are connected. */
  public int connectedDirects() {
    int connected = 0;
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct && direct.here()) {
        connected++;
      }
    }
    return connected;
  }

  /**
   * Closes the connections of up to {@code most} direct and browser members, whose seats are held.
   *
   * @return the number of clients
   */
  public int sendAway(int most) {
    int sent = 0;
    for (RoomMember member : roster.all()) {
      if (sent < most && member instanceof DirectMember direct && direct.here()) {
        direct.sendAway();
        sent++;
      }
    }
    return sent;
  }

  /** The server ends: says so to every direct and browser member, and closes their connections. */
  public void dismiss(ServerMessage last) {
    lastMessage = last;
    announce(last);
    flush();
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct) {
        direct.dismiss();
      }
    }
  }
}
