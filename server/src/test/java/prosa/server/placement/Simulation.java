package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A placement and its reference model, which execute the same steps. After each step both must have
 * the same answers, events and state; the invariants are also checked on placement's state alone.
 */
final class Simulation {

  private static final int STEPS_SHOWN = 40;

  final ReferenceModel model;
  final ReferenceClassicModel referenceClassic;
  final ReferenceDirectModel referenceDirect;
  final Placement placement;
  final OfferChecker offerBook = new OfferChecker();
  private final PairedMembers couples = new PairedMembers();
  private final PlacementRecorder recorder = new PlacementRecorder();
  private final Deque<Supplier<String>> lastSteps = new ArrayDeque<>();
  private final Map<String, Integer> reached = new TreeMap<>();
  private final PlacementConfig rules;
  private final long seed;
  private long steps;

  /** Starts shortly before the nanosecond counter runs over. */
  long now = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();

  Simulation(long seed, PlacementConfig rules) {
    this.seed = seed;
    this.rules = rules;
    placement = new Placement(rules, tokens(seed), recorder);
    model = new ReferenceModel(rules, tokens(seed));
    referenceClassic = new ReferenceClassicModel(model);
    referenceDirect = new ReferenceDirectModel(model);
  }

  /** One step: the same call on both, which must come to the same. */
  <T> T step(Supplier<T> real, Supplier<T> plain, String what, Object... with) {
    steps++;
    long then = now;
    lastSteps.add(() -> "%,d ns: %s%s".formatted(then, what, List.of(with)));
    if (lastSteps.size() > STEPS_SHOWN) {
      lastSteps.removeFirst();
    }
    try {
      recorder.forget();
      model.events.clear();
      model.timeOut(now);
      offerBook.look(model, now);
      T expected = plain.get();
      T answer = real.get();
      if (!answer.equals(expected)) {
        throw new AssertionError("answered " + answer + ", not " + expected);
      }
      List<RoomView> rooms = RoomView.of(placement);
      compare(rooms);
      mustHold(rooms);
      note(answer);
      return answer;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(story(), e);
    }
  }

  /** The same for a call without an answer. */
  void step(Runnable real, Runnable plain, String what, Object... with) {
    step(() -> done(real), () -> done(plain), what, with);
  }

  void expire() {
    step(() -> placement.expire(now), () -> model.timeOut(now), "expire");
  }

  void drain() {
    expire(); // draining does not look at the time
    step(placement::drain, () -> model.draining = true, "drain");
  }

  /** How often each kind of answer and event came. */
  Map<String, Integer> reached() {
    return reached;
  }

  long steps() {
    return steps;
  }

  /** Everybody went, and much time passed: nothing may be left anywhere. */
  void nothingIsLeft() {
    try {
      assertThat(RoomView.of(placement)).isEmpty();
      assertThat(placement.totals()).isEqualTo(new Totals(0, 0, 0, 0, 0));
      assertThat(PlacementInspector.retained(placement)).isEmpty();
      assertThat(couples.size()).isZero();
      assertThat(offerBook.isEmpty()).isTrue();
    } catch (AssertionError e) {
      throw new AssertionError(story(), e);
    }
  }

  private void note(Object answer) {
    String kind =
        switch (answer) {
          case Reservation.Refused refused -> "reservation " + refused.why();
          case Admission.Refused refused -> "admission " + refused.why();
          case JoinResult.Refused refused -> "seating " + refused.why();
          case InviteResult.Refused refused -> "invitation " + refused.why();
          case JoinResult.Taken taken when taken.resumed() -> "resumed";
          default -> answer.getClass().getSimpleName();
        };
    reached.merge(kind, 1, Integer::sum);
    for (Event event : recorder.events) {
      boolean privately = event.what().equals("opened") && event.first() == 1;
      reached.merge(privately ? "opened privately" : event.what(), 1, Integer::sum);
    }
    recorder.offers.forEach(offer -> reached.merge("offered", 1, Integer::sum));
  }

  private void compare(List<RoomView> rooms) {
    if (!recorder.events.equals(model.events)) {
      throw new AssertionError("told " + recorder.events + ", not " + model.events);
    }
    if (!looksLike(rooms)) {
      throw new AssertionError("looks like\n" + rooms + ", not\n" + model.rooms);
    }
    offerBook.judge(recorder.offers, model);
    recorder.events.forEach(couples::hear);
  }

