package prosa.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Placement;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.PlacementListener;
import prosa.server.placement.Refusal;
import prosa.server.placement.Removal;
import prosa.server.placement.RoomId;

/**
 * A node of the simulated cluster: the real placement and the real cluster logic, with rooms that
 * only number what is said.
 */
@SuppressWarnings("NullAway") // what is not there here is a fault, and ends the test
final class SimulatedNode implements ClusterRooms, PlacementListener {
  static final int CAPACITY = 6;

  /** How long a gateway waits for a seat's owner before it asks again, as {@code RelayedMember}. */
  private static final long LATE = TimeUnit.SECONDS.toNanos(4);

  /** How long a gateway waits before it goes where a refusal leads again, as {@code RelayRoom}. */
  private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(300);

  /** A member of a room of this node; here by a user's connection, or by a link, or away. */
  private static final class Member {
    final int place;
    long connection;
    @Nullable SimulatedUser user;
    @Nullable OwnerLink link;
    long linkMember;
    long since;
    long served;
    long heard;
    boolean expected;

    Member(int place) {
      this.place = place;
    }

    boolean here() {
      return user != null || link != null;
    }
  }

  private static final class Room {
    final RoomKey key;
    final Map<Integer, Member> members = new TreeMap<>();
    long number;
    boolean frozen;

    Room(RoomKey key) {
      this.key = key;
    }
  }

  /** A member that comes in here and sits elsewhere. */
  private static final class Relayed {
    final SimulatedUser user;
    final long connection;
    String secret;
    int place;
    long served;
    long heardIn;
    boolean entered;
    long sentAt;

    Relayed(SimulatedUser user, long connection, String secret, int place, long served) {
      this.user = user;
      this.connection = connection;
      this.secret = secret;
      this.place = place;
      this.served = served;
      this.heardIn = SeatToken.parse(secret).orElseThrow().room().epoch();
    }

    /** What it heard in the room that this secret leads to. */
    long heardIn(String other) {
      return SeatToken.parse(other).orElseThrow().room().epoch() == heardIn
          ? Math.max(0, served)
          : 0;
    }
  }

  final String name;
  final ClusterSimulation world;
  final Placement placement;
  final ClusterNode node;
  final ClusterPlacement seats;
  final ClusterTokens tokens;
  final ClusterCounters counters = new ClusterCounters();
  private final Map<RoomId, Room> rooms = new LinkedHashMap<>();
  private final Map<Relay, Map<Long, Relayed>> relayed = new LinkedHashMap<>();
  private final Map<Long, SimulatedUser> users = new LinkedHashMap<>();
  private final Set<Long> cut = new HashSet<>();
  private final Deque<byte[]> asleep = new ArrayDeque<>();
  private final ClusterTransport transport;
  private long connections;
  boolean dead;
  boolean paused;
  boolean draining;

  SimulatedNode(String name, ClusterSimulation world) {
    this.name = name;
    this.world = world;
    this.tokens = new ClusterTokens(world::token, world::bits, world.bits());
    this.placement =
        new Placement(PlacementConfig.defaults().on(name).withCapacity(CAPACITY), tokens, this);
    this.transport = world.network.of(name);
    this.node =
        new ClusterNode(
            new ClusterConfig(name, Optional.empty()),
            placement,
            tokens,
            this,
            transport,
            counters,
            this::clock);
    this.seats = new ClusterPlacement(placement, node, this::clock);
    this.connections = Math.abs(name.hashCode() % 97) * 1_000_000L + world.lives() * 10_000_000L;
    transport.open(this::arrived);
    world.network.after(world.random.nextInt(50_000_000), this::tick);
  }

  /** The clocks of two nodes differ by an hour or more: nothing may depend on that. */
  private long clock() {
    return world.network.now() + (name.charAt(0) - 'b') * 3_723_000_000_000L;
  }

