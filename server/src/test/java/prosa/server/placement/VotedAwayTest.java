package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.chat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.testing.Tries;

/**
 * Who was moved away from a table by its members, and the ways back that are closed for an hour.
 */
final class VotedAwayTest {
  private static final ClientAddress TROLL = new ClientAddress("198.51.100.7", false);
  private static final ClientAddress SAME_NETWORK = new ClientAddress("198.51.100.99", false);
  private static final ClientAddress OTHER = new ClientAddress("203.0.113.5", false);
  private static final ClientAddress SIX = new ClientAddress("2001:db8:0:1::/64", false);
  private static final ClientAddress PROXY = new ClientAddress("127.0.0.1", true);
  private static final long HALF_AN_HOUR = Duration.ofMinutes(30).toNanos();
  private static final Set<String> NAME = Set.of("troll");

  private final TestPlacement tables = TestPlacement.of(10);

  private static JoinRequest called(String name) {
    return JoinRequest.anywhere().named(Set.of(name));
  }

  /** A table with three residents and the one in question, all of them at Chat0. */
  private TestPlacement.Member troll(ClientAddress client) {
    for (int i = 0; i < 3; i++) {
      TestPlacement.Member resident = tables.enter(called("resident " + i), OTHER);
      assertThat(resident.room()).isEqualTo(chat(0));
    }
    TestPlacement.Member troll = tables.enter(called("troll"), client);
    assertThat(troll.room()).isEqualTo(chat(0));
    return troll;
  }

  private JoinResult moveAway(TestPlacement.Member member, ClientAddress client) {
    return tables.placement.moveAway(
        member.room(),
        new Expulsion(
            member.place(), member.connection(), Set.of(client), NAME, Set.of(), true, true),
        tables.now);
  }

  private TestPlacement.Member moved(TestPlacement.Member member, ClientAddress client) {
    JoinResult.Taken taken = (JoinResult.Taken) moveAway(member, client);
    return new TestPlacement.Member(taken.room(), taken.place(), member.connection(), taken.seat());
  }

  @Test
  void aBanGoesAlongWithTheTableToAnotherNodeUntilItsHourIsOver() {
    TestPlacement.Member troll = troll(TROLL);
    moved(troll, TROLL);
    List<RoomBans.Passed> passed = tables.placement.bansOf(chat(0), tables.now + HALF_AN_HOUR);

    RoomBans there = new RoomBans(new RandomTokens(new SecureRandom()));
    long now = 77; // another machine's clock
    there.take(passed, now);
    there.take(passed, now); // what is told again is the same
    for (String banned : List.of("name troll", "network " + TROLL.network())) {
      assertThat(there.has(List.of(banned), now + HALF_AN_HOUR - 1_000_000)).isTrue();
      assertThat(there.has(List.of(banned), now + HALF_AN_HOUR)).isFalse();
    }
    assertThat(there.has(List.of("name Ana"), now)).isFalse();
    assertThat(there.has(List.of(RoomBans.CONNECTION + troll.connection()), now))
        .as("that is somebody else's number there")
        .isFalse();
    there.add(List.of("name other"), now);
    assertThat(there.passOn(now)).hasSize(2);
  }

  @Test
  void bansOfOtherNodesAreBoundedToo() {
    RoomBans there = new RoomBans(new RandomTokens(new SecureRandom()));
    for (int node = 0; node < 40; node++) {
      Map<String, Long> much = new HashMap<>();
      for (int i = 0; i < 2 * RoomBans.MOST; i++) {
        much.put("%032x".formatted(i), Long.MAX_VALUE);
      }
      there.take(List.of(new RoomBans.Passed("key " + node, much)), 0);
    }
    assertThat(there.passOn(0)).hasSize(RoomBans.MOST_KEYS);
    assertThat(there.passOn(0)).allMatch(one -> one.millis().size() == RoomBans.MOST);
    assertThat(there.passOn(RoomBans.TIME.toNanos())).isEmpty();
  }

  /** The room went over many nodes, and the last of them tells it more than once. */
  @Test
  void whatIsToldAgainNeverPushesTheLatestBansOut() {
    List<RoomBans.Passed> told = new ArrayList<>();
    for (int node = 0; node <= RoomBans.MOST_KEYS; node++) {
      RoomBans there = new RoomBans(new RandomTokens(new SecureRandom()));
      there.add(List.of("name " + node), 0);
      told.addAll(there.passOn(0));
    }
    RoomBans here = new RoomBans(new RandomTokens(new SecureRandom()));
    for (int time = 0; time < 2 * RoomBans.MOST_KEYS; time++) {
      here.take(told, 0);
      assertThat(here.has(List.of("name " + RoomBans.MOST_KEYS), 0)).isTrue();
    }
  }