  private void mustHold(List<RoomView> rooms) {
    Set<Long> connections = new HashSet<>();
    Map<SeatState, Integer> in = new EnumMap<>(SeatState.class);
    int privateRooms = 0;
    int couplesSeated = 0;
    for (RoomView room : rooms) {
      must(room.seats().size() <= rules.capacity(), "more seats than places", room);
      privateRooms += room.isPrivate() ? 1 : 0;
      int lastPlace = 0;
      for (SeatView seat : room.seats()) {
        must(seat.place() > lastPlace && seat.place() <= rules.capacity(), "places", room);
        lastPlace = seat.place();
        in.merge(seat.state(), 1, Integer::sum);
        couplesSeated += seat.classic() && seat.state() == SeatState.SEATED ? 1 : 0;
        for (long connection : seat.connections()) {
          must(connections.add(connection), "one connection on two seats", room);
        }
      }
      for (long connection : room.orphans()) {
        must(connections.add(connection), "an orphan with a seat", room);
      }
    }
    must(!in.containsKey(SeatState.FREE), "a free seat is shown", rooms);
    Totals totals =
        new Totals(
            rooms.size(),
            privateRooms,
            in.getOrDefault(SeatState.RESERVED, 0),
            in.getOrDefault(SeatState.SEATED, 0),
            in.getOrDefault(SeatState.HELD, 0));
    must(totals.equals(placement.totals()), "tally", placement.totals());
    mustBeLimited(totals);
    must(couplesSeated == couples.size(), "classic members told of", rooms);
  }

  /** No limit is passed, and what placement has counted is what a recount finds. */
  private void mustBeLimited(Totals totals) {
    SeatLimits limits = rules.limits();
    must(totals.rooms() <= limits.rooms(), "rooms", totals);
    must(totals.privateRooms() <= limits.privateRooms(), "private rooms", totals);
    must(totals.held() <= limits.held(), "held seats", totals);
    for (ClientAddress client : RandomChoices.ADDRESSES) {
      AddressUsage recount = recount(client);
      if (!client.trusted()) {
        AddressUsage counted = PlacementInspector.usage(placement, client);
        must(recount.equals(counted), "count", counted);
        must(recount.seats() <= limits.seatsPerAddress(), "seats of an address", recount);
        must(recount.rooms() <= limits.roomsPerAddress(), "rooms of an address", recount);
        must(recount.codes() <= limits.codesPerAddress(), "codes of an address", recount);
      }
    }
    for (ReferenceRoom room : model.rooms) {
      must(
          !room.account.startsWith("connection")
              || model.roomsOf(room.account) <= limits.privateRoomsPerConnection(),
          "private rooms of a connection",
          room);
    }
  }

  private AddressUsage recount(ClientAddress client) {
    int reserved = 0;
    int seats = 0;
    int held = 0;
    int codes = 0;
    for (ReferenceRoom room : model.rooms) {
      codes += client.equals(room.codeFor) ? 1 : 0;
      for (ReferenceRoom.ReferenceSeat seat : room.seats) {
        if (seat.client.equals(client)) {
          seats++;
          reserved += seat.state == SeatState.RESERVED ? 1 : 0;
          held += seat.state == SeatState.HELD ? 1 : 0;
        }
      }
    }
    return new AddressUsage(reserved, seats, held, (int) model.roomsOf(client.key()), codes);
  }

  private boolean looksLike(List<RoomView> rooms) {
    if (rooms.size() != model.rooms.size()) {
      return false;
    }
    for (int i = 0; i < rooms.size(); i++) {
      if (!model.rooms.get(i).looksLike(rooms.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static void must(boolean holds, String what, Object where) {
    if (!holds) {
      throw new AssertionError(what + ": " + where);
    }
  }

  private static Boolean done(Runnable call) {
    call.run();
    return Boolean.TRUE;
  }

  private static TokenGenerator tokens(long seed) {
    Random random = new Random(seed);
    return () -> Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }

  private String story() {
    return "seed %d, %s, step %,d; the last steps were%n%s"
        .formatted(
            seed,
            rules,
            steps,
            lastSteps.stream().map(Supplier::get).collect(Collectors.joining("\n")));
  }
}
