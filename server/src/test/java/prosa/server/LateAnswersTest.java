package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.net.OutgoingMemory;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ErrorCode;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.server.classic.ClassicEndpoint;
import prosa.server.classic.PortPool;
import prosa.server.classic.PortRange;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;
import prosa.server.connection.ManualLoop;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.TestContext;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.LocalPlacement;
import prosa.server.placement.Placement;
import prosa.server.placement.PlacementConfig;
import prosa.server.room.Room;
import prosa.server.room.RoomConfig;
import prosa.server.room.RoomLoop;

/** Late answers of placement: events in between lose no seat and seat nobody twice. */
class LateAnswersTest {
  private static final ClientAddress CLIENT = new ClientAddress("192.0.2.1", true);
  private static final int QUEUE = 64 * 1024;

  private final ManualLoop loop = new ManualLoop();
  private final Counters counters = new Counters();
  private final OutgoingMemory memory = new OutgoingMemory(64L << 20);
  private final AddressBudgets budgets =
      new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 16 * 1024, counters, loop::nanos, 100);
  private final Console console =
      new Console(
          Console.Mode.OFF,
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  private final List<MemberConnection> atDoor = new ArrayList<>();
  private final List<ServerMessage.Refused> refusals = new ArrayList<>();
  private final Placement placement;
  private final DelayedPlacement answers;
  private final PlacementJoinService door;
  private long connections;

  LateAnswersTest() {
    RoomConfig config =
        new RoomConfig(
            10, 16 * 1024, ReadLimits.defaults(), Rate.OFF, QUEUE, Duration.ofSeconds(10));
    RateLimitedLogger log = new RateLimitedLogger();
    RoomLoop rooms = new RoomLoop(loop.eventLoop(), config, memory, log, loop::nanos);
    PortPool noPorts =
        new PortPool(new PortRange(20_000, 20_001), Duration.ofMinutes(10), 2, 0, loop.nanos());
    PortBinder binder =
        new PortBinder(noPorts, InetAddress.getLoopbackAddress(), loop.eventLoop(), log);
    PlacementSeatService[] seats = new PlacementSeatService[1];
    RoomRegistry registry =
        new RoomRegistry(
            binder,
            (id, isPrivate) -> {
              Room room =
                  new Room(
                      id,
                      isPrivate,
                      Optional.empty(),
                      config.capacity(),
                      rooms,
                      seats[0],
                      console,
                      counters);
              return new RoomHandle(
                  room, new ClassicEndpoint(room, TestContext.of(counters, budgets)));
            },
            _ -> {
              throw new IllegalStateException("there is no other node");
            },
            counters);
    int[] tokens = new int[1];
    placement = new Placement(PlacementConfig.defaults(), () -> "token-" + tokens[0]++, registry);
    answers = new DelayedPlacement(new LocalPlacement(placement, loop::nanos));
    seats[0] =
        new PlacementSeatService(
            loop.eventLoop(),
            answers,
            registry,
            new PlacementLimitCounter(counters),
            atDoor::add,
            (_, _) -> {
              throw new IllegalStateException("there is no other node");
            },
            (_, _) -> {});
    door =
        new PlacementJoinService(loop.eventLoop(), answers, seats[0], registry, binder, counters);
  }

  @AfterEach
  void close() {
    loop.close();
    console.close();
  }

  private FakeMemberConnection connect() {
    return FakeMemberConnection.open(++connections, Framing.ZMTP, loop, budgets, QUEUE, memory);
  }

  private void enter(FakeMemberConnection line, ClientMessage.Enter enter) {
    door.enter(enter, line, CLIENT, refusals::add);
    loop.run();
  }

  private void deliver() {
    answers.deliver();
    loop.run();
  }

  private FakeMemberConnection seated(String name) {
    FakeMemberConnection line = connect();
    enter(line, new ClientMessage.Enter(name));
    deliver();
    return line;
  }

  private static ServerMessage.Seated seatOf(FakeMemberConnection line) {
    return line.heard().stream()
        .filter(ServerMessage.Seated.class::isInstance)
        .map(ServerMessage.Seated.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void untilTheAnswerIsThereNothingIsReadAndThenTheMemberSits() {
    FakeMemberConnection ana = connect();
    enter(ana, new ClientMessage.Enter("Ana"));
    assertThat(ana.isPaused()).isTrue();
    assertThat(ana.heard()).isEmpty();
    deliver();
    assertThat(seatOf(ana).room()).isEqualTo("Chat0");
    assertThat(ana.isPaused()).isFalse();
  }

  @Test
  void aNewSeatForAConnectionThatIsGoneIsFreeAtOnce() {
    FakeMemberConnection ana = connect();
    enter(ana, new ClientMessage.Enter("Ana"));
    ana.breakOff();
    assertThat(placement.totals().seated()).isEqualTo(1);
    deliver();
    assertThat(placement.totals().seated()).isZero();
    assertThat(placement.totals().held()).isZero();
  }

  /** The seat may be another node's, whose placement knows nothing of the connection. */
  @Test
  void aNewSeatForAConnectionThatIsGoneIsGivenBackToWhoeverGaveIt() {
    FakeMemberConnection ana = connect();
    enter(ana, new ClientMessage.Enter("Ana"));
    ana.breakOff();
    deliver();
    assertThat(answers.withdrawn).hasSize(1);
  }

  @Test
  void aSeatThatIsTakenAgainByAConnectionThatIsGoneIsHeld() {
    FakeMemberConnection ana = seated("Ana");
    String secret = seatOf(ana).seat();
    ana.breakOff();
    loop.run();
    FakeMemberConnection again = connect();
    enter(
        again,
        new ClientMessage.Enter(
            "Ana",
            Optional.of(secret),
            OptionalLong.of(0),
            Optional.empty(),
            false,
            Optional.empty()));
    again.breakOff();
    deliver();
    assertThat(placement.totals().held()).isEqualTo(1);
    assertThat(placement.totals().seated()).isZero();
  }

  @Test
  void aLateRefusalIsToldAndReadingGoesOnUnlessTheConnectionIsGone() {
    ClientMessage.Enter stale =
        new ClientMessage.Enter(
            "Ana",
            Optional.of("nothing"),
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    FakeMemberConnection ana = connect();
    enter(ana, stale);
    deliver();
    assertThat(refusals)
        .extracting(ServerMessage.Refused::reason)
        .containsExactly(ErrorCode.STALE_SEAT);
    assertThat(ana.isPaused()).isFalse();
    FakeMemberConnection bia = connect();
    enter(bia, stale);
    bia.breakOff();
    deliver();
    assertThat(refusals).hasSize(1);
  }

  @Test
  void answersMayArriveInAnotherOrderThanTheQuestions() {
    FakeMemberConnection ana = connect();
    FakeMemberConnection bia = connect();
    enter(ana, new ClientMessage.Enter("Ana"));
    enter(bia, new ClientMessage.Enter("Bia"));
    answers.deliverLast();
    loop.run();
    assertThat(seatOf(bia).place()).isEqualTo(2);
    answers.deliverLast();
    loop.run();
    ServerMessage.Seated first = seatOf(ana);
    assertThat(first.place()).isEqualTo(1);
    assertThat(first.members()).extracting(ServerMessage.MemberEntry::user).containsExactly("Bia");
  }

  /** A member of Chat1. */
  private FakeMemberConnection seatedElsewhere(String name) {
    FakeMemberConnection member = connect();
    enter(
        member,
        new ClientMessage.Enter(
            name,
            Optional.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.of("Chat0")));
    deliver();
    return member;
  }

  @Test
  void whoAsksForAnotherRoomHearsItsOwnUntilTheAnswerIsThere() {
    FakeMemberConnection ana = seated("Ana");
    FakeMemberConnection bia = seated("Bia");
    FakeMemberConnection caio = seatedElsewhere("Caio");
    assertThat(seatOf(caio).room()).isEqualTo("Chat1");
    ana.heard();
    ana.send(new ClientMessage.Next());
    loop.run();
    bia.send(new ClientMessage.Say("still here?"));
    loop.run();
    assertThat(ana.heard()).hasSize(1).first().isInstanceOf(ServerMessage.Said.class);
    assertThat(answers.underWay()).isEqualTo(1);
    deliver();
    assertThat(seatOf(ana).room()).isEqualTo("Chat1");
    assertThat(bia.heard()).contains(new ServerMessage.Left(1, "Ana", false));
    assertThat(placement.totals().seated()).isEqualTo(3);
  }

  @Test
  void whoIsGoneWhenTheOtherRoomIsFoundIsHeldThere() {
    FakeMemberConnection ana = seated("Ana");
    FakeMemberConnection bia = seated("Bia");
    seatedElsewhere("Caio");
    ana.send(new ClientMessage.Next());
    loop.run();
    ana.breakOff();
    deliver();
    loop.run();
    assertThat(placement.totals().seated()).isEqualTo(2);
    assertThat(placement.totals().held()).isEqualTo(1);
    bia.heard();
    bia.send(new ClientMessage.Say("oi"));
    loop.run();
    assertThat(bia.heard()).hasSize(1);
  }

  @Test
  void whoLeavesIsAtTheDoorOnceItsSeatIsFree() {
    FakeMemberConnection ana = seated("Ana");
    ana.send(new ClientMessage.Leave());
    loop.run();
    assertThat(atDoor).isEmpty();
    deliver();
    assertThat(atDoor).containsExactly(ana);
    assertThat(placement.totals().seated()).isZero();
  }

  @Test
  void whoIsGoneBeforeItsSeatIsFreeIsNotBroughtToTheDoor() {
    FakeMemberConnection ana = seated("Ana");
    ana.send(new ClientMessage.Leave());
    loop.run();
    ana.breakOff();
    deliver();
    assertThat(atDoor).isEmpty();
  }

  @Test
  void theDoorsQuestionIsAnsweredWhenPlacementHasAnswered() {
    List<DoorAnswer> heard = new ArrayList<>();
    door.find(new DoorRequest.Find("Ana"), 1, CLIENT, "host:5555", heard::add);
    assertThat(heard).isEmpty();
    deliver();
    assertThat(heard).hasSize(1).first().isInstanceOf(DoorAnswer.SeatReserved.class);
    assertThat(placement.totals().reserved()).isEqualTo(1);
  }

  @Test
  void aSeatThatItsAskerIsGoneForIsFreeAtOnce() {
    door.find(new DoorRequest.Find("Ana"), 1, CLIENT, "host:5555", _ -> false);
    deliver();
    assertThat(answers.withdrawn).hasSize(1);
    assertThat(placement.totals().reserved()).isZero();
  }
}
