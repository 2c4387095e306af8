package prosa.server.room;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.net.SendQueue;
import prosa.protocol.ErrorCode;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.protocol.TokenBucket;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.WriteBatch;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;
import prosa.server.refusal.Refusals;
import prosa.zmtp.Subscriptions;

/**
 * Stands here for a room of another node: the members who came in here and sit there. What they say
 * goes to the owner of the room; what the owner sends in a round is framed once for each kind of
 * member and written to each of them. A member whose queue is full is told what it {@code missed},
 * as in any room.
 *
 * <p>It outlives the owner. While there is none, nothing is read from its members. On its loop.
 */
public final class RelayRoom implements HostedRoom, Room.Follower {
  /** How long after a refusal because the owner goes away a member enters again. */
  private static final long AGAIN_MILLIS = 300;

  private static final int MOST_TRIES = 30;

  /** How long a member waits for an answer before it asks again, and how often it asks. */
  private static final long LATE = TimeUnit.SECONDS.toNanos(4);

  static final int MOST_LATE = 50;

  /** Of how many members who went it is remembered whether they left. */
  static final int MOST_WENT = 256;

  /** What it needs of the cluster's side; any thread. */
  public interface Uplink {
    /** Sends something to the owner. */
    void up(ClusterMessage.UpItem item);

    /** The epoch of the room that the owner has now. */
    long epoch();

    /** A member with this secret is about to ask for another seat. */
    void leaving(long connection, String secret, ClientAddress client, Set<String> names);

    /** The secret of the place that the owner lends for a classic member. */
    String secretOfLent(int place);

    /** Nobody is here any more. */
    void empty();
  }

  /**
   * What a seat's member may say, the ids of what it said, and its latest connection here.
   *
   * @param ids of the latest messages, which change as it says more
   */
  record SeatBudgets(TokenBucket messages, Set<String> ids, ConnectionBudgets connection) {}

  private final RoomId id;
  private final RoomLoop loop;
  private final SeatService seatService;
  private final Counters counters;
  private final Uplink uplink;
  private final Function<MemberConnection, ClientAddress> clients;
  private final Map<Long, RelayedMember> members = new LinkedHashMap<>();
  private final Map<Long, RelayedClassicMember> classics = new LinkedHashMap<>();
  private final Map<Integer, String> classicSecrets = new HashMap<>();
  private Map<Integer, Integer> holdSeconds = Map.of();

  /** Of each place that somebody came in for here, those of its latest member. */
  private final Map<Integer, SeatBudgets> budgets = new HashMap<>();

  /** Who went last: whether it left, or lost its connection. */
  private final Map<Long, Boolean> went = new LinkedHashMap<>();

  private final ByteBufAllocator allocator;
  private final WriteBatch web;
  private final WriteBatch classic;
  private final ClassicTranscoder transcoder;
  private @Nullable ServerMessage notice;
  private long numbers;
  private long emptySince;

  /** A relay room without members, under the id that it has here. */
  public RelayRoom(
      RoomId id,
      RoomLoop loop,
      SeatService seatService,
      Counters counters,
      Uplink uplink,
      Function<MemberConnection, ClientAddress> clients) {
    this(id, loop, seatService, counters, uplink, clients, PooledByteBufAllocator.DEFAULT);
  }

