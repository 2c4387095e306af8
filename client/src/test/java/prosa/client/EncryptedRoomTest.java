package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.server.StartException;

/** Encrypted rooms, at servers that are honest and at others. */
@Timeout(120)
final class EncryptedRoomTest {
  private static ConnectOptions opening(ServerAddress server, String name) {
    return ConnectOptions.encryptedTable(server, name);
  }

  /** The address in the link of an invitation to the room of this member. */
  private static ServerAddress invitation(TestMember member) {
    member.client.invite();
    return ServerAddress.parse(member.await(ChatEvent.Invited.class).link()).orElseThrow();
  }

  /** The invitation by way of another address. */
  private static ServerAddress by(ServerAddress way, ServerAddress invitation) {
    return way.inviting(invitation.invite().orElseThrow(), invitation.secret());
  }

  private static RoomSnapshot seat(TestMember member) {
    return member.await(ChatEvent.Seated.class).table();
  }

  private static ServerMessage.Said said(ServerMessage.Said said, String message) {
    return new ServerMessage.Said(
        said.n(), said.place(), said.user(), message, said.action(), said.id());
  }

  private static void awaitFault(TestMember member, SealFault fault, int place) {
    var _ =
        member.await(
            ChatEvent.Unopened.class,
            event -> event.fault() == fault && event.member().place() == place);
  }

