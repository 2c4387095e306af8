package prosa.server.cluster;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomOverview;
import prosa.server.placement.SeatState;

/**
 * A cluster in virtual time: users come, talk, go and lose their connections; nodes crash, sleep,
 * are cut off and drain; the network delays, drops, doubles and reorders. After each step the rules
 * of the cluster are checked, and after each disturbance that those who sat at one table sit at one
 * table again.
 */
@SuppressWarnings({
  "NullAway",
  "AnnotateFormatMethod"
}) // what is not there here is a fault, and ends the test
final class ClusterSimulation {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** How long somebody may be alone while somebody else is, and they could talk. */
  private static final long ALONE = 4 * SECOND;

  /** How long it may take until all who were at one table are at one table again. */
  private static final long TOGETHER = 10 * SECOND;

  /** How long a text, or who asks for a seat, may be without an answer while all is well. */
  private static final long ANSWER = 10 * SECOND;

  /** What happened. */
  static final class Totals {
    long steps;
    long said;
    long missed;
    long returned;
    long reunions;
    long checkedTables;
    long remoteSeats;
    long seats;
    long disturbances;
  }

  /** A rule was broken. */
  static final class RuleBroken extends RuntimeException {
    private static final long serialVersionUID = 1;

    RuleBroken(String what) {
      super(what);
    }
  }

  final Random random;
  final VirtualNetwork network;
  final Totals totals = new Totals();
  final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<Integer, SimulatedUser> users = new TreeMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private final Set<Long> said = new HashSet<>();
  private final Set<String> goOn = new HashSet<>();
  private final int most;
  private int nextUser;
  private long nextMessage;
  private int lives;
  private boolean calm = true;
  private boolean oneWay;
  private long calmSince;

  ClusterSimulation(long seed, int nodeCount, int most) {
    this.random = new Random(seed);
    this.network = new VirtualNetwork(random);
    this.most = most;
    network.watcher = what -> trace("%s", what);
    for (int i = 0; i < nodeCount; i++) {
      start(String.valueOf((char) ('a' + i)));
    }
  }

  SimulatedNode start(String name) {
    lives++;
    nodes.removeIf(node -> node.name.equals(name));
    SimulatedNode node = new SimulatedNode(name, this);
    nodes.add(node);
    return node;
  }

  int lives() {
    return lives;
  }

  String token() {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
  }

  long bits() {
    return random.nextLong();
  }

  long seconds() {
    return network.now() / 1_000_000;
  }

  ClientAddress address(SimulatedUser user) {
    return user.address;
  }

  void check(boolean holds, String what, Object... with) {
    if (!holds) {
      throw new RuleBroken(seconds() + " ms: " + what.formatted(with));
    }
  }

  final List<String> trace = new ArrayList<>();

  void trace(String what, Object... with) {
    trace.add(seconds() + " " + what.formatted(with));
    if (trace.size() > (VirtualNetwork.TRACE ? 6000 : 400)) {
      trace.removeFirst();
    }
  }

  // ---- what is told to the world

  void numbered(RoomKey room, long number, long message) {
    Long before = numbers.put(room + " " + number, message);
    check(before == null, "number %d of %s is used twice", number, room);
    check(said.add(message), "message %d is said twice", message);
    totals.said++;
  }

  boolean wasSaid(long message) {
    return said.contains(message);
  }

  void missed(long count) {
    totals.missed += count;
  }

  void goesOnIn(RoomKey before, RoomKey next) {
    goOn.add(before + " " + next);
  }

  boolean goesOn(RoomKey before, RoomKey next) {
    return goOn.contains(before + " " + next);
  }

  /** A user's connection is gone: it comes back, by another node if it has to. */
  void lost(SimulatedUser user) {
    user.disconnected();
    if (!user.left) {
      network.after(SECOND / 5 + random.nextInt(800_000_000), () -> enter(user));
    }
  }

  void enterLater(SimulatedUser user) {
    SimulatedNode at = user.node;
    if (at != null) {
      at.leave(user);
    }
    lost(user);
  }

  private void enter(SimulatedUser user) {
    if (user.left || user.node != null) {
      return;
    }
    List<SimulatedNode> open =
        nodes.stream().filter(node -> !node.dead && !node.paused && !node.draining).toList();
    if (open.isEmpty()) {
      network.after(SECOND, () -> enter(user));
      return;
    }
    open.get(random.nextInt(open.size())).enter(user);
  }

  // ---- the run

  /** Each disturbance is a node that hears nothing, or that nobody hears. */
  void disturbOneWay() {
    oneWay = true;
  }

  /** Runs until so many steps were made. */
  void run(long steps) {
    advance(3 * SECOND);
    while (totals.steps < steps) {
      daily(10 * SECOND);
      disturb();
    }
  }