  @Test
  void aMemberGetsASeatAtAnotherTable() {
    TestPlacement.Member troll = troll(TROLL);
    TestPlacement.Member moved = moved(troll, TROLL);
    assertThat(moved.room()).isEqualTo(chat(1));
    assertThat(tables.state(chat(0), troll.place())).isEmpty();
    assertThat(tables.placement.totals()).isEqualTo(new Totals(2, 0, 0, 4, 0));
    tables.lost(moved);
    TestPlacement.Member back = tables.enter(JoinRequest.forSeat(troll.seat()), TROLL);
    assertThat(back.room()).as("its secret leads to the new seat").isEqualTo(chat(1));
  }

  @Test
  void itDoesNotComeBackByNext() {
    TestPlacement.Member moved = moved(troll(TROLL), TROLL);
    assertThat(tables.nextRefused(moved)).isEqualTo(Refusal.NOWHERE_ELSE);
    tables.enter(called("somebody"), OTHER); // beside it
    tables.pass(RoomBans.TIME);
    assertThat(tables.nextRefused(moved)).as("its seat remembers").isEqualTo(Refusal.NOWHERE_ELSE);
    tables.leave(moved);
    TestPlacement.Member again = tables.enter(called("troll").named(NAME), TROLL);
    assertThat(tables.next(again).room()).as("an hour later").isEqualTo(chat(0));
  }

  @Test
  void itDoesNotComeBackAlone() {
    TestPlacement.Member troll = troll(TROLL);
    tables.leave(moved(troll, TROLL));
    assertThat(tables.enter(called("new name"), TROLL).room()).isNotEqualTo(chat(0));
    assertThat(tables.enter(called("new name"), SAME_NETWORK).room()).isNotEqualTo(chat(0));
    assertThat(tables.enter(called("troll"), OTHER).room()).isNotEqualTo(chat(0));
    assertThat(tables.enter(called("troll"), PROXY).room()).isNotEqualTo(chat(0));
  }

  @Test
  void itDoesNotComeBackByInvite() {
    TestPlacement.Member troll = troll(TROLL);
    String code = tables.code(troll);
    tables.leave(moved(troll, TROLL));
    JoinRequest invited = JoinRequest.withInvite(code);
    assertThat(tables.refused(invited.named(Set.of("new name")), TROLL))
        .isEqualTo(Refusal.VOTED_AWAY);
    assertThat(tables.refused(invited.named(NAME), OTHER)).isEqualTo(Refusal.VOTED_AWAY);
    assertThat(tables.enter(invited.named(Set.of("friend")), OTHER).room()).isEqualTo(chat(0));
    tables.pass(RoomBans.TIME.minusNanos(1));
    assertThat(tables.refused(invited.named(NAME), TROLL)).isEqualTo(Refusal.VOTED_AWAY);
    tables.pass(Duration.ofNanos(1));
    assertThat(tables.enter(invited.named(NAME), TROLL).room()).isEqualTo(chat(0));
  }

  @Test
  void itDoesNotComeBackByASeatThatItReservedBefore() {
    TestPlacement.Member troll = troll(TROLL);
    Reservation.Reserved reserved =
        (Reservation.Reserved)
            tables.placement.reserveDirect(
                called("another name"), tables.newConnection(), SAME_NETWORK, tables.now);
    assertThat(reserved.room()).isEqualTo(chat(0));
    moveAway(troll, TROLL);
    assertThat(tables.refused(JoinRequest.forSeat(reserved.seat()), TROLL))
        .isEqualTo(Refusal.VOTED_AWAY);
    assertThat(tables.state(chat(0), reserved.place())).as("the seat is free").isEmpty();
  }

  @Test
  void fromAnEncryptedRoomNobodyIsMovedToWhereTheServerReads() {
    TestPlacement.Member troll = tables.enter(JoinRequests.forPrivateRoom().encrypted(true), TROLL);
    assertThat(moveAway(troll, TROLL)).isInstanceOf(JoinResult.Refused.class);
    assertThat(tables.placement.totals().seated()).isZero();
  }