  @Test
  void membersHearEachOtherAndTheServerLearnsNothing() throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(relay.address(), "Ana-CANARY"))) {
      RoomSnapshot table = seat(ana);
      assertThat(table.name()).isEqualTo("Ana-CANARY");
      ServerAddress invited = invitation(ana);
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(relay.address(), invited), "Bia"))) {
        RoomSnapshot other = seat(bia);
        assertThat(other.code()).isPresent().isEqualTo(table.code());
        assertThat(other.members()).extracting(MemberInfo::name).containsExactly("Ana-CANARY");
        assertThat(ana.await(ChatEvent.Joined.class).member().name()).isEqualTo("Bia");
        ana.client.say("text-CANARY");
        ana.client.act("waves-CANARY");
        Message first = bia.await(ChatEvent.Said.class).message();
        assertThat(first.text()).isEqualTo("text-CANARY");
        assertThat(first.name()).isEqualTo("Ana-CANARY");
        Message second = bia.await(ChatEvent.Said.class).message();
        assertThat(second.action()).isTrue();
        assertThat(second.text()).isEqualTo("waves-CANARY");
        bia.client.say("oi");
        assertThat(ana.hearUpTo("oi")).containsExactly("text-CANARY", "waves-CANARY", "oi");
        bia.client.rename("Bianca-CANARY");
        assertThat(ana.await(ChatEvent.Renamed.class).member().name()).isEqualTo("Bianca-CANARY");
        assertThat(bia.await(ChatEvent.Renamed.class).mine()).isTrue();
        bia.client.typing();
        assertThat(ana.await(ChatEvent.Typing.class).member().name()).isEqualTo("Bianca-CANARY");
        assertThat(bia.rest()).noneMatch(ChatEvent.Unopened.class::isInstance);
      }
      assertThat(ana.await(ChatEvent.Left.class).member().name()).isEqualTo("Bianca-CANARY");
      assertThat(ana.rest()).noneMatch(ChatEvent.Unopened.class::isInstance);
      String secret = invited.secret().orElseThrow().text();
      assertThat(relay.seen())
          .isNotEmpty()
          .noneMatch(text -> text.contains("CANARY") || text.contains(secret));
    }
  }

  /** What Bia is told when Ana says three texts and the server does this with them. */
  private static void tampered(
      Function<List<ServerMessage.Said>, List<ServerMessage>> how,
      List<String> heard,
      SealFault... faults)
      throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      int place = seat(ana).place();
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(relay.address(), invitation(ana)), "Bia"))) {
        seat(bia);
        ana.client.say("zero");
        assertThat(bia.hear()).isEqualTo("zero");
        List<ServerMessage.Said> kept = new ArrayList<>();
        relay.tamper(
            message -> {
              if (message instanceof ServerMessage.Said said && said.place() == place) {
                kept.add(said);
                return kept.size() == 3 ? how.apply(kept) : List.of();
              }
              return List.of(message);
            });
        List.of("one", "two", "three").forEach(ana.client::say);
        List<String> texts = new ArrayList<>();
        List<SealFault> found = new ArrayList<>();
        while (texts.size() < heard.size() || found.size() < faults.length) {
          switch (bia.await(ChatEvent.class, event -> true)) {
            case ChatEvent.Said(Message message) -> texts.add(message.text());
            case ChatEvent.Unopened unopened -> {
              assertThat(unopened.member().place()).isBetween(1, 10);
              found.add(unopened.fault());
            }
            case ChatEvent other -> assertThat(other).isNotInstanceOf(ChatEvent.Ended.class);
          }
        }
        assertThat(texts).isEqualTo(heard);
        assertThat(found).containsExactly(faults);
      }
    }
  }

  @Test
  void whatIsLeftOutIsNoticed() throws StartException {
    tampered(all -> List.of(all.get(0), all.get(2)), List.of("one", "three"), SealFault.MISSING);
  }

  @Test
  void whatIsSwappedIsNoticed() throws StartException {
    tampered(
        all -> List.of(all.get(1), all.get(0), all.get(2)),
        List.of("two", "one", "three"),
        SealFault.MISSING,
        SealFault.LATE);
  }

  @Test
  void whatIsRepeatedIsNoticed() throws StartException {
    tampered(
        all -> List.of(all.get(0), all.get(0), all.get(1), all.get(2)),
        List.of("one", "two", "three"),
        SealFault.REPEATED);
  }

  @Test
  void whatIsSaidToBeOfAnotherIsNoticed() throws StartException {
    tampered(
        all ->
            List.of(
                all.get(0),
                new ServerMessage.Said(
                    all.get(1).n(), 9, "Guest 9", all.get(1).message(), false, Optional.empty()),
                all.get(2)),
        List.of("one", "three"),
        SealFault.FORGED,
        SealFault.MISSING);
  }

  @Test
  void whatIsChangedOrMadeUpIsNoticed() throws StartException {
    tampered(
        all -> {
          String sealed = all.get(1).message();
          char last = sealed.charAt(sealed.length() - 5);
          String changed =
              sealed.substring(0, sealed.length() - 5)
                  + (last == 'A' ? 'B' : 'A')
                  + sealed.substring(sealed.length() - 4);
          return List.of(
              all.get(0), said(all.get(1), changed), said(all.get(1), "in the clear"), all.get(2));
        },
        List.of("one", "three"),
        SealFault.FORGED,
        SealFault.FORGED,
        SealFault.MISSING);
  }

  @Test
  void aNameOfSomebodyElseIsNoticed() throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      relay.tamper(
          message ->
              message instanceof ServerMessage.Seated seated
                  ? List.of(
                      new ServerMessage.Seated(
                          seated.room(),
                          seated.user(),
                          seated.place(),
                          seated.member(),
                          seated.seat(),
                          seated.n(),
                          seated.capacity(),
                          seated.isPrivate(),
                          seated.members().stream()
                              .map(
                                  entry ->
                                      new ServerMessage.MemberEntry(
                                          7,
                                          entry.user(),
                                          entry.state(),
                                          false,
                                          entry.member(),
                                          entry.sealed()))
                              .toList(),
                          seated.limits(),
                          seated.doors(),
                          seated.salt()))
                  : List.of(message));
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(relay.address(), invitation(ana)), "Bia"))) {
        assertThat(seat(bia).members()).extracting(MemberInfo::name).containsExactly("Guest");
        awaitFault(bia, SealFault.FORGED, 7);
      }
    }
  }

  @Test
  void whoHasNoSecretIsRefused() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      ServerAddress invited = invitation(ana);
      ServerAddress bare =
          server.address().inviting(invited.invite().orElseThrow(), Optional.empty());
      TestMember rui = TestMember.enter(ConnectOptions.to(bare, "Rui"));
      assertThat(rui.await(ChatEvent.Ended.class).why())
          .isInstanceOfSatisfying(
              EndReason.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(ErrorCode.ENCRYPTED_ROOM));
    }
  }

  @Test
  void whoHasAnotherSecretReadsNothingAndIsNoticed() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      RoomSnapshot table = seat(ana);
      ServerAddress invited = invitation(ana);
      ServerAddress wrong =
          server
              .address()
              .inviting(invited.invite().orElseThrow(), Optional.of(RoomSecret.random()));
      try (TestMember eva = TestMember.enter(ConnectOptions.to(wrong, "Eva"))) {
        RoomSnapshot hers = seat(eva);
        assertThat(hers.code()).isPresent().isNotEqualTo(table.code());
        assertThat(hers.members()).extracting(MemberInfo::name).containsExactly("Guest");
        awaitFault(ana, SealFault.FORGED, hers.place());
        assertThat(ana.await(ChatEvent.Joined.class).member().name()).isEqualTo("Guest 2");
        ana.client.say("not for Eva");
        awaitFault(eva, SealFault.FORGED, table.place());
        eva.client.say("who are you?");
        awaitFault(ana, SealFault.FORGED, hers.place());
        assertThat(eva.rest())
            .noneMatch(
                event -> event instanceof ChatEvent.Said(Message message) && !message.mine());
      }
    }
  }

  @Test
  void nothingIsSaidAtATableThatIsNotEncrypted() {
    try (ScriptedServer server = new ScriptedServer()) {
      TestMember ana = TestMember.enter(opening(server.address(), "Ana"));
      ClientMessage.Enter enter = server.asked(ClientMessage.Enter.class);
      assertThat(enter.user()).isEqualTo("Guest");
      assertThat(enter.encrypted()).isTrue();
      assertThat(enter.isPrivate()).isTrue();
      ana.client.say("only for friends");
      server.seat("Chat0", 1, 0, Optional.empty());
      assertThat(ana.await(ChatEvent.Ended.class).why()).isEqualTo(new EndReason.NotEncrypted());
      server.asked(ClientMessage.Leave.class);
    }
  }

  @Test
  void aServerCannotMoveAMemberToWhereItReads() throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port())) {
      TestMember ana = TestMember.enter(opening(relay.address(), "Ana"));
      seat(ana);
      relay.tamper(
          message ->
              message instanceof ServerMessage.Said
                  ? List.of(
                      message,
                      new ServerMessage.Seated(
                          "Chat77",
                          "Guest",
                          1,
                          "s",
                          0,
                          10,
                          List.of(),
                          new ServerMessage.Limits(16_384, 8_192, Optional.empty())))
                  : List.of(message));
      ana.client.say("one");
      ana.client.say("two");
      assertThat(ana.await(ChatEvent.Ended.class).why()).isEqualTo(new EndReason.NotEncrypted());
      assertThat(relay.seen()).noneMatch(text -> text.contains("two"));
    }
  }

  @Test
  void whoAsksForAnotherTableIsAmongStrangersByItsName() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember rui = TestMember.seated(server.address(), "Rui");
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      assertThat(seat(ana).encrypted()).isTrue();
      ana.client.next();
      assertThat(seat(ana).encrypted()).isFalse();
      assertThat(rui.await(ChatEvent.Renamed.class).member().name()).isEqualTo("Ana");
      ana.client.say("oi");
      assertThat(rui.hear()).isEqualTo("oi");
    }
  }

  @Test
  void whoComesBackInTimeIsInTheEncryptedRoomAgain() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember rui = TestMember.seated(server.address(), "Rui");
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      RoomSnapshot table = seat(ana);
      assertThat(ana.client.execute(new ClientMessage.Next(true))).isEmpty();
      assertThat(seat(ana).encrypted()).isFalse();
      assertThat(rui.await(ChatEvent.Renamed.class).member().name()).isEqualTo("Ana");
      assertThat(ana.client.execute(new ClientMessage.Return())).isEmpty();
      assertThat(seat(ana).code()).isPresent().isEqualTo(table.code());
      ana.client.say("here again");
      assertThat(ana.hear()).isEqualTo("here again");
      assertThat(rui.rest()).noneMatch(ChatEvent.Said.class::isInstance);
    }
  }

  @Test
  void aLinkLeadsFromAnotherTable() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"));
        TestMember rui = TestMember.seated(server.address(), "Rui")) {
      seat(ana);
      ana.client.invite();
      rui.client.joinBy("come: " + ana.await(ChatEvent.Invited.class).link());
      RoomSnapshot there = seat(rui);
      assertThat(there.encrypted()).isTrue();
      assertThat(there.members()).extracting(MemberInfo::name).containsExactly("Ana");
      assertThat(ana.await(ChatEvent.Joined.class).member().name()).isEqualTo("Rui");
      rui.client.say("here I am");
      assertThat(ana.hear()).isEqualTo("here I am");
      rui.client.encryptedTable();
      assertThat(seat(rui).code()).isPresent().isNotEqualTo(there.code());
    }
  }

  @Test
  void aLostConnectionRepeatsNothingAndMakesNoFalseAlarm() throws StartException, IOException {
    try (TestServer server = TestServer.open();
        Proxy network = Proxy.to(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(network.address(), invitation(ana)), "Bia"))) {
        seat(bia);
        var _ = ana.await(ChatEvent.Joined.class);
        bia.client.say("one");
        assertThat(ana.hear()).isEqualTo("one");
        network.cut(false);
        var _ = ana.await(ChatEvent.WentAway.class);
        bia.client.say("two");
        ana.client.say("missed by Bia");
        assertThat(ana.hear()).isEqualTo("missed by Bia");
        network.letIn();
        assertThat(ana.await(ChatEvent.CameBack.class).member().name()).isEqualTo("Bia");
        assertThat(ana.hear()).isEqualTo("two");
        assertThat(bia.await(ChatEvent.Missed.class).count()).isEqualTo(1);
        ana.client.say("three");
        assertThat(bia.hearUpTo("three")).containsExactly("two", "three");
        assertThat(ana.rest()).noneMatch(ChatEvent.Unopened.class::isInstance);
        assertThat(bia.rest()).noneMatch(ChatEvent.Unopened.class::isInstance);
      }
    }
  }

  @Test
  void aTextIsAsLongAsItsSealedFormMayBe() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      String longest = "x".repeat(5_900);
      ana.client.say(longest);
      assertThat(ana.hear()).isEqualTo(longest);
      ana.client.say("x".repeat(6_200));
      assertThat(ana.await(ChatEvent.Refused.class).reason()).isEqualTo(ErrorCode.TOO_LARGE);
      ana.client.say("after it");
      assertThat(ana.hear()).isEqualTo("after it");
    }
  }

  @Test
  void whoDoesNotSayItsNameIsAnnouncedAllTheSame() throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(relay.address(), "Ana"))) {
      seat(ana);
      ServerAddress invited = by(server.address(), invitation(ana));
      relay.tamper(message -> message instanceof ServerMessage.Told ? List.of() : List.of(message));
      try (TestMember bia = TestMember.enter(ConnectOptions.to(invited, "Bia"))) {
        long begun = System.nanoTime();
        assertThat(ana.await(ChatEvent.Joined.class).member().name()).isEqualTo("Guest 2");
        assertThat(System.nanoTime() - begun)
            .isLessThan(TimeUnit.SECONDS.toNanos(20) + EncryptedRoom.NAME_WAIT.toNanos());
        seat(bia);
      }
    }
    assertThat(EncryptedRoom.NAME_WAIT).isLessThan(Duration.ofSeconds(5));
  }
}
