package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.testing.FailingDoor;
import prosa.testing.TextExamples.Example;
import prosa.zmtp.Backoff;

/** The doors of a cluster, of which some fail before their first answer. */
final class DoorTurnsTest {
  /** A second for a door; whoever has no seat for half a second is told. */
  private static final ClientTimeouts TIMES =
      new ClientTimeouts(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          TestMember.QUICK.heartbeat(),
          TestMember.QUICK.dead(),
          new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));

  /** The same for who is not in a hurry to be told. */
  private static final ClientTimeouts PATIENT =
      new ClientTimeouts(
          Duration.ofSeconds(30), TIMES.answer(), TIMES.heartbeat(), TIMES.dead(), TIMES.backoff());

  static List<Example> failures() {
    return FailingDoor.failures();
  }

  private static ServerAddress at(int port) {
    return new ServerAddress("127.0.0.1", port, Optional.empty());
  }

  /** A seat with this secret, and other doors that lead to it. */
  private static void seat(ScriptedServer server, String secret, ServerAddress... doors) {
    server.say(
        new ServerMessage.Seated(
            "Chat0@a",
            "Ana",
            2,
            0,
            secret,
            5,
            10,
            false,
            List.of(),
            new ServerMessage.Limits(16_384, 8_192, Optional.of(new Rate(10, 100))),
            List.of(doors).stream().map(ServerAddress::toString).toList()));
  }

  /** Ana, who was told that door besides the one by which she got her seat, which is gone. */
  private static TestMember seatedThroughADoorThatIsGone(ServerAddress other) {
    try (ScriptedServer one = new ScriptedServer()) {
      TestMember ana = TestMember.enter(one.address(), "Ana", TIMES);
      one.asked(ClientMessage.Enter.class);
      seat(one, "secret", other);
      ana.await(ChatEvent.Seated.class);
      return ana;
    }
  }

  private static List<ChatEvent.Unreachable> troubles(List<ChatEvent> told) {
    return told.stream()
        .filter(ChatEvent.Unreachable.class::isInstance)
        .map(ChatEvent.Unreachable.class::cast)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverBecomesOfADoorItsSeatIsHadThroughTheOthersInTurn(Example how) throws Exception {
    try (ScriptedServer one = new ScriptedServer();
        ScriptedServer two = new ScriptedServer();
        FailingDoor first = FailingDoor.before(one.address().port());
        FailingDoor second = FailingDoor.before(two.address().port());
        TestMember ana = TestMember.enter(at(first.port()), "Ana", TIMES)) {
      one.asked(ClientMessage.Enter.class);
      seat(one, "secret", at(second.port()));
      ana.await(ChatEvent.Seated.class);

      first.fail(how);
      ClientMessage.Enter enter = two.asked(ClientMessage.Enter.class);
      first.awaitAttempts(1); // it was tried again before
      seat(two, "another", at(first.port()));
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.RESUMED);
      assertThat(enter.seat()).contains("secret");
      assertThat(enter.heard()).hasValue(5);

      first.fail(how); // both of them, each in its turn
      second.fail(how);
      first.awaitAttempts(2);
      second.awaitAttempts(2);
      List<ChatEvent> told = new ArrayList<>(ana.upTo(ChatEvent.Unreachable.class));
      first.heal();
      assertThat(one.asked(ClientMessage.Enter.class).seat()).contains("another");
      seat(one, "third", at(second.port()));
      told.addAll(ana.upTo(ChatEvent.Seated.class));
      assertThat(troubles(told))
          .extracting(ChatEvent.Unreachable::server)
          .containsOnly(at(second.port()));
      assertThat(troubles(told)).extracting(ChatEvent.Unreachable::why).doesNotHaveDuplicates();
    }
  }

  /** Takes connections at the first address of the name, and says nothing. */
  private static ServerSocket silentAtTheFirst(int port) throws IOException {
    return new ServerSocket(port, 50, TwoAddressResolver.FIRST);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void ofSeveralAddressesOfANameTheNextIsTriedWhereTheFirstIsDeadOrSilent(boolean listens)
      throws Exception {
    try (ScriptedServer one = new ScriptedServer();
        ServerSocket silent =
            listens ? silentAtTheFirst(one.address().port()) : new ServerSocket();
        TestMember ana =
            TestMember.enter(
                new ServerAddress(TwoAddressResolver.NAME, one.address().port(), Optional.empty()),
                "Ana",
                PATIENT)) {
      one.asked(ClientMessage.Enter.class);
      seat(one, "secret");
      assertThat(ana.upTo(ChatEvent.Seated.class)).hasSize(2); // connecting, and no trouble
      assertThat(silent.isBound()).isEqualTo(listens);

      one.cut(); // the address that worked is kept
      assertThat(one.asked(ClientMessage.Enter.class).seat()).contains("secret");
    }
  }

  @Test
  void aDoorWithADeadFirstAddressIsComeThroughByItsSecond() {
    try (ScriptedServer two = new ScriptedServer()) {
      ServerAddress name =
          new ServerAddress(TwoAddressResolver.NAME, two.address().port(), Optional.empty());
      try (TestMember _ = seatedThroughADoorThatIsGone(name)) {
        assertThat(two.asked(ClientMessage.Enter.class).seat()).contains("secret");
      }
    }
  }

  @Test
  void anOriginalServerIsAskedAtTheAddressThatAnswered() throws Exception {
    try (Zmtp30Server server = new Zmtp30Server();
        TestMember ana =
            TestMember.enter(
                new ServerAddress(
                    TwoAddressResolver.NAME, server.address().port(), Optional.empty()),
                "Ana",
                TIMES)) {
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.NEW);
    }
  }

  @Test
  void aDoorThatWorkedIsKept() {
    try (ScriptedServer two = new ScriptedServer()) {
      try (TestMember ana = seatedThroughADoorThatIsGone(two.address())) {
        two.asked(ClientMessage.Enter.class);
        seat(two, "another");
        ana.await(ChatEvent.Seated.class);
        two.cut();
        assertThat(two.asked(ClientMessage.Enter.class).seat()).contains("another");
      }
    }
  }

  @Test
  void aSeatThatIsAskedForByItsSecretIsAskedForAtEachDoorAndGivenBackAtNone() {
    try (ScriptedServer one = new ScriptedServer();
        ScriptedServer two = new ScriptedServer();
        TestMember ana = TestMember.enter(one.address(), "Ana", TIMES)) {
      one.asked(ClientMessage.Enter.class);
      seat(one, "secret", two.address());
      ana.await(ChatEvent.Seated.class);
      one.cut();
      for (int round = 0; round < 2; round++) { // nothing else is asked of either
        assertThat(one.asked(ClientMessage.Enter.class).seat()).contains("secret");
        assertThat(two.asked(ClientMessage.Enter.class).seat()).contains("secret");
      }
      seat(two, "another", one.address());
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.RESUMED);
    }
  }

  @Test
  void aSeatThatMayBeGivenTooLateToWhoHasNoSecretIsGivenBack() {
    try (ScriptedServer one = new ScriptedServer();
        TestMember ana = TestMember.enter(one.address(), "Ana", TIMES)) {
      one.asked(ClientMessage.Enter.class);
      one.asked(ClientMessage.Leave.class);
      one.asked(ClientMessage.Enter.class);
      seat(one, "secret");
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.NEW);
    }
  }

  @Test
  void aDoorThatRefusesForNowHasAnsweredAndIsAskedAgain() {
    try (ScriptedServer two = new ScriptedServer()) {
      try (TestMember ana = seatedThroughADoorThatIsGone(two.address())) {
        for (int time = 0; time < 3; time++) {
          assertThat(two.asked(ClientMessage.Enter.class).seat()).contains("secret");
          two.say(new ServerMessage.Refused(ErrorCode.RATE, "Slower.", 100));
        }
        assertThat(ana.awaitUnreachable(ConnectError.RATE).server()).isEqualTo(two.address());
      }
    }
  }

  @Test
  void theUsersDoorIsTheLastAndTheOneThatAnsweredTheFirst() {
    DoorTurns doors = new DoorTurns(at(1));
    assertThat(doors.hasOthers()).isFalse();
    doors.told(List.of(at(2), at(1), at(3)), new Random(1));
    assertThat(round(doors)).startsWith(at(1)).containsExactlyInAnyOrder(at(1), at(2), at(3));

    doors.next();
    ServerAddress answered = doors.present();
    doors.answered();
    assertThat(doors.first()).isEqualTo(answered);
    doors.told(List.of(at(2), at(3), at(4)), new Random(1));
    assertThat(round(doors))
        .startsWith(answered)
        .endsWith(at(1))
        .containsExactlyInAnyOrder(at(1), at(2), at(3), at(4));

    doors.movedTo(at(5));
    assertThat(round(doors)).containsExactly(at(5), at(1));
    doors.home();
    assertThat(doors.isHome()).isTrue();
    assertThat(doors.isFirst()).isFalse();
  }

  /** One of each, from the present to that again. */
  private static List<ServerAddress> round(DoorTurns doors) {
    List<ServerAddress> all = new ArrayList<>();
    do {
      all.add(doors.present());
      doors.next();
    } while (!doors.isFirst());
    return all;
  }
}