  void advance(long time) {
    long until = network.now() + time;
    while (network.step(until)) {
      totals.steps++;
      checkAll();
    }
  }

  /** So many people come within this time, each at any node, and stay. */
  void crowd(int people, long within) {
    for (int i = 0; i < people; i++) {
      SimulatedUser user = new SimulatedUser(++nextUser, this);
      users.put(user.id, user);
      network.after((long) (random.nextDouble() * within), () -> enter(user));
    }
    advance(within);
  }

  /**
   * Whoever is there talks for so long, a message each two milliseconds.
   *
   * @return how many messages members were told they missed
   */
  long missedWhileTalking(long time) {
    long before = totals.missed;
    long until = network.now() + time;
    while (network.now() < until) {
      advance(2_000_000);
      someUser(this::say);
    }
    return totals.missed - before;
  }

  /** Those who sit alone though another table that is open to them has a free seat. */
  List<SimulatedUser> aloneForNothing() {
    Map<RoomKey, Integer> company = new HashMap<>();
    users.values().forEach(user -> company.merge(user.room, 1, Integer::sum));
    return users.values().stream()
        .filter(user -> company.get(user.room) == 1)
        .filter(
            user ->
                company.entrySet().stream()
                    .anyMatch(
                        other ->
                            !other.getKey().equals(user.room)
                                && other.getValue() < SimulatedNode.CAPACITY))
        .toList();
  }

  /** People come, talk and go; some messages are lost and doubled. */
  private void daily(long time) {
    calm = true;
    calmSince = network.now();
    trace("daily");
    network.lost = random.nextInt(3) == 0 ? 0.02 : 0;
    network.doubled = random.nextInt(3) == 0 ? 0.02 : 0;
    network.slowest = random.nextInt(3) == 0 ? 60_000_000 : 2_000_000;
    long until = network.now() + time;
    while (network.now() < until) {
      advance(random.nextInt(200_000_000));
      act(random.nextInt(100));
    }
    network.lost = 0;
    network.doubled = 0;
    network.slowest = 2_000_000;
    for (SimulatedUser user : List.copyOf(users.values())) {
      if (user.offer != null && user.isSeated() && user.node != null) {
        user.offer = null;
        user.node.next(user);
      }
    }
    advance(SECOND);
    nodes.forEach(SimulatedNode::closeIdleRelays);
  }

  private void act(int what) {
    if (what < 12 && users.size() < most) {
      SimulatedUser user = new SimulatedUser(++nextUser, this);
      users.put(user.id, user);
      enter(user);
    } else if (what < 18) {
      someUser(this::leave);
    } else if (what < 22) {
      someUser(
          user -> {
            if (user.node != null) {
              user.node.cut(user);
            }
          });
    } else if (what < 25) {
      someUser(
          user -> {
            if (user.isSeated() && user.node != null) {
              user.node.next(user);
            }
          });
    } else {
      someUser(this::say);
    }
  }

  private void leave(SimulatedUser user) {
    user.left = true;
    if (user.node != null) {
      user.node.leave(user);
    }
    user.node = null;
    users.remove(user.id);
  }

  private void say(SimulatedUser user) {
    SimulatedNode at = user.node;
    if (at != null && !at.paused && user.isSeated()) {
      long message = ++nextMessage;
      user.unanswered.put(message, network.now());
      if (!at.say(user, message)) {
        user.unanswered.remove(message);
      }
    }
  }

  private void someUser(java.util.function.Consumer<SimulatedUser> what) {
    if (!users.isEmpty()) {
      List<SimulatedUser> all = List.copyOf(users.values());
      what.accept(all.get(random.nextInt(all.size())));
    }
  }

