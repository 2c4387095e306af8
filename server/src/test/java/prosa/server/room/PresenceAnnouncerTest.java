package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import prosa.protocol.ServerMessage;

class PresenceAnnouncerTest {
  private static final int CAPACITY = 10;

  private static final class Person implements PresenceAnnouncer.Occupant {
    private final int place;
    private final String address;
    private String name;
    private boolean here = true;

    Person(int place, String name) {
      this(place, name, "192.0.2.1");
    }

    Person(int place, String name, String address) {
      this.place = place;
      this.name = name;
      this.address = address;
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public int place() {
      return place;
    }

    @Override
    public long id() {
      return 0;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean here() {
      return here;
    }

    @Override
    public boolean classic() {
      return false;
    }

    @Override
    public boolean inAnotherRoom() {
      return false;
    }
  }

  private record Later(Runnable task, long at) {}

  /** A table with one listener at place 1, who keeps a roster of what it is told. */
  private final class Room implements PresenceAnnouncer.AnnouncedRoom {
    private final @Nullable Person[] places = new Person[CAPACITY + 1];
    private final List<ServerMessage> heard = new ArrayList<>();
    private final TreeMap<Integer, String> roster = new TreeMap<>();
    private final Set<Integer> away = new HashSet<>();
    private int unannounced;

    @Override
    public PresenceAnnouncer.@Nullable Occupant at(int place) {
      return places[place];
    }

    @Override
    public void tellAll(ServerMessage line) {
      heard.add(line);
      switch (line) {
        case ServerMessage.Joined(int place, String user, boolean _, long _) ->
            assertThat(roster.put(place, user)).as("%s", line).isNull();
        case ServerMessage.Left(int place, String user, boolean _) -> {
          assertThat(roster.remove(place)).as("%s", line).isEqualTo(user);
          away.remove(place);
        }
        case ServerMessage.Away(int place, String user, boolean _, boolean _) -> {
          assertThat(roster.get(place)).as("%s", line).isEqualTo(user);
          assertThat(away.add(place)).as("%s", line).isTrue();
        }
        case ServerMessage.Back(int place, String user, boolean _) -> {
          assertThat(roster.get(place)).as("%s", line).isEqualTo(user);
          assertThat(away.remove(place)).as("%s", line).isTrue();
        }
        case ServerMessage.Renamed(int place, String user, String to, boolean _) ->
            assertThat(roster.put(place, to)).as("%s", line).isEqualTo(user);
        default -> {}
      }
    }

    @Override
    public void tellOthers(int place, ServerMessage line) {
      if (place != 1) {
        tellAll(line);
      }
    }

    @Override
    public void unannounced() {
      unannounced++;
    }

    @Override
    public void later(Runnable task, long millis) {
      tasks.add(new Later(task, now + TimeUnit.MILLISECONDS.toNanos(millis)));
    }
  }

  private final List<Later> tasks = new ArrayList<>();
  private long now;
  private final Room room = new Room();
  private final PresenceAnnouncer presence = new PresenceAnnouncer(CAPACITY, room, () -> now);
  private final Person listener = new Person(1, "Ana");

  PresenceAnnouncerTest() {
    room.places[1] = listener;
    changed(listener);
    room.heard.clear();
    room.roster.clear();
    pass(60_000);
  }

  private void pass(long millis) {
    long until = now + TimeUnit.MILLISECONDS.toNanos(millis);
    while (true) {
      Later next = null;
      for (Later task : tasks) {
        if (task.at() <= until && (next == null || task.at() < next.at())) {
          next = task;
        }
      }
      if (next == null) {
        break;
      }
      now = Math.max(now, next.at());
      tasks.remove(next);
      next.task().run();
    }
    now = until;
  }

  private void changed(Person friend) {
    boolean _ = presence.changed(friend, friend.here);
  }

  private Person comes(int place, String name) {
    return comes(new Person(place, name), place);
  }

  private Person comes(Person friend, int place) {
    changed(friend);
    room.places[place] = friend;
    return friend;
  }

  private void goes(Person friend) {
    room.places[friend.place()] = null;
    presence.left(friend);
  }

  private void useUp() {
    for (int i = 0; i < PresenceAnnouncer.RATE.burst() / 2; i++) {
      goes(comes(2, "x"));
    }
    room.heard.clear();
  }

  /** Classic members are announced before what they say, at once. */
  private void useUpTheDebt() {
    for (int i = 0; i < 40; i++) {
      Person friend = comes(2, "x");
      presence.beforeHeard(friend);
      goes(friend);
    }
    room.heard.clear();
  }

  @Test
  void usuallyEachChangeIsToldAtOnce() {
    Person bia = comes(2, "Bia");
    bia.here = false;
    changed(bia);
    bia.here = true;
    changed(bia);
    bia.name = "Bibi";
    changed(bia);
    goes(bia);
    assertThat(room.heard)
        .containsExactly(
            new ServerMessage.Joined(2, "Bia", false),
            new ServerMessage.Away(2, "Bia", false),
            new ServerMessage.Back(2, "Bia", false),
            new ServerMessage.Renamed(2, "Bia", "Bibi", false),
            new ServerMessage.Left(2, "Bibi", false));
    assertThat(room.unannounced).isZero();
  }

  @Test
  void threeHundredVisitsInThreeSecondsLeaveTwentyFiveLinesAtMost() {
    for (int i = 0; i < 300; i++) {
      goes(comes(2 + i % 9, "x" + i));
      pass(10);
    }
    pass(10_000);
    assertThat(room.heard.size()).isLessThanOrEqualTo(25);
    assertThat(room.roster).isEmpty();
    long told = room.heard.stream().filter(ServerMessage.Joined.class::isInstance).count();
    long passed =
        room.heard.stream().mapToLong(e -> e instanceof ServerMessage.Passed(long n) ? n : 0).sum();
    assertThat(told + passed).isEqualTo(300);
    assertThat(room.unannounced).isEqualTo((int) passed);
  }

  @Test
  void whoStaysIsAnnouncedWhenThereIsRoomAgain() {
    useUp();
    comes(3, "Bia");
    assertThat(room.heard).isEmpty();
    pass(1_000);
    assertThat(room.heard).containsExactly(new ServerMessage.Joined(3, "Bia", false));
  }

  @Test
  void whoIsHeardIsAnnouncedFirst() {
    useUp();
    Person bia = comes(3, "Bia");
    presence.beforeHeard(bia);
    presence.beforeHeard(bia);
    assertThat(room.heard).containsExactly(new ServerMessage.Joined(3, "Bia", false));
    pass(10_000);
    assertThat(room.heard).hasSize(1);
  }

  @Test
  void whoSpeaksBeforeItIsAnnouncedWaitsThreeSecondsAtMost() {
    useUp();
    useUpTheDebt();
    Person bia = comes(3, "Bia");
    room.heard.clear();
    assertThat(presence.untilHeard(bia)).isEqualTo(3_000);
    pass(2_900);
    assertThat(presence.untilHeard(bia)).isEqualTo(100);
    assertThat(room.heard).doesNotContain(new ServerMessage.Joined(3, "Bia", false));
    pass(100);
    assertThat(presence.untilHeard(bia)).isZero();
    assertThat(room.heard).containsExactly(new ServerMessage.Joined(3, "Bia", false));
    assertThat(presence.untilHeard(bia)).as("it is known now").isZero();
  }

  @Test
  void whoComesFromElsewhereDoesNotWaitForWhatTwoAddressesCauseThatComeAndGo() {
    int waited = 0;
    for (int i = 0; i < 240; i++) { // a minute
      goes(comes(new Person(2, "x", "192.0.2.1"), 2));
      Person visitor = comes(new Person(3, "y", "192.0.2.2"), 3);
      waited += presence.untilHeard(visitor) > 0 ? 1 : 0;
      goes(visitor);
      if (i % 8 == 0) {
        Person bia = comes(new Person(4, "Bia", "192.0.2." + (10 + i % 200)), 4);
        assertThat(presence.untilHeard(bia)).as("newcomer %d", i).isZero();
        assertThat(room.roster).containsEntry(4, "Bia");
        goes(bia);
      }
      pass(250);
    }
    assertThat(waited).as("those who come and go wait as before").isGreaterThan(200);
  }

  @Test
  void whoSpeaksFromManyAddressesIsAFewLinesAllTheSame() {
    useUp();
    useUpTheDebt();
    int heard = 0;
    for (int i = 0; i < 400; i++) { // ten seconds
      Person friend = comes(new Person(2, "x" + i, "192.0.2." + i), 2);
      heard += presence.untilHeard(friend) == 0 ? 1 : 0;
      goes(friend);
      pass(25);
    }
    assertThat(heard).isBetween(1, 8 + 10 + 2 * 10);
    assertThat(room.heard.size()).isLessThanOrEqualTo(2 * (8 + 10) + 2 * 10 + 5);
  }

  @Test
  void whoSpeaksUnderManyNamesWaitsForEach() {
    Person bia = comes(3, "Bia");
    useUpTheDebt();
    room.heard.clear();
    int heard = 0;
    for (int i = 0; i < 300; i++) { // ten names a second
      bia.name = "Bia" + i;
      changed(bia);
      if (presence.untilHeard(bia) == 0) {
        heard++;
        assertThat(room.roster).containsEntry(3, bia.name);
      }
      pass(100);
    }
    assertThat(heard).as("in 30 s").isBetween(1, 60);
    assertThat(room.heard.size()).isLessThanOrEqualTo(61);
  }

  @Test
  void noMoreIsOwedThanSixteenSecondsOfTheRate() {
    for (int i = 0; i < 10; i++) {
      useUpTheDebt();
    }
    room.heard.clear();
    pass(17_000);
    var _ = comes(3, "Bia");
    assertThat(room.heard).isNotEmpty();
  }

  @Test
  void threeHundredVisitsThatSaySomethingAreAFewLines() {
    int heard = 0;
    for (int i = 0; i < 300; i++) {
      Person friend = comes(2 + i % (CAPACITY - 1), "g" + i);
      heard += presence.untilHeard(friend) == 0 ? 1 : 0;
      goes(friend);
      pass(10);
    }
    assertThat(heard).isLessThanOrEqualTo(16 + 3 * 2);
    assertThat(room.heard).hasSizeLessThanOrEqualTo(16 + 3 * 2 + 2);
    pass(16_000);
    room.heard.clear();
    var _ = comes(3, "Bia");
    assertThat(room.heard).as("the debt is paid after 16 s").isNotEmpty();
  }

  @Test
  void theLastOneOfAPlaceIsTakenAwayBeforeTheNextIsAnnounced() {
    Person bia = comes(3, "Bia");
    useUp();
    goes(bia);
    goes(comes(3, "Rui"));
    Person eva = comes(3, "Eva");
    room.heard.removeIf(line -> line instanceof ServerMessage.Joined);
    presence.beforeHeard(eva);
    assertThat(room.heard)
        .containsSubsequence(
            new ServerMessage.Left(3, "Bia", false), new ServerMessage.Joined(3, "Eva", false));
    pass(10_000);
    assertThat(room.heard).contains(new ServerMessage.Passed(1));
  }

  @Test
  void whoIsNotYetAnnouncedIsListedToNobody() {
    useUp();
    Person bia = comes(3, "Bia");
    assertThat(presence.members(1)).isEmpty();
    goes(bia);
    pass(10_000);
    assertThat(room.heard).containsExactly(new ServerMessage.Passed(1));
  }

  @Test
  void whoJoinsIsListedSomebodyWhoIsThere() {
    Person gone = comes(3, "Bia");
    useUp();
    goes(gone);
    comes(4, "Rui");
    comes(5, "Eva");
    room.places[1] = null;
    presence.left(listener);
    presence.beforeListed(6);
    presence.beforeListed(7);
    assertThat(room.heard).containsExactly(new ServerMessage.Joined(4, "Rui", false));
    assertThat(presence.members(6))
        .contains(new ServerMessage.MemberEntry(4, "Rui", ServerMessage.Presence.HERE, false));
  }

  @Test
  void whoJoinsAKnownMemberHasNobodyAnnounced() {
    comes(3, "Bia");
    useUp();
    comes(4, "Rui");
    presence.beforeListed(5);
    assertThat(room.heard).isEmpty();
  }

  @Test
  void whoStaysIsAnnouncedBeforeThoseWhoHop() {
    useUp();
    Person hopper = comes(3, "x");
    comes(4, "Rui");
    for (int hop = 0; hop < 5; hop++) {
      goes(hopper);
      hopper = comes(3, "x" + hop);
    }
    pass(10_000);
    assertThat(room.heard.stream().filter(ServerMessage.Joined.class::isInstance))
        .containsExactly(
            new ServerMessage.Joined(4, "Rui", false), new ServerMessage.Joined(3, "x4", false));
  }

  @Test
  void nobodyIsListedToItself() {
    Person bia = comes(3, "Bia");
    assertThat(presence.members(3)).extracting(ServerMessage.MemberEntry::place).containsExactly(1);
    bia.here = false;
    changed(bia);
    assertThat(presence.members(1))
        .containsExactly(
            new ServerMessage.MemberEntry(3, "Bia", ServerMessage.Presence.AWAY, false));
  }

  @Test
  void whoIsAwayAndReturnsUnannouncedIsHereForEverybody() {
    Person bia = comes(3, "Bia");
    useUp();
    bia.here = false;
    changed(bia);
    toldAnew();
    assertThat(room.away).isEmpty();
    bia.here = true;
    changed(bia);
    pass(10_000);
    assertThat(room.heard).containsExactly(new ServerMessage.Left(2, "x", false));
    assertThat(room.away).isEmpty();
  }

  @Test
  void aNameThatIsGivenUpUnannouncedIsListedToNobody() {
    Person bia = comes(3, "Bia");
    useUp();
    bia.name = "Bibi";
    changed(bia);
    toldAnew();
    bia.name = "Bia";
    changed(bia);
    pass(10_000);
    assertThat(room.roster).containsEntry(3, "Bia");
  }

  @Test
  void manyNamesBecomeOneChange() {
    Person bia = comes(3, "Bia");
    useUp();
    changed(bia);
    for (int i = 0; i < 1_000; i++) {
      bia.name = "Bia" + i;
      changed(bia);
    }
    pass(10_000);
    assertThat(room.heard.size()).isLessThanOrEqualTo(2);
    assertThat(room.roster).containsEntry(3, "Bia999");
  }

  @Test
  void whateverHappensTheRosterComesRight() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      for (int step = 0; step < 200; step++) {
        act(random);
        if (random.nextInt(20) == 0) {
          toldAnew();
        }
        pass(random.nextInt(300));
      }
      pass(60_000);
      for (int at = 2; at <= CAPACITY; at++) {
        Person there = room.places[at];
        assertThat(room.roster.get(at))
            .as("seed %s, place %s", seed, at)
            .isEqualTo(there == null ? null : there.name());
        assertThat(room.away.contains(at))
            .as("seed %s, place %s is away", seed, at)
            .isEqualTo(there != null && !there.here);
      }
    }
  }