  private void arrived(byte[] message) {
    if (dead) {
      return;
    }
    if (paused) {
      asleep.add(message);
      if (asleep.size() > 5_000) {
        asleep.removeFirst();
      }
      return;
    }
    node.receive(message);
  }

  private void tick() {
    if (dead) {
      return;
    }
    if (!paused) {
      placement.expire(clock());
      node.tick();
      enterAgainIfLate();
    }
    world.network.after(100_000_000, this::tick);
  }

  void pause() {
    paused = true;
  }

  void wake() {
    paused = false;
    boolean messagesFirst = world.random.nextBoolean();
    if (!messagesFirst) {
      placement.expire(clock());
      node.tick();
    }
    while (!asleep.isEmpty()) {
      node.receive(asleep.removeFirst());
    }
  }

  void die() {
    dead = true;
    transport.close();
    for (SimulatedUser user : List.copyOf(users.values())) {
      users.remove(user.connection);
      world.lost(user);
    }
  }

  void drain() {
    draining = true;
    placement.drain();
    node.drain();
  }

  void undrain() {
    draining = false;
    placement.undrain();
    node.undrain();
  }

  void leave() {
    node.leave();
    die();
  }

  int users() {
    return users.size();
  }

  List<SimulatedUser> connectedUsers() {
    return List.copyOf(users.values());
  }

  // ---- users

  /** A user connects and asks for a seat, or for its own. */
  void enter(SimulatedUser user) {
    long connection = ++connections;
    user.connected(this, connection);
    users.put(connection, user);
    String secret = user.secret;
    JoinRequest request = secret == null ? JoinRequest.anywhere() : JoinRequest.forSeat(secret);
    seats.enter(
        request,
        connection,
        world.address(user),
        result -> taken(user, connection, result, user.upTo));
  }

  private void taken(SimulatedUser user, long connection, JoinResult result, long heard) {
    switch (result) {
      case JoinResult.Refused(Refusal why) -> {
        world.trace("%s: user %d is refused: %s", name, user.id, why);
        if (users.get(connection) == user) {
          user.refused(why);
          world.enterLater(user);
        }
      }
      case JoinResult.Taken taken -> {
        world.trace("%s: user %d gets %s place %d", name, user.id, taken.room(), taken.place());
        boolean gone = users.get(connection) != user;
        Relay relay = node.relays().find(taken.room());
        if (relay != null) {
          if (!gone) {
            Relayed member =
                new Relayed(
                    user, connection, taken.seat(), taken.place(), taken.resumed() ? heard : -1);
            relayed.get(relay).put(connection, member);
            send(relay, member);
          }
        } else if (gone) {
          seats.lost(taken.room(), taken.place(), connection);
        } else {
          sit(
              taken.room(),
              taken.place(),
              connection,
              user,
              null,
              0,
              taken.seat(),
              taken.resumed(),
              heard);
        }
      }
    }
  }

  private void send(Relay relay, Relayed member) {
    world.trace("%s: user %d enters at %s (%s)", name, member.user.id, relay.room(), relay.state);
    member.entered = false;
    member.sentAt = clock();
    node.relays()
        .up(
            relay,
            new ClusterMessage.Enter(
                member.connection,
                member.secret,
                "user " + member.user.id,
                member.served,
                member.heardIn,
                false,
                false,
                "",
                world.address(member.user),
                ""));
  }

  /** The answer may have been lost. */
  private void enterAgainIfLate() {
    relayed.forEach(
        (relay, members) -> {
          for (Relayed member : List.copyOf(members.values())) {
            if (!member.entered && clock() - member.sentAt > LATE) {
              send(relay, member);
            }
          }
        });
  }