  @Test
  void itDoesNotComeBackToASeatThatItLeftForAMoment() {
    TestPlacement.Member troll = troll(TROLL);
    tables.enter(JoinRequests.notAt(chat(0)), OTHER);
    TestPlacement.Member elsewhere = tables.nextKeeping(troll);
    assertThat(tables.state(chat(0), troll.place())).contains(SeatState.HELD);
    assertThat(moveAway(troll, TROLL)).isInstanceOf(JoinResult.Refused.class);
    assertThat(tables.state(chat(0), troll.place())).isEmpty();
    assertThat(tables.heard.events).contains(Event.expired(chat(0), troll.place()));
    assertThat(tables.goBack(elsewhere)).isEqualTo(new JoinResult.Refused(Refusal.NOWHERE_ELSE));
  }

  @Test
  void whoLostItsConnectionMeanwhileLosesItsSeat() {
    TestPlacement.Member troll = troll(TROLL);
    tables.lost(troll);
    assertThat(moveAway(troll, TROLL)).isEqualTo(new JoinResult.Refused(Refusal.STALE_SEAT));
    assertThat(tables.refused(JoinRequest.forSeat(troll.seat()), TROLL))
        .isEqualTo(Refusal.STALE_SEAT);
    assertThat(tables.enter(called("troll"), TROLL).room()).isNotEqualTo(chat(0));
  }

  @Test
  void whoHasLeftMeanwhileMayNotComeBackEither() {
    TestPlacement.Member troll = troll(TROLL);
    tables.leave(troll);
    TestPlacement.Member innocent = tables.enter(called("innocent"), OTHER);
    assertThat(innocent.place()).isEqualTo(troll.place());
    assertThat(moveAway(troll, TROLL)).isInstanceOf(JoinResult.Refused.class);
    assertThat(tables.state(chat(0), innocent.place())).contains(SeatState.SEATED);
    assertThat(tables.enter(called("x"), TROLL).room()).isNotEqualTo(chat(0));
  }

  @Test
  void itComesBackFromNoneOfTheNetworksThatItCameFrom() {
    TestPlacement.Member troll = troll(TROLL);
    JoinRequest invited = JoinRequest.withInvite(tables.code(troll)).named(Set.of("new name"));
    tables.leave(troll);
    tables.placement.moveAway(
        troll.room(),
        new Expulsion(
            troll.place(), troll.connection(), Set.of(TROLL, SIX), NAME, Set.of(), false, true),
        tables.now);
    for (ClientAddress network : List.of(TROLL, SIX)) {
      assertThat(tables.refused(invited, network)).isEqualTo(Refusal.VOTED_AWAY);
    }
    assertThat(tables.enter(invited, OTHER).room()).isEqualTo(chat(0));
  }

  @Test
  void othersOfItsNetworkKeepTheirSeats() {
    TestPlacement.Member neighbour = tables.enter(called("neighbour"), SAME_NETWORK);
    TestPlacement.Member troll = troll(TROLL);
    moveAway(troll, TROLL);
    assertThat(tables.state(chat(0), neighbour.place())).contains(SeatState.SEATED);
    tables.lost(neighbour);
    assertThat(tables.enter(JoinRequest.forSeat(neighbour.seat()), SAME_NETWORK).room())
        .isEqualTo(chat(0));
  }

  @Test
  void anIpv6NetworkIsOneOfSixtyFourBits() {
    TestPlacement.Member troll = troll(SIX);
    tables.leave(moved(troll, SIX));
    assertThat(tables.enter(called("x"), SIX).room()).isNotEqualTo(chat(0));
    assertThat(tables.enter(called("y"), new ClientAddress("2001:db8:0:2::/64", false)).room())
        .isNotNull();
    assertThat(SIX.network()).isEqualTo("2001:db8:0:1::/64");
    assertThat(TROLL.network()).isEqualTo("198.51.100.0/24").isEqualTo(SAME_NETWORK.network());
  }

  @Test
  void ofATrustedNetworkTheNameAndTheConnectionAreKeptOut() {
    TestPlacement.Member troll = troll(PROXY);
    TestPlacement.Member moved = moved(troll, PROXY);
    tables.leave(moved);
    JoinResult sameConnection =
        tables.placement.enter(called("new name"), moved.connection(), PROXY, tables.now);
    assertThat(((JoinResult.Taken) sameConnection).room()).isNotEqualTo(chat(0));
    assertThat(tables.enter(called("troll"), PROXY).room()).isNotEqualTo(chat(0));
    String code = tables.code(tables.enter(JoinRequests.notAt(chat(1)), OTHER));
    assertThat(code).isNotEmpty();
    assertThat(tables.enter(called("somebody else"), PROXY).room())
        .as("somebody else behind the same proxy")
        .isIn(chat(0), chat(1), chat(2));
  }