  /** Whose rounds are framed in this memory. */
  RelayRoom(
      RoomId id,
      RoomLoop loop,
      SeatService seatService,
      Counters counters,
      Uplink uplink,
      Function<MemberConnection, ClientAddress> clients,
      ByteBufAllocator allocator) {
    this.allocator = allocator;
    this.id = id;
    this.loop = loop;
    this.seatService = seatService;
    this.counters = counters;
    this.uplink = uplink;
    this.clients = clients;
    this.web = new WriteBatch(Framing.WEBSOCKET, allocator, loop.memory());
    this.classic = new WriteBatch(Framing.ZMTP, allocator, loop.memory());
    this.transcoder = new ClassicTranscoder();
    this.emptySince = loop.nanos().getAsLong();
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

  @Override
  public RoomLoop loop() {
    return loop;
  }

  @Override
  public SeatService seatService() {
    return seatService;
  }

  @Override
  public Counters counters() {
    return counters;
  }

  ClientAddress client(MemberConnection connection) {
    return clients.apply(connection);
  }

  Uplink uplink() {
    return uplink;
  }

  @Override
  public void open() {
    loop.addRelay(this);
  }

  @Override
  public void close() {
    loop.removeRelay(this);
  }

  @Override
  public void userCame() {}

  @Override
  public void userWent() {}

  // ---- coming and going

  @Override
  public void seat(
      int place,
      MemberConnection connection,
      String user,
      String secret,
      boolean resumed,
      long heard) {
    RelayedMember member =
        new RelayedMember(
            this,
            connection,
            user,
            place,
            secret,
            resumed,
            heard,
            resumed ? RelayedMember.epochOf(secret) : 0);
    members.put(connection.id(), member);
    connection.owner(member);
    member.enter();
  }

  @Override
  public void take(
      int place,
      MemberConnection connection,
      String user,
      String secret,
      long heard,
      long satDown) {
    connection.pause();
    seat(place, connection, user, secret, true, heard);
    RelayedMember member = members.get(connection.id());
    if (member != null) {
      member.satDownAt(satDown);
      member.holdSeconds(holdSeconds.getOrDefault(place, 0));
    }
  }

  /** How long who is taken next, at these places, asked its seat to be held for. */
  public void holdSeconds(Map<Integer, Integer> byPlace) {
    holdSeconds = Map.copyOf(byPlace);
  }

  /** The secret that a classic member enters with whom the room had when it was here. */
  public void classicSecret(int place, String secret) {
    classicSecrets.put(place, secret);
  }

  @Override
  public ClassicParticipant seatClassic(
      int place,
      long publisher,
      ClientAddress client,
      SendQueue sendQueue,
      Subscriptions subscriptions) {
    String known = classicSecrets.remove(place);
    RelayedClassicMember member =
        new RelayedClassicMember(
            this,
            - ++numbers,
            place,
            client,
            known == null ? uplink.secretOfLent(place) : known,
            sendQueue,
            subscriptions);
    classics.put(member.number(), member);
    member.enter();
    return member;
  }

  /** A classic member said this while the room was on its way from here. */
  public void sayLater(Room.HeldBack what) {
    for (RelayedClassicMember member : classics.values()) {
      if (member.place() == what.place()) {
        member.sayLater(what.text());
      }
    }
  }

  /**
   * A member is not here any more.
   *
   * @param left whether its seat is free, not held for it
   */
  void remove(RelayedMember member, boolean left) {
    members.remove(member.number(), member);
    noteGone(member.number(), left);
  }

  void remove(RelayedClassicMember member) {
    classics.remove(member.number(), member);
    noteGone(member.number(), true);
  }

  private void noteGone(long member, boolean left) {
    emptySince = loop.nanos().getAsLong();
    went.remove(member);
    went.put(member, left);
    if (went.size() > MOST_WENT) {
      went.remove(went.keySet().iterator().next()); // the one that went first
    }
  }

  /**
   * What is left to a member who has just got its seat: if it comes back, what was left on its
   * earlier connection here, since coming back renews nothing.
   *
   * @param fresh what the member would have without that
   */
  SeatBudgets budgetsOf(int place, boolean resumed, SeatBudgets fresh) {
    SeatBudgets before = resumed ? budgets.get(place) : null;
    SeatBudgets left = fresh;
    if (before != null) {
      left = new SeatBudgets(before.messages(), before.ids(), fresh.connection());
      fresh.connection().continueFrom(before.connection());
    }
    budgets.put(place, left);
    return left;
  }

  /** A member goes on elsewhere with its connection, whose budgets nobody continues from here. */
  void forgetBudgets(int place, ConnectionBudgets connection) {
    SeatBudgets known = budgets.get(place);
    if (known != null && known.connection() == connection) {
      budgets.remove(place);
    }
  }

  private boolean isHere(long member) {
    return members.containsKey(member) || classics.containsKey(member);
  }

  /** The owner has a seat for somebody who went meanwhile: it would have it until its link ends. */
  private void giveUpSeatOf(long member) {
    uplink.up(new ClusterMessage.Gone(member, went.getOrDefault(member, false)));
  }

  /** Twice a second: ends when nobody has been here for a while, and helps those who are slow. */
  void sweep(long now, long stuck) {
    for (RelayedMember member : List.copyOf(members.values())) {
      try {
        if (member.stuck(now, stuck)) {
          countStuck(member.abort());
        } else {
          member.catchUp();
          member.enterAgainIfLate(now);
        }
      } catch (RuntimeException e) { // the others have their turn all the same
        loop.closeAlone(id(), e, member::abort);
      }
    }
    for (RelayedClassicMember member : List.copyOf(classics.values())) {
      try {
        if (member.stuck(now, stuck)) {
          countStuck(member.abort());
        } else {
          member.enterAgainIfLate(now);
        }
      } catch (RuntimeException e) {
        loop.closeAlone(id(), e, member::abort);
      }
    }
    if (members.isEmpty() && classics.isEmpty() && now - emptySince > TimeUnit.SECONDS.toNanos(5)) {
      emptySince = now;
      uplink.empty();
    }
  }

  private void countStuck(boolean closed) {
    if (closed) {
      counters.stuck();
    }
  }

  /** Adds the members for whom something waits. */
  void addWaiting(List<RoomLoop.SlowMember> slow) {
    for (RelayedMember member : members.values()) {
      if (member.waiting() > 0) {
        slow.add(new RoomLoop.SlowMember(member.waiting(), () -> closeSlow(member.abort())));
      }
    }
    for (RelayedClassicMember member : classics.values()) {
      if (member.waiting() > 0) {
        slow.add(new RoomLoop.SlowMember(member.waiting(), () -> closeSlow(member.abort())));
      }
    }
  }

  /** A member who is among the slowest of all was closed, unless it was before. */
  private void closeSlow(boolean closed) {
    loop.log().log(RateLimitedLogger.Event.MEMORY_USED, id.name());
    countStuck(closed);
  }

  @Override
  public void seatGiven(int place, long connection) {} // the room is elsewhere, and knows the order

  @Override
  public void lostInTransit(int place, long connection) {}

  @Override
  public void depart(int place, MemberConnection connection, boolean held) {
    RelayedMember member = members.get(connection.id());
    if (member != null) {
      member.depart(held);
    }
  }

  @Override
  public void held(int place, MemberConnection connection, RoomId left, int seconds) {
    RelayedMember member = members.get(connection.id());
    if (member != null) {
      member.tellOnceSeated(new ServerMessage.Held(left.name(), seconds));
    }
  }

  // ---- what the owner tells

  /** The owner tells something. */
  public void told(ClusterMessage.DownItem item) {
    switch (item) {
      case ClusterMessage.Seated seated -> seated(seated);
      case ClusterMessage.Refused(long member, Refusal why, Optional<String> elsewhere) -> {
        RelayedMember to = elsewhere.isPresent() ? members.get(member) : null;
        if (to == null) {
          refused(member, why);
        } else if (elsewhere.get().equals(to.secret())) { // perhaps it was brought here by that
          again(
              () -> {
                if (members.get(member) == to) {
                  to.sitsElsewhere(elsewhere.get());
                }
              });
        } else {
          to.sitsElsewhere(elsewhere.get());
        }
      }
      case ClusterMessage.Batch(long first, long last, boolean events, byte[] texts) ->
          round(first, last, events, texts);
      case ClusterMessage.Tell(long member, byte[] text) -> {
        RelayedMember to = members.get(member);
        if (to != null) {
          to.tell(text);
        }
      }
      case ClusterMessage.Named(long member, String user) -> {
        RelayedMember to = members.get(member);
        if (to != null) {
          to.named(user);
        }
      }
      case ClusterMessage.Rest(long member, long millis) -> {
        RelayedMember to = members.get(member);
        if (to != null) {
          to.rest(millis);
        }
      }
      case ClusterMessage.SayAgain(long member, byte[] text) -> {
        RelayedClassicMember of = classics.get(member);
        if (of != null) {
          of.sayLater(text);
        }
      }
      case ClusterMessage.Dismissed(long member) -> {
        RelayedMember gone = members.get(member);
        if (gone != null) {
          gone.dismissed();
        }
        RelayedClassicMember classicGone = classics.get(member);
        if (classicGone != null) {
          classicGone.dismissed();
        }
      }
      case ClusterMessage.Sync(long number, List<Long> known) -> {
        for (RelayedMember member : List.copyOf(members.values())) {
          member.sync(number, known.contains(member.number()));
        }
        for (RelayedClassicMember member : List.copyOf(classics.values())) {
          if (!known.contains(member.number())) {
            member.enter();
          }
        }
        known.stream().filter(member -> !isHere(member)).forEach(this::giveUpSeatOf);
      }
    }
  }

  private void seated(ClusterMessage.Seated seated) {
    if (!isHere(seated.member())) {
      giveUpSeatOf(seated.member());
      return;
    }
    RelayedMember member = members.get(seated.member());
    if (member != null) {
      member.seated(seated);
      if (notice != null) {
        member.tell(ProtocolWriter.write(notice));
      }
    }
    RelayedClassicMember classicMember = classics.get(seated.member());
    if (classicMember != null) {
      classicMember.seated(seated.secret());
    }
  }

  private void refused(long number, Refusal why) {
    RelayedClassicMember classicMember = classics.get(number);
    if (classicMember != null) {
      if (why == Refusal.DRAINING && classicMember.tried() < MOST_TRIES) {
        again(
            () -> {
              if (classics.get(number) == classicMember) {
                classicMember.enter();
              }
            });
      } else {
        classicMember.dismissed();
      }
      return;
    }
    RelayedMember member = members.get(number);
    if (member == null) {
      return;
    }
    if (why == Refusal.DRAINING && member.tried() < MOST_TRIES) {
      again(
          () -> {
            if (members.get(number) == member) {
              member.enter();
            }
          });
    } else {
      member.refused(why);
    }
  }

  /** Whether a member's answer may have been lost, so long after it has asked so often. */
  static boolean isLate(long waited, int tried) {
    return waited > LATE && tried < MOST_LATE;
  }

  private void again(Runnable what) {
    var _ = loop.loop().schedule(what, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void round(long first, long last, boolean events, byte[] texts) {
    counters.add(Count.ADDRESSED, (members.size() + classics.size()) * (last - first + 1));
    try {
      ByteBuf all = whole(texts);
      if (all == null) {
        for (RelayedMember member : members.values()) {
          member.undelivered(first, last, events);
        }
        counters.add(Count.DROPPED, classics.size() * (last - first + 1));
        return;
      }
      try {
        deliver(all, first, last, events);
      } finally {
        all.release();
      }
    } finally {
      web.clear();
      classic.clear();
    }
  }

  private void deliver(ByteBuf all, long first, long last, boolean events) {
    for (RelayedMember member : List.copyOf(members.values())) {
      boolean isWeb = member.framing() == Framing.WEBSOCKET;
      if (!isWeb || !web.isEmpty()) {
        deliver(member, isWeb ? web.bytes() : all, first, last, events);
      }
    }
    if (!classic.isEmpty()) {
      for (RelayedClassicMember member : List.copyOf(classics.values())) {
        deliver(member);
      }
    }
  }

  private void deliver(RelayedMember to, ByteBuf bytes, long first, long last, boolean events) {
    try {
      to.deliver(bytes, bytes.writerIndex(), first, last, events);
    } catch (OutOfMemoryError e) {
      loop.memory().ranOut();
      to.undelivered(first, last, events);
    } catch (RuntimeException e) { // the others hear the round all the same
      to.undelivered(first, last, events);
      loop.closeAlone(id(), e, to::abort);
    }
  }

  private void deliver(RelayedClassicMember to) {
    try {
      counters.add(Count.DROPPED, to.deliver(classic));
    } catch (OutOfMemoryError e) {
      loop.memory().ranOut();
      counters.add(Count.DROPPED, classic.texts());
    } catch (RuntimeException e) {
      counters.add(Count.DROPPED, classic.texts());
      loop.closeAlone(id(), e, to::abort);
    }
  }

  /**
   * The texts of a round as they are, to be released, after they were framed for the other kinds of
   * members; null if there is no memory for all of it.
   */
  private @Nullable ByteBuf whole(byte[] texts) {
    boolean needsWeb = false;
    for (RelayedMember member : members.values()) {
      needsWeb |= member.framing() == Framing.WEBSOCKET;
    }
    try {
      frame(texts, needsWeb, !classics.isEmpty());
      loop.memory().require(texts.length);
      return allocator.directBuffer(texts.length).writeBytes(texts);
    } catch (OutOfMemoryError e) {
      loop.memory().ranOut();
      return null;
    }
  }

  /** Frames each text for browsers, and what was said for classic members. */
  private void frame(byte[] texts, boolean forWeb, boolean forClassic) {
    int at = 0;
    while (at + 2 <= texts.length) {
      int flags = texts[at];
      int size;
      if ((flags & 2) == 0) {
        size = texts[at + 1] & 0xFF;
        at += 2;
      } else if (at + 9 > texts.length) {
        return; // of a node that is not well
      } else {
        size = 0;
        for (int i = 1; i <= 8; i++) {
          size = (size << 8) | (texts[at + i] & 0xFF);
        }
        at += 9;
      }
      if (size < 0 || at + size > texts.length) {
        return;
      }
      if (forWeb) {
        web.add(texts, at, size);
      }
      if (forClassic) {
        byte[] said = transcoder.of(texts, at, size);
        if (said.length > 0) {
          classic.add(said, 0, said.length);
        }
      }
      at += size;
    }
  }

  // ---- the owner changes

  /** The owner is another one, or does not know us any more: all enter again. */
  public void enterAgain() {
    for (RelayedMember member : List.copyOf(members.values())) {
      member.enter();
    }
    for (RelayedClassicMember member : List.copyOf(classics.values())) {
      member.enter();
    }
  }

  /** The room is no more: nobody has a seat there. */
  public void refuseAll() {
    for (RelayedMember member : List.copyOf(members.values())) {
      member.refused(Refusal.STALE_SEAT);
    }
    for (RelayedClassicMember member : List.copyOf(classics.values())) {
      member.dismissed();
    }
  }

  /** Nothing is read from the members until there is an owner; who they are. */
  public void members(Consumer<List<ClusterMessage.MovedSeat>> answer) {
    List<ClusterMessage.MovedSeat> all = new ArrayList<>();
    long now = loop.nanos().getAsLong();
    for (RelayedMember member : members.values()) {
      member.stopReading();
      all.add(
          new ClusterMessage.MovedSeat(
              member.place(),
              List.of(member.secret()),
              member.user(),
              false,
              0,
              member.client(),
              List.of(),
              member.satSeconds(now),
              member.holdSeconds(),
              -1));
    }
    for (RelayedClassicMember member : classics.values()) {
      all.add(
          new ClusterMessage.MovedSeat(
              member.place(),
              List.of(member.secret()),
              member.user(),
              true,
              0,
              member.client(),
              List.of(),
              member.satSeconds(now),
              0,
              -1));
    }
    answer.accept(all.stream().filter(seat -> !seat.secrets().getFirst().isEmpty()).toList());
  }

  /** What a member said into the dark comes back to it. */
  public void returned(long number, byte[] text) {
    RelayedMember member = members.get(number);
    if (member != null) {
      member.returned(text);
    }
  }

  // ---- what the server does with all of its rooms

  @Override
  public void expire(int place) {}

  @Override
  public void remove(int place, ErrorCode why) {
    for (RelayedMember member : List.copyOf(members.values())) {
      if (member.place() == place) {
        counters.refused(why);
        member.tell(ProtocolWriter.write(Refusals.byOperator(why)));
        member.leaveFor();
      }
    }
  }

  @Override
  public void offer(int place, RoomId other) {}

  @Override
  public void tellAll(ServerMessage news) {
    notice = news instanceof ServerMessage.Draining ? news : null;
    byte[] text = ProtocolWriter.write(news);
    for (RelayedMember member : members.values()) {
      if (member.isEntered()) {
        member.tell(text);
      }
    }
  }

  @Override
  public int connectedDirects() {
    return members.size();
  }

  @Override
  public int sendAway(int most) {
    int sent = 0;
    for (RelayedMember member : List.copyOf(members.values())) {
      if (sent < most) {
        member.sendAway();
        sent++;
      }
    }
    return sent;
  }

  @Override
  public List<Channel> sendAway(Predicate<Channel> chosen, ErrorCode why) {
    List<Channel> ending = new ArrayList<>();
    for (RelayedMember member : List.copyOf(members.values())) {
      if (chosen.test(member.channel())) {
        counters.refused(why);
        member.tell(ProtocolWriter.write(Refusals.byOperator(why)));
        ending.add(member.channel());
        member.sendAway();
      }
    }
    return ending;
  }

  @Override
  public void dismiss(ServerMessage last) {
    byte[] text = ProtocolWriter.write(last);
    for (RelayedMember member : List.copyOf(members.values())) {
      member.tell(text);
      member.sendAway();
    }
  }
}