  private void sit(
      RoomId id,
      int place,
      long connection,
      @Nullable SimulatedUser user,
      @Nullable OwnerLink link,
      long linkMember,
      String secret,
      boolean resumed,
      long heard) {
    Room room = rooms.get(id);
    if (room == null) {
      throw new IllegalStateException("no room " + id);
    }
    Member member = room.members.get(place);
    boolean back = resumed && member != null;
    if (!back) {
      member = new Member(place);
      member.since = room.number;
      member.served = room.number;
      room.members.put(place, member);
    } else if (member.user != null && member.user.connection != connection) {
      SimulatedUser before = member.user;
      if (before != user) {
        world.check(false, "%s: the seat %d of %s is taken over by another user", name, place, id);
      }
      users.remove(member.connection);
    }
    member.connection = connection;
    member.user = user;
    member.link = link;
    member.linkMember = linkMember;
    long last = Long.MAX_VALUE; // a newcomer misses nothing
    if (back && (heard >= 0 || !member.expected)) {
      last = heard < 0 ? member.served : Math.clamp(heard, member.since, room.number);
    }
    member.expected = false;
    member.heard = last;
    tell(
        member,
        new ClusterMessage.Seated(linkMember, place, secret, "", room.number, last, new byte[0]));
    member.served = room.number;
    if (user != null) {
      seats.heard(id, place, connection);
    }
  }

  private void tell(Member member, ClusterMessage.DownItem item) {
    if (member.link != null) {
      node.ownerLinks().tell(member.link, item);
    } else if (member.user != null) {
      show(member.user, item);
    }
  }

  /** What a member is told, by whatever way. */
  private static void show(SimulatedUser user, ClusterMessage.DownItem item) {
    switch (item) {
      case ClusterMessage.Seated seated -> {
        user.seated(seated.secret(), seated.place(), seated.number());
        if (seated.heard() < seated.number()) {
          user.missed(seated.heard() + 1, seated.number());
        }
      }
      case ClusterMessage.Tell(long _, byte[] text) -> {
        String[] words = new String(text, UTF_8).split(" ", -1);
        switch (words[0]) {
          case "missed" -> user.missed(Long.parseLong(words[1]), Long.parseLong(words[2]));
          case "returned" -> user.returned(Long.parseLong(words[1]));
          case "offer" -> user.offered(RoomId.named(words[1]).orElseThrow());
          default -> throw new IllegalStateException(words[0]);
        }
      }
      default -> throw new IllegalStateException(item.toString());
    }
  }

  /** A user says something; false if it has no seat to say it from. */
  boolean say(SimulatedUser user, long message) {
    for (Map.Entry<Relay, Map<Long, Relayed>> one : relayed.entrySet()) {
      Relayed member = one.getValue().get(user.connection);
      if (member != null) {
        if (!member.entered) {
          return false; // it is not read from
        }
        node.relays()
            .up(
                one.getKey(),
                new ClusterMessage.Text(user.connection, Long.toString(message).getBytes(UTF_8)));
        return true;
      }
    }
    for (Room room : rooms.values()) {
      for (Member member : room.members.values()) {
        if (member.user == user && member.connection == user.connection) {
          said(room, member, message);
          return true;
        }
      }
    }
    return false;
  }

  private void said(Room room, Member from, long message) {
    seats.heard(room.key.id(), from.place, from.connection);
    if (room.frozen) {
      tell(from, new ClusterMessage.Tell(from.linkMember, ("returned " + message).getBytes(UTF_8)));
      return;
    }
    room.number++;
    world.numbered(room.key, room.number, message);
    Map<OwnerLink, Boolean> links = new LinkedHashMap<>();
    for (Member member : List.copyOf(room.members.values())) {
      if (member.user != null) {
        member.user.said(room.number, message);
        member.served = room.number;
      } else if (member.link != null) {
        links.put(member.link, true);
        member.served = room.number;
      }
    }
    for (OwnerLink link : links.keySet()) {
      node.ownerLinks()
          .tell(
              link,
              new ClusterMessage.Batch(
                  room.number, room.number, false, Long.toString(message).getBytes(UTF_8)));
    }
  }