  @Test
  void aClassicMemberIsDisconnectedAndRefusedAtThePorts() {
    for (ClientAddress client : List.of(TROLL, PROXY)) {
      TestPlacement table = TestPlacement.of(10);
      Reservation.Reserved seat = table.findChat(client);
      long publisher = table.publisher(seat.room(), client);
      long subscriber = table.subscriber(seat.room(), client);
      assertThat(
              table.placement.moveAway(
                  seat.room(),
                  new Expulsion(
                      seat.place(), publisher, Set.of(client), NAME, Set.of(), false, true),
                  table.now))
          .isInstanceOf(JoinResult.Refused.class);
      assertThat(table.heard.events)
          .endsWith(
              Event.timedOut(seat.room(), publisher), Event.timedOut(seat.room(), subscriber));
      assertThat(table.turnedAway(seat.room(), ClassicSide.PUBLISHER, client))
          .isEqualTo(Refusal.VOTED_AWAY);
      assertThat(table.turnedAway(seat.room(), ClassicSide.SUBSCRIBER, client))
          .isEqualTo(Refusal.VOTED_AWAY);
      if (!client.trusted()) {
        assertThat(table.findChat(client).room()).isNotEqualTo(seat.room());
      }
    }
  }

  @Test
  void whomAnImpostorWasCalledLikeComesBackByItsName() {
    JoinRequest asAna = called("ana");
    TestPlacement.Member ana = tables.enter(asAna, OTHER);
    String code = tables.code(ana);
    TestPlacement.Member impostor = tables.enter(asAna, TROLL);
    tables.placement.moveAway(
        chat(0),
        new Expulsion(
            impostor.place(),
            impostor.connection(),
            Set.of(TROLL),
            Set.of("ana 2"),
            Set.of("ana"),
            true,
            true),
        tables.now);
    tables.leave(ana);
    JoinRequest invited = JoinRequest.withInvite(code);
    assertThat(tables.enter(invited.named(Set.of("ana")), OTHER).room()).isEqualTo(chat(0));
    assertThat(tables.refused(invited.named(Set.of("ana")), TROLL))
        .as("the impostor, by its network")
        .isEqualTo(Refusal.VOTED_AWAY);
    assertThat(tables.refused(invited.named(Set.of("ana", "ana 2")), PROXY))
        .as("the impostor's name")
        .isEqualTo(Refusal.VOTED_AWAY);
  }

  @Test
  void whoIsMovedForItsNameAloneMayComeBack() {
    TestPlacement.Member ana = tables.enter(called("ana"), OTHER);
    JoinRequest invited = JoinRequest.withInvite(tables.code(ana));
    Reservation.Reserved seat = tables.findChat(SAME_NETWORK);
    assertThat(seat.room()).isEqualTo(chat(0));
    long publisher = tables.publisher(chat(0), SAME_NETWORK);
    var _ = tables.subscriber(chat(0), SAME_NETWORK);
    tables.placement.moveAway(
        chat(0),
        new Expulsion(seat.place(), publisher, Set.of(SAME_NETWORK), NAME, Set.of(), false, false),
        tables.now);
    assertThat(tables.state(chat(0), seat.place())).isEmpty();
    assertThat(tables.turnedAway(chat(0), ClassicSide.PUBLISHER, SAME_NETWORK))
        .as("as a library does that connects again by itself")
        .isEqualTo(Refusal.VOTED_AWAY);
    assertThat(tables.enter(invited.named(NAME), TROLL).room()).isEqualTo(chat(0));
    assertThat(tables.findChat(SAME_NETWORK).room()).isEqualTo(chat(0));
  }

  @Test
  void aPrivateTableIsForWhomItWasNotMovedAwayFrom() {
    TestPlacement.Member owner =
        tables.enter(JoinRequests.forPrivateRoom().named(Set.of("owner")), OTHER);
    JoinRequest invited = JoinRequest.withInvite(tables.code(owner));
    TestPlacement.Member troll = tables.enter(invited.named(NAME), TROLL);
    assertThat(troll.room()).isEqualTo(owner.room());
    assertThat(moved(troll, TROLL).room()).isNotEqualTo(owner.room());
    assertThat(tables.refused(invited.named(Set.of("x")), TROLL)).isEqualTo(Refusal.VOTED_AWAY);
  }