  private void act(Random random) {
    int place = 2 + random.nextInt(CAPACITY - 1);
    Person friend = room.places[place];
    if (friend == null) {
      comes(place, "g" + random.nextInt(1_000));
      return;
    }
    switch (random.nextInt(5)) {
      case 0, 1 -> goes(friend);
      case 2 -> {
        friend.here = !friend.here;
        changed(friend);
      }
      case 3 -> {
        friend.name = "n" + random.nextInt(1_000);
        changed(friend);
      }
      default -> {
        if (friend.here && random.nextBoolean()) {
          presence.beforeHeard(friend);
          assertThat(room.roster).containsEntry(place, friend.name());
        } else if (friend.here && presence.untilHeard(friend) == 0) {
          assertThat(room.roster).containsEntry(place, friend.name());
        }
      }
    }
  }

  /** As the listener is when its queue was full. */
  private void toldAnew() {
    TreeMap<Integer, String> before = new TreeMap<>(room.roster);
    Set<Integer> awayBefore = Set.copyOf(room.away);
    room.roster.clear();
    room.away.clear();
    for (ServerMessage.MemberEntry member : presence.members(1)) {
      room.roster.put(member.place(), member.user());
      if (member.state() == ServerMessage.Presence.AWAY) {
        room.away.add(member.place());
      }
    }
    assertThat(room.roster).isEqualTo(before);
    assertThat(room.away).isEqualTo(awayBefore);
  }
}