  /** A user leaves for good. */
  void leave(SimulatedUser user) {
    users.remove(user.connection);
    for (Map.Entry<Relay, Map<Long, Relayed>> one : relayed.entrySet()) {
      if (one.getValue().remove(user.connection) != null) {
        node.relays().up(one.getKey(), new ClusterMessage.Gone(user.connection, true));
      }
    }
    for (Map.Entry<RoomId, Room> one : List.copyOf(rooms.entrySet())) {
      for (Member member : List.copyOf(one.getValue().members.values())) {
        if (member.user == user) {
          one.getValue().members.remove(member.place);
          seats.leave(one.getKey(), member.place, member.connection, () -> {});
        }
      }
    }
  }

  /** A user's connection breaks. */
  void cut(SimulatedUser user) {
    cut.add(user.connection);
    users.remove(user.connection);
    for (Map.Entry<Relay, Map<Long, Relayed>> one : relayed.entrySet()) {
      if (one.getValue().remove(user.connection) != null) {
        node.relays().up(one.getKey(), new ClusterMessage.Gone(user.connection, false));
      }
    }
    for (Map.Entry<RoomId, Room> one : List.copyOf(rooms.entrySet())) {
      for (Member member : List.copyOf(one.getValue().members.values())) {
        if (member.user == user) {
          member.user = null;
          seats.lost(one.getKey(), member.place, member.connection);
        }
      }
    }
    world.lost(user);
  }

  /** A user wants another table. */
  void next(SimulatedUser user) {
    if (user.asksForAnother) {
      return;
    }
    long connection = user.connection;
    for (Relay relay : List.copyOf(relayed.keySet())) {
      Relayed member = relayed.get(relay).get(connection);
      if (member != null && member.entered) {
        user.asksForAnother = true;
        seats.next(
            relay.localId(),
            member.place,
            connection,
            false,
            result -> {
              if (result instanceof JoinResult.Taken && relayed.get(relay) != null) {
                relayed.get(relay).remove(connection);
                node.relays().up(relay, new ClusterMessage.Gone(connection, true));
              }
              moved(user, connection, result);
            });
        return;
      }
    }
    for (Map.Entry<RoomId, Room> one : List.copyOf(rooms.entrySet())) {
      for (Member member : List.copyOf(one.getValue().members.values())) {
        if (member.user == user) {
          user.asksForAnother = true;
          seats.next(
              one.getKey(),
              member.place,
              connection,
              false,
              result -> {
                if (result instanceof JoinResult.Taken
                    && one.getValue().members.get(member.place) == member) {
                  one.getValue().members.remove(member.place);
                }
                moved(user, connection, result);
              });
          return;
        }
      }
    }
  }

  private void moved(SimulatedUser user, long connection, JoinResult result) {
    if (user.connection == connection) {
      user.asksForAnother = false;
    }
    if (result instanceof JoinResult.Taken) {
      user.leftItsTable();
      taken(user, connection, result, -1);
    }
  }

  // ---- rooms of this node

  @Override
  public Set<String> namesOf(String user) {
    return Set.of(user);
  }

  @Override
  public long nextConnection() {
    return ++connections;
  }

  @Override
  public void seat(
      RoomId room,
      int place,
      long connection,
      OwnerLink link,
      ClusterMessage.Enter who,
      String secret,
      boolean resumed,
      long heard) {
    sit(room, place, connection, null, link, who.member(), secret, resumed, heard);
  }

  private @Nullable Member member(RoomId room, long connection) {
    Room at = rooms.get(room);
    if (at != null) {
      for (Member member : at.members.values()) {
        if (member.connection == connection && member.link != null) {
          return member;
        }
      }
    }
    return null;
  }