  @Test
  void bansAreOfOneTableOnlyAndBounded() {
    RoomBans bans =
        new RoomBans(
            new TokenGenerator() {
              private int made;

              @Override
              public String next() {
                return "key" + made++;
              }
            });
    for (int i = 0; i < 10 * RoomBans.MOST; i++) {
      bans.add(List.of("name " + i), 0);
    }
    assertThat(bans.remembered()).hasSize(RoomBans.MOST);
    assertThat(bans.has(List.of("name 0"), 0)).as("the oldest is forgotten").isFalse();
    assertThat(bans.has(List.of("name " + (10 * RoomBans.MOST - 1)), 0)).isTrue();
    assertThat(bans.remembered()).allMatch(hash -> hash.matches("[0-9a-f]{32}"));
  }

  @Test
  void ofTheRoomsThatAMemberWasMovedAwayFromTheLatestAreKnown() {
    TestPlacement.Member troll = troll(PROXY);
    for (int i = 0; i < DirectSeats.MOST_EXPULSIONS; i++) {
      troll = moved(troll, PROXY);
    }
    tables.pass(RoomBans.TIME);
    assertThat(tables.nextRefused(troll))
        .as("though its hour is over")
        .isEqualTo(Refusal.NOWHERE_ELSE);
    assertThat(moved(troll, PROXY).room()).as("forgotten").isEqualTo(chat(0));
  }

  /**
   * It tries whatever it can, a hundred times within the hour, and others come and go meanwhile.
   */
  @Test
  void aLoneTargetThatReturnsAHundredTimesIsNeverSeatedThere() {
    Tries.of(
        100,
        random -> {
          TestPlacement world = TestPlacement.of(4 + random.nextInt(8));
          List<TestPlacement.Member> residents = new ArrayList<>();
          for (int i = 0; i < 3; i++) {
            residents.add(
                world.enter(called("resident " + i), new ClientAddress("10.0." + i + ".1", false)));
          }
          TestPlacement.Member troll = world.enter(called("troll"), TROLL);
          RoomId room = troll.room();
          String code = world.code(troll);
          JoinResult result =
              world.placement.moveAway(
                  room,
                  new Expulsion(
                      troll.place(), troll.connection(), Set.of(TROLL), NAME, Set.of(), true, true),
                  world.now);
          Optional<TestPlacement.Member> seat =
              result instanceof JoinResult.Taken taken
                  ? Optional.of(
                      new TestPlacement.Member(
                          taken.room(), taken.place(), troll.connection(), taken.seat()))
                  : Optional.empty();
          for (int attempt = 0; attempt < 100; attempt++) {
            world.pass(Duration.ofSeconds(random.nextInt(30)));
            if (seat.isPresent() && random.nextInt(4) == 0) {
              JoinResult next =
                  world.placement.next(
                      seat.get().room(),
                      seat.get().place(),
                      seat.get().connection(),
                      random.nextBoolean(),
                      world.now);
              if (next instanceof JoinResult.Taken taken) {
                seat =
                    Optional.of(
                        new TestPlacement.Member(
                            taken.room(), taken.place(), seat.get().connection(), taken.seat()));
              }
              assertThat(seat.get().room()).isNotEqualTo(room);
              continue;
            }
            seat.ifPresent(world::leave);
            seat = Optional.empty();
            boolean otherNetwork = random.nextInt(3) == 0;
            ClientAddress client =
                otherNetwork
                    ? new ClientAddress("10.9." + random.nextInt(200) + ".1", false)
                    : new ClientAddress("198.51.100." + random.nextInt(256), false);
            String name = otherNetwork ? "troll" : "name " + random.nextInt(50);
            JoinRequest request =
                switch (random.nextInt(3)) {
                  case 0 -> called(name);
                  case 1 -> JoinRequest.withInvite(code).named(Set.of(name));
                  default -> JoinRequest.forSeat(troll.seat()).named(Set.of(name));
                };
            long connection = world.newConnection();
            JoinResult entered = world.placement.enter(request, connection, client, world.now);
            if (entered instanceof JoinResult.Taken taken) {
              assertThat(taken.room()).as("attempt %s", attempt).isNotEqualTo(room);
              seat =
                  Optional.of(
                      new TestPlacement.Member(
                          taken.room(), taken.place(), connection, taken.seat()));
            }
            if (random.nextInt(3) == 0) {
              Reservation reserved = world.placement.reserveClassic(client, world.now);
              if (!otherNetwork && reserved instanceof Reservation.Reserved classic) {
                assertThat(classic.room()).isNotEqualTo(room);
              }
            }
          }
          assertThat(residents)
              .allSatisfy(
                  one -> assertThat(world.state(room, one.place())).contains(SeatState.SEATED));
        });
  }
}
