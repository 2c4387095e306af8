package prosa.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;

/**
 * Somebody at a table of the simulated cluster, who checks all that it is told: numbers without
 * gaps, nothing twice.
 */
@SuppressWarnings("NullAway") // what is not there here is a fault, and ends the test
final class SimulatedUser {
  final int id;
  private final ClusterSimulation world;

  ClientAddress address;
  @Nullable SimulatedNode node;
  long connection;
  @Nullable String secret;
  @Nullable RoomKey room;
  int place;
  long upTo = -1;
  boolean left;
  @Nullable RoomId offer;
  long aloneSince = -1;

  /** Since when it waits to be told where it sits; negative if it was told on this connection. */
  long waitsSince = -1;

  /** Whether it has asked for another table; nothing more is read from it until it is answered. */
  boolean asksForAnother;

  /** Whether its table was full, or its place there needed, since the last disturbance began. */
  boolean didNotFit;

  /** What a {@code missed} has to tell next; both 0 if nothing. */
  private long missedFrom;

  private long missedTo;
  private boolean justMoved;
  private final Set<Long> heard = new HashSet<>();

  /** What was said and is not answered: when. */
  final Map<Long, Long> unanswered = new LinkedHashMap<>();

  final List<String> log = new ArrayList<>();
  private final Map<RoomKey, Long> lastIn = new HashMap<>();

  SimulatedUser(int id, ClusterSimulation world) {
    this.id = id;
    this.world = world;
    this.address = new ClientAddress("192.0.2." + id, false);
  }

  private void note(String what) {
    log.add(world.seconds() + " " + what);
    if (log.size() > 60) {
      log.removeFirst();
    }
  }

  boolean isSeated() {
    return node != null && room != null;
  }

  /** Whether it sits at a table, not only waits to come back to it or to go to another one. */
  boolean sits() {
    return isSeated() && waitsSince < 0;
  }

  void connected(SimulatedNode to, long number) {
    node = to;
    connection = number;
    asksForAnother = false;
    waitsSince = world.network.now();
    note("connected to " + to.name + " as " + number);
  }

  void disconnected() {
    note("disconnected");
    node = null;
    waitsSince = -1;
    aloneSince = -1;
    // What was said and not answered is said again with its id or given back by the library.
    unanswered.clear();
  }

  /** It goes to another table of its own will. */
  void leftItsTable() {
    waitsSince = world.network.now();
    unanswered.clear();
  }

  void seated(String newSecret, int newPlace, long number) {
    RoomKey next = SeatToken.parse(newSecret).orElseThrow().room();
    waitsSince = -1;
    note("seated " + next + " place " + newPlace + " n " + number + " upTo " + upTo);
    boolean same = next.equals(room);
    boolean goesOn = room != null && world.goesOn(room, next);
    if (same || goesOn) {
      world.check(
          number >= upTo || goesOn,
          "user %d: numbers of %s go back %d to %d",
          id,
          next,
          upTo,
          number);
      missedFrom = upTo < number ? upTo + 1 : 0;
      missedTo = upTo < number ? number : 0;
    } else {
      missedFrom = 0;
      missedTo = 0;
      upTo = number;
      justMoved = true;
      // What was said at the table before and lost on its way back has no number here.
      unanswered.keySet().removeIf(world::wasSaid);
    }
    if (!same) {
      aloneSince = -1;
      // What is on its way to the old table comes back or is said at the new one.
    }
    secret = newSecret;
    room = next;
    place = newPlace;
    offer = null;
  }

  void said(long number, long message) {
    note("said " + number);
    justMoved = false;
    world.check(missedFrom == 0, "user %d: said %d before missed %d", id, number, missedFrom);
    world.check(number == upTo + 1, "user %d: said %d after %d in %s", id, number, upTo, room);
    upTo = number;
    world.check(heard.add(message), "user %d: message %d twice", id, message);
    unanswered.remove(message);
  }

  void missed(long from, long to) {
    note("missed " + from + " to " + to);
    if (missedFrom != 0) {
      world.check(
          from == missedFrom && to == missedTo,
          "user %d: missed %d to %d in place of %d to %d",
          id,
          from,
          to,
          missedFrom,
          missedTo);
      missedFrom = 0;
    } else if (justMoved && to == upTo) {
      justMoved = false; // said while the seat was held for it at a table that it did not know yet
      return;
    } else {
      world.check(
          from == upTo + 1 && to >= from, "user %d: missed %d to %d after %d", id, from, to, upTo);
    }
    upTo = to;
    world.missed(to - from + 1);
    unanswered.keySet().removeIf(world::wasSaid); // perhaps it is among these
  }

  /** A text came back. */
  void returned(long message) {
    note("returned " + message);
    unanswered.remove(message);
  }

  void refused(Refusal why) {
    didNotFit |= why == Refusal.NO_SEAT;
    note("refused " + why);
    room = null;
    secret = null;
    upTo = -1;
    missedFrom = 0;
    aloneSince = -1;
    unanswered.clear();
  }

  void offered(RoomId other) {
    note("offered " + other);
    offer = other;
  }

  Optional<String> name() {
    return Optional.of("user " + id);
  }

  Map<RoomKey, Long> lastIn() {
    return lastIn;
  }
}