  @Override
  public void input(RoomId room, long connection, ClusterMessage.UpItem item) {
    Member member = member(room, connection);
    if (member == null) {
      return;
    }
    switch (item) {
      case ClusterMessage.Text(long _, byte[] text) ->
          said(rooms.get(room), member, Long.parseLong(new String(text, UTF_8)));
      case ClusterMessage.Gone(long _, boolean left) -> {
        member.link = null;
        if (left) {
          rooms.get(room).members.remove(member.place);
          seats.leave(room, member.place, connection, () -> {});
        } else {
          seats.lost(room, member.place, connection);
        }
      }
      default -> {}
    }
  }

  @Override
  public void resync(RoomId id, OwnerLink link) {
    Room room = rooms.get(id);
    List<Long> members = new ArrayList<>();
    for (Member member : room.members.values()) {
      if (member.link == link) {
        members.add(member.linkMember);
      }
    }
    List<ClusterMessage.DownItem> items = new ArrayList<>();
    items.add(new ClusterMessage.Sync(room.number, members));
    for (Member member : room.members.values()) {
      if (member.link == link) {
        for (Placement.KnownSeat seat : placement.seatsOf(id)) {
          if (seat.place() == member.place) {
            items.add(
                new ClusterMessage.Seated(
                    member.linkMember,
                    member.place,
                    seat.secrets().getFirst(),
                    "",
                    room.number,
                    member.heard,
                    new byte[0]));
          }
        }
      }
    }
    node.ownerLinks().tell(link, items);
  }

  @Override
  public void lost(RoomId room, List<Long> lost) {
    world.trace("%s: %d lost in %s", name, lost.size(), room);
    for (long connection : lost) {
      Member member = member(room, connection);
      if (member != null) {
        member.link = null;
        seats.lost(room, member.place, connection);
      }
    }
  }

  @Override
  public void freeze(RoomId id, Consumer<ClusterMessage.MovedRoom> answer) {
    Room room = rooms.get(id);
    room.frozen = true;
    world.trace("%s: freezes %s", name, id);
    List<ClusterMessage.MovedSeat> known = new ArrayList<>();
    for (Member member : room.members.values()) {
      known.add(
          new ClusterMessage.MovedSeat(
              member.place, List.of(), "", false, 0, new ClientAddress("", true), List.of()));
    }
    answer.accept(
        new ClusterMessage.MovedRoom(false, OptionalLong.of(room.number), Optional.empty(), known));
  }

  @Override
  public void unfreeze(RoomId id) {
    Room room = rooms.get(id);
    if (room != null) {
      room.frozen = false;
    }
  }

  @Override
  public void expect(RoomId id, ClusterMessage.MovedRoom from, List<String> formerly) {
    world.trace("%s: expects %d in %s", name, from.seats().size(), id);
    Room room = rooms.get(id);
    if (from.number().isPresent() && room.number == 0) {
      room.number = from.number().getAsLong();
      for (ClusterMessage.MovedSeat seat : from.seats()) {
        for (String secret : seat.secrets()) {
          world.goesOnIn(SeatToken.parse(secret).orElseThrow().room(), room.key);
        }
      }
    }
    for (ClusterMessage.MovedSeat seat : from.seats()) {
      Member member = new Member(seat.place());
      member.since = from.number().isPresent() ? 0 : room.number;
      member.served = room.number;
      member.expected = true;
      room.members.put(seat.place(), member);
    }
  }

  @Override
  public void follow(
      RoomId id,
      Relay relay,
      Map<Integer, String> classicSecrets,
      Map<Integer, Integer> holdSeconds) {
    world.trace("%s: %s follows to %s", name, id, relay.room());
    Room room = rooms.remove(id);
    Map<Long, Relayed> here = new LinkedHashMap<>();
    relayed.put(relay, here);
    for (Member member : room.members.values()) {
      SimulatedUser user = member.user;
      if (user != null && user.secret != null) {
        Relayed next =
            new Relayed(user, member.connection, user.secret, member.place, member.served);
        next.heardIn = room.key.epoch();
        here.put(member.connection, next);
      }
    }
    here.values().forEach(member -> send(relay, member));
  }