  /** Something goes wrong, while people talk; then all who sat at one table must meet again. */
  private void disturb() {
    advance(3 * SECOND);
    Map<RoomKey, List<SimulatedUser>> tables = new LinkedHashMap<>();
    for (SimulatedUser user : users.values()) {
      user.didNotFit = false;
      if (user.isSeated() && user.room != null) {
        tables.computeIfAbsent(user.room, _ -> new ArrayList<>()).add(user);
      }
    }
    calm = false;
    totals.disturbances++;
    SimulatedNode node = nodes.get(random.nextInt(nodes.size()));
    int what = oneWay ? 6 + random.nextInt(2) : random.nextInt(6);
    String name = "";
    boolean restart = false;
    switch (what) {
      case 0 -> {
        name = "crash of " + node.name;
        trace("%s", name);
        node.die();
        restart = true;
        talk(SECOND + random.nextInt(5_000) * 1_000_000L);
      }
      case 1 -> {
        name = "sleep of " + node.name;
        trace("%s", name);
        node.pause();
        talk(SECOND + random.nextInt(20_000) * 1_000_000L);
        node.wake();
      }
      case 2 -> {
        name = "cut of " + node.name;
        trace("%s", name);
        network.cut(node.name);
        talk(SECOND + random.nextInt(15_000) * 1_000_000L);
        network.heal();
      }
      case 3 -> {
        SimulatedNode other = nodes.get(random.nextInt(nodes.size()));
        name = "parting of " + node.name + " and " + other.name;
        trace("%s", name);
        if (other != node) {
          network.cut(node.name, other.name);
        }
        talk(SECOND + random.nextInt(15_000) * 1_000_000L);
        network.heal();
      }
      case 4 -> {
        name = "drain of " + node.name;
        trace("%s", name);
        node.drain();
        talk(4 * SECOND);
        for (SimulatedUser user : node.connectedUsers()) {
          node.cut(user);
          talk(100_000_000);
        }
        talk(SECOND / 2);
        node.leave();
        restart = true;
      }
      case 6, 7 -> {
        name = (what == 6 ? "deafness of " : "muteness of ") + node.name;
        trace("%s", name);
        if (what == 6) {
          network.deafen(node.name);
        } else {
          network.mute(node.name);
        }
        if (random.nextBoolean()) {
          talk(SECOND + random.nextInt(8_000) * 1_000_000L);
        } else {
          talk(TOGETHER);
          checkTogetherWithout(node, tables, name);
          talk(random.nextInt(10_000) * 1_000_000L);
        }
        network.heal();
      }
      default -> {
        name = "crash and restart of " + node.name;
        trace("%s", name);
        node.die();
        talk(random.nextInt(1_000) * 1_000_000L);
        start(node.name);
      }
    }
    talk(TOGETHER);
    advance(SECOND);
    trace("checking after the %s", name);
    checkTogether(tables, name);
    if (restart) {
      start(node.name);
      advance(3 * SECOND);
    }
    said.removeIf(message -> message < nextMessage - 10_000);
    if (numbers.size() > 100_000) {
      numbers.clear(); // rooms of long ago; their epochs never come again
    }
  }

  private void talk(long time) {
    long until = network.now() + time;
    while (network.now() < until) {
      advance(Math.min(until - network.now(), random.nextInt(150_000_000) + 1));
      someUser(this::say);
    }
  }

  // ---- the rules

  private void checkAll() {
    for (SimulatedNode node : nodes) {
      if (node.dead) {
        continue;
      }
      if (totals.steps % 16 == 0) {
        for (RoomOverview room : node.placement.overview()) {
          int taken = SimulatedNode.CAPACITY - room.count(SeatState.FREE);
          check(
              room.places().size() == SimulatedNode.CAPACITY && taken <= SimulatedNode.CAPACITY,
              "%s is above its capacity",
              room.id());
        }
        node.company()
            .forEach(
                (room, members) ->
                    check(members <= SimulatedNode.CAPACITY, "%s has %d members", room, members));
      }
    }
    if (totals.steps % 16 == 0) {
      checkSeats();
      checkAlone();
      checkAnswers();
    }
  }

  private final Map<String, Long> doubledSince = new HashMap<>();

  /**
   * Nobody has the same place as somebody else, but for the moment until it is told. Whoever waits
   * to come back does not sit there: nothing is read from it, and the place may be somebody else's.
   */
  private void checkSeats() {
    if (!calm) {
      doubledSince.clear();
      return;
    }
    Map<String, SimulatedUser> taken = new HashMap<>();
    Set<String> doubled = new HashSet<>();
    for (SimulatedUser user : users.values()) {
      if (user.sits()) {
        String seat = user.room + " " + user.place;
        SimulatedUser before = taken.put(seat, user);
        if (before != null) {
          doubled.add(seat);
          long since = doubledSince.computeIfAbsent(seat, _ -> network.now());
          check(
              network.now() - since < 6 * SECOND,
              "users %d and %d both sit at %s",
              before.id,
              user.id,
              seat);
        }
      }
    }
    doubledSince.keySet().retainAll(doubled);
  }