  @Override
  public void offer(RoomId id, RoomId other) {
    Room room = rooms.get(id);
    if (room != null) {
      for (Member member : room.members.values()) {
        tell(
            member,
            new ClusterMessage.Tell(member.linkMember, ("offer " + other.name()).getBytes(UTF_8)));
      }
    }
  }

  // ---- relays

  @Override
  public void opened(Relay relay) {
    relayed.put(relay, new LinkedHashMap<>());
  }

  /** The owner has a seat for somebody who went meanwhile, as {@code RelayRoom}. */
  private void giveUpSeatOf(Relay relay, long member) {
    node.relays().up(relay, new ClusterMessage.Gone(member, !cut.contains(member)));
  }

  @Override
  public void told(Relay relay, ClusterMessage.DownItem item) {
    Map<Long, Relayed> members = relayed.get(relay);
    switch (item) {
      case ClusterMessage.Seated seated -> {
        Relayed member = members.get(seated.member());
        if (member == null) {
          giveUpSeatOf(relay, seated.member());
        } else {
          member.secret = seated.secret();
          member.place = seated.place();
          if (member.entered) {
            break; // told again after a gap
          }
          member.entered = true;
          member.served = seated.number();
          member.heardIn = relay.room().epoch();
          show(member.user, seated);
        }
      }
      case ClusterMessage.Refused(long member, Refusal why, Optional<String> elsewhere) -> {
        world.trace("%s: %d refused at %s: %s", name, member, relay.room(), why);
        Relayed gone = members.get(member);
        boolean waits = gone != null && elsewhere.filter(gone.secret::equals).isPresent();
        if (waits) {
          world.network.after(
              AGAIN,
              () -> {
                if (members.get(member) == gone) {
                  sitsElsewhere(members, gone, elsewhere.get());
                }
              });
          break;
        }
        members.remove(member);
        if (gone != null && users.get(member) == gone.user && elsewhere.isPresent()) {
          sitsElsewhere(members, gone, elsewhere.get());
        } else if (gone != null && users.get(member) == gone.user) {
          gone.user.refused(why);
          world.enterLater(gone.user);
        }
      }
      case ClusterMessage.Batch(long first, long last, boolean _, byte[] texts) -> {
        for (Relayed member : List.copyOf(members.values())) {
          if (member.entered && last > member.served) {
            member.user.said(last, Long.parseLong(new String(texts, UTF_8)));
            member.served = last;
          }
        }
      }
      case ClusterMessage.Tell(long member, byte[] _) -> {
        Relayed one = members.get(member);
        if (one != null) {
          show(one.user, item);
        }
      }
      case ClusterMessage.Rest _, ClusterMessage.SayAgain _, ClusterMessage.Named _ -> {}
      case ClusterMessage.Dismissed(long member) -> {
        Relayed gone = members.remove(member);
        if (gone != null) {
          users.remove(member);
          world.lost(gone.user);
        }
      }
      case ClusterMessage.Sync(long number, List<Long> known) -> {
        for (Relayed member : List.copyOf(members.values())) {
          if (!known.contains(member.connection)) {
            send(relay, member);
          } else if (member.entered && member.served < number) {
            member.user.missed(member.served + 1, number);
            member.served = number;
          } // if only its `seated` was lost, the next one tells it
        }
        known.stream()
            .filter(member -> !members.containsKey(member))
            .forEach(member -> giveUpSeatOf(relay, member));
      }
    }
  }

  private void sitsElsewhere(Map<Long, Relayed> members, Relayed gone, String secret) {
    members.remove(gone.connection);
    if (users.get(gone.connection) == gone.user) {
      seats.enter(
          JoinRequest.forSeat(secret),
          gone.connection,
          world.address(gone.user),
          result -> taken(gone.user, gone.connection, result, gone.heardIn(secret)));
    }
  }

  @Override
  public void returned(Relay relay, long member, byte[] text) {
    Relayed one = relayed.getOrDefault(relay, Map.of()).get(member);
    if (one != null) {
      one.user.returned(Long.parseLong(new String(text, UTF_8)));
    }
  }

  @Override
  public void enterAgain(Relay relay) {
    world.trace("%s: %d enter again at %s", name, relayed.get(relay).size(), relay.room());
    List.copyOf(relayed.get(relay).values()).forEach(member -> send(relay, member));
  }

  @Override
  public void refuseAll(Relay relay) {
    List<Relayed> all = List.copyOf(relayed.get(relay).values());
    relayed.get(relay).clear();
    for (Relayed gone : all) {
      world.trace("%s: user %d refused: %s is no more", name, gone.user.id, relay.room());
      if (users.get(gone.connection) == gone.user) {
        gone.user.refused(Refusal.STALE_SEAT);
        world.enterLater(gone.user);
      }
    }
  }

  @Override
  public void members(Relay relay, Consumer<List<ClusterMessage.MovedSeat>> answer) {
    relayed
        .get(relay)
        .values()
        .forEach(member -> member.entered = false); // nothing is read from them meanwhile
    answer.accept(
        relayed.get(relay).values().stream()
            .map(
                member ->
                    new ClusterMessage.MovedSeat(
                        member.place,
                        List.of(member.secret),
                        "",
                        false,
                        0,
                        world.address(member.user),
                        List.of()))
            .toList());
  }

  @Override
  public void closed(Relay relay) {
    relayed.remove(relay);
  }

  /** Closes relays without members. */
  void closeIdleRelays() {
    for (Relay relay : List.copyOf(relayed.keySet())) {
      if (relayed.get(relay).isEmpty() && clock() - relay.heard > 5_000_000_000L) {
        node.relays().close(relay);
      }
    }
  }

  // ---- placement's decisions

  @Override
  public void opened(RoomId room, boolean isPrivate) {
    world.trace("%s: opened %s", name, room);
    node.roomOpened(room, isPrivate);
    rooms.put(room, new Room(tokens.key(room)));
  }

  @Override
  public void closed(RoomId room) {
    world.trace("%s: closed %s", name, room);
    rooms.remove(room);
    if (node.relays().find(room) == null) {
      node.roomClosed(room);
    }
  }

  @Override
  public void paired(RoomId room, int place, long publisher, long subscriber) {}

  @Override
  public void unpaired(RoomId room, int place, long remaining) {}

  @Override
  public void timedOut(RoomId room, long connection) {}

  @Override
  public void expired(RoomId id, int place) {
    Room room = rooms.get(id);
    if (room != null) {
      Member gone = room.members.remove(place);
      if (gone != null && gone.link != null) {
        node.ownerLinks().tell(gone.link, new ClusterMessage.Dismissed(gone.linkMember));
      }
    }
  }

  @Override
  public void evicted(RoomId id, int place) {
    Room room = rooms.get(id);
    if (room != null) {
      world.evicted(room.key, place);
    }
    expired(id, place);
  }

  @Override
  public void removed(RoomId room, int place, Removal what) {
    expired(room, place);
  }

  @Override
  public void offered(RoomId id, int place, RoomId other) {
    Room room = rooms.get(id);
    Member member = room == null ? null : room.members.get(place);
    if (member != null) {
      tell(
          member,
          new ClusterMessage.Tell(member.linkMember, ("offer " + other.name()).getBytes(UTF_8)));
    }
  }

  /** How many connected members each of its rooms has. */
  Map<RoomKey, Integer> company() {
    Map<RoomKey, Integer> company = new HashMap<>();
    for (Room room : rooms.values()) {
      int here = 0;
      for (Member member : room.members.values()) {
        here += member.here() ? 1 : 0;
      }
      company.put(room.key, here);
    }
    return company;
  }
}