  /** Nobody sits alone for long while somebody else does. */
  private void checkAlone() {
    Map<RoomKey, Integer> company = new HashMap<>();
    for (SimulatedUser user : users.values()) {
      if (user.isSeated() && user.room != null) {
        company.merge(user.room, 1, Integer::sum);
      }
    }
    List<SimulatedUser> alone = new ArrayList<>();
    for (SimulatedUser user : users.values()) {
      boolean is =
          user.isSeated() && user.room != null && company.get(user.room) == 1 && user.node != null;
      if (!is || !calm || user.node == null || user.node.draining) {
        user.aloneSince = -1;
      } else {
        alone.add(user);
        if (user.aloneSince < 0 || user.aloneSince < calmSince) {
          user.aloneSince = network.now();
        }
      }
    }
    List<SimulatedUser> lonely =
        alone.stream().filter(user -> network.now() - user.aloneSince > ALONE).toList();
    if (lonely.size() > 1) {
      // Two who were left by others are offered each other's table and may stay; they are asked.
      for (SimulatedUser user : lonely) {
        SimulatedNode at = user.node;
        if (user.offer != null && at != null) {
          user.offer = null;
          user.aloneSince = network.now();
          at.next(user);
          return;
        }
      }
      check(
          false,
          "users %d in %s and %d in %s are alone",
          lonely.get(0).id,
          lonely.get(0).room,
          lonely.get(1).id,
          lonely.get(1).room);
    }
  }

  /** What is said is heard, missed or comes back; who asked for a seat is told where it sits. */
  private void checkAnswers() {
    if (!calm || network.now() - calmSince < ANSWER) {
      return;
    }
    for (SimulatedUser user : users.values()) {
      check(
          user.waitsSince < 0 || network.now() - Math.max(user.waitsSince, calmSince) < ANSWER,
          "user %d waits for a seat",
          user.id);
      user.unanswered.forEach(
          (message, when) ->
              check(
                  network.now() - Math.max(when, calmSince) < ANSWER,
                  "user %d: message %d in %s was never answered",
                  user.id,
                  message,
                  user.room));
    }
  }

  /** A held seat was needed for somebody who is there, as the rules of one server have it. */
  void evicted(RoomKey room, int place) {
    for (SimulatedUser user : users.values()) {
      if (room.equals(user.room) && user.place == place) {
        trace("user %d loses its place %d in %s", user.id, place, room);
        user.didNotFit = true;
      }
    }
  }

  /** Whether nobody fits in there any more. */
  private boolean isFull(RoomKey room) {
    for (SimulatedNode node : nodes) {
      if (!node.dead && node.name.equals(room.id().node())) {
        return node.placement.seatsOf(room.id()).size() >= SimulatedNode.CAPACITY;
      }
    }
    return true;
  }

  /**
   * Those who came in at the other nodes have gone on without it: they sit together, and what they
   * said was answered; who came in there goes on there.
   */
  private void checkTogetherWithout(
      SimulatedNode node, Map<RoomKey, List<SimulatedUser>> tables, String why) {
    Map<RoomKey, List<SimulatedUser>> others = new LinkedHashMap<>();
    tables.forEach(
        (room, company) ->
            others.put(room, company.stream().filter(user -> user.node != node).toList()));
    checkTogether(others, why);
    for (SimulatedUser user : users.values()) {
      check(user.waitsSince < 0, "during the %s user %d waits for a seat", why, user.id);
      boolean isThere = user.room.id().node().equals(node.name);
      check(
          isThere == (user.node == node),
          "during the %s user %d of %s sits in %s",
          why,
          user.id,
          user.node.name,
          user.room);
      user.unanswered.forEach(
          (message, when) ->
              check(
                  network.now() - when < 2 * SECOND,
                  "during the %s message %d of user %d is not answered",
                  why,
                  message,
                  user.id));
    }
  }

  private void checkTogether(Map<RoomKey, List<SimulatedUser>> tables, String why) {
    for (Map.Entry<RoomKey, List<SimulatedUser>> table : tables.entrySet()) {
      @Nullable SimulatedUser first = null;
      for (SimulatedUser user : table.getValue()) {
        if (user.left) {
          continue;
        }
        check(user.isSeated(), "after the %s user %d has no seat", why, user.id);
        check(
            nodes.stream().anyMatch(node -> !node.dead && node.name.equals(user.room.id().node())),
            "after the %s user %d is in %s, which is no more",
            why,
            user.id,
            user.room);
        if (user.didNotFit) {
          continue;
        }
        if (first == null) {
          first = user;
        } else if (!first.room.equals(user.room) && !isFull(first.room) && !isFull(user.room)) {
          check(
              false,
              "after the %s user %d is in %s and user %d in %s, who were in %s",
              why,
              first.id,
              first.room,
              user.id,
              user.room,
              table.getKey());
        }
        totals.seats++;
        totals.remoteSeats += user.room.id().node().equals(user.node.name) ? 0 : 1;
      }
      totals.checkedTables++;
    }
    totals.reunions++;
  }

  /** The last that a user was told, for the one who looks for a fault. */
  String logs(int... some) {
    StringBuilder all = new StringBuilder();
    for (int id : some) {
      SimulatedUser user = users.get(id);
      if (user != null) {
        all.append("user ").append(id).append(":\n");
        user.log.forEach(line -> all.append("  ").append(line).append('\n'));
      }
    }
    return all.toString();
  }
}
