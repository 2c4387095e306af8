package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.server.StartException;

/** Encrypted rooms, at servers that are honest and at others. */
@Timeout(120)
final class EncryptedRoomTest {
  private static ConnectOptions opening(ServerAddress server, String name) {
    return ConnectOptions.encryptedRoom(server, name);
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
    return member.await(ChatEvent.Seated.class).room();
  }

  private static ServerMessage.Said said(ServerMessage.Said said, String message) {
    return new ServerMessage.Said(
        said.n(), said.place(), said.user(), message, said.action(), said.id());
  }

  private static void awaitFault(TestMember member, EncryptionFault fault, int place) {
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

  /** The server, which cannot read them, marks all of the first minute. */
  @Test
  void linksOfTheFirstMinuteAreMarkedAndOtherTextsAreNot() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(server.address(), invitation(ana)), "Bia"))) {
        seat(bia);
        bia.client.say("https://example.org/");
        bia.client.say("no link");
        assertThat(ana.await(ChatEvent.Said.class).message().newcomer()).isTrue();
        assertThat(ana.await(ChatEvent.Said.class).message().newcomer()).isFalse();
      }
    }
  }

  /** They were typed while the encrypted room was on the screen. */
  @Test
  void textsThatWaitForTheWayOutAreNotSaidAmongStrangers() throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember bia = TestMember.enter(server.address(), "Bia");
        TestMember ana = TestMember.enter(opening(relay.address(), "Ana"))) {
      seat(bia);
      seat(ana);
      ana.client.next();
      ana.client.say("for those who have the secret");
      RoomSnapshot strangers = seat(ana);
      assertThat(strangers.encrypted()).isFalse();
      assertThat(ana.await(ChatEvent.Returned.class).texts())
          .extracting(UnsentMessage::text)
          .containsExactly("for those who have the secret");
      ana.client.say("for all");
      assertThat(bia.hearUpTo("for all")).containsExactly("for all");
      assertThat(relay.seen()).noneMatch(text -> text.contains("have the secret"));
    }
  }

  /** What Bia is told when Ana says three texts and the server does this with them. */
  private static void tampered(
      Function<List<ServerMessage.Said>, List<ServerMessage>> how,
      List<String> heard,
      EncryptionFault... faults)
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
        List<EncryptionFault> found = new ArrayList<>();
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
    tampered(
        all -> List.of(all.get(0), all.get(2)), List.of("one", "three"), EncryptionFault.MISSING);
  }

  @Test
  void whatIsSwappedIsNoticed() throws StartException {
    tampered(
        all -> List.of(all.get(1), all.get(0), all.get(2)),
        List.of("two", "one", "three"),
        EncryptionFault.MISSING,
        EncryptionFault.LATE);
  }

  @Test
  void whatIsRepeatedIsNoticed() throws StartException {
    tampered(
        all -> List.of(all.get(0), all.get(0), all.get(1), all.get(2)),
        List.of("one", "two", "three"),
        EncryptionFault.REPEATED);
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
        EncryptionFault.FORGED,
        EncryptionFault.MISSING);
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
        EncryptionFault.FORGED,
        EncryptionFault.FORGED,
        EncryptionFault.MISSING);
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
                      withMembers(
                          seated,
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
                              .toList()))
                  : List.of(message));
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(relay.address(), invitation(ana)), "Bia"))) {
        assertThat(seat(bia).members()).extracting(MemberInfo::name).containsExactly("Guest");
        awaitFault(bia, EncryptionFault.FORGED, 7);
      }
    }
  }

  @Test
  void aCrowdOfEqualNamesIsToldApartAtOnce() throws StartException {
    int crowd = 2500;
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      ServerAddress invited = invitation(ana);
      byte[] secret = invited.secret().orElseThrow().bytes();
      relay.tamper(
          message -> {
            if (!(message instanceof ServerMessage.Seated seated)) {
              return List.of(message);
            }
            byte[] salt = Base64.getUrlDecoder().decode(seated.salt().orElseThrow());
            SecureRandom random = new SecureRandom();
            List<ServerMessage.MemberEntry> members = new ArrayList<>();
            for (int place = 3; place < 3 + crowd; place++) {
              RoomCipher cipher = new RoomCipher(secret, salt, seated.room(), random);
              String name = cipher.seal(place, "{\"type\":\"name\",\"user\":\"Eva\"}");
              members.add(
                  new ServerMessage.MemberEntry(
                      place,
                      "Guest",
                      ServerMessage.Presence.HERE,
                      false,
                      place,
                      Optional.of(name)));
            }
            return List.of(withMembers(seated, members));
          });
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(relay.address(), invited), "Bia"))) {
        RoomSnapshot table = bia.await(ChatEvent.Seated.class, Duration.ofSeconds(12)).room();
        assertThat(table.members())
            .extracting(MemberInfo::name)
            .doesNotHaveDuplicates()
            .hasSize(crowd)
            .contains("Eva", "Eva 2", "Eva " + crowd);
      }
    }
  }

  /** What the member at place 3 tells Bia: that the key has changed, in both ways. */
  private static List<ServerMessage> claims(ServerMessage.Seated seat, RoomSecret secret) {
    byte[] salt = Base64.getUrlDecoder().decode(seat.salt().orElseThrow());
    RoomCipher cipher = new RoomCipher(secret.bytes(), salt, seat.room(), new SecureRandom());
    String run = "A".repeat(22); // 16 bytes
    String made = "{\"type\":\"newkey\",\"step\":\"key\",\"run\":\"" + run + "\",\"data\":\"AQ\"}";
    String changed = "{\"type\":\"newkey\",\"step\":\"changed\",\"run\":\"\",\"data\":\"\"}";
    return List.of(
        new ServerMessage.Told(3, "Guest 3", cipher.seal(3, made), false),
        new ServerMessage.Told(3, "Guest 3", cipher.seal(3, changed), true));
  }

  @Test
  void oneMemberWhoSaysThatTheOthersHaveAnotherKeySilencesNobody() throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      ServerAddress invited = invitation(ana);
      AtomicReference<ServerMessage.Seated> bias = new AtomicReference<>();
      relay.tamper(
          message -> {
            if (message instanceof ServerMessage.Seated seated) {
              bias.set(seated);
            }
            if (!(message instanceof ServerMessage.Said)) {
              return List.of(message);
            }
            List<ServerMessage> more = new ArrayList<>(List.of(message));
            more.addAll(claims(bias.get(), invited.secret().orElseThrow()));
            return more;
          });
      try (TestMember bia =
              TestMember.enter(ConnectOptions.to(by(relay.address(), invited), "Bia"));
          TestMember rui = TestMember.enter(ConnectOptions.to(invited, "Rui"))) {
        seat(bia);
        seat(rui);
        ana.client.say("one");
        assertThat(bia.hear()).isEqualTo("one");
        bia.client.say("two");
        assertThat(ana.hearUpTo("two")).contains("two");
        assertThat(bia.hearUpTo("two")).containsExactly("two");
        assertThat(bia.rest()).noneMatch(ChatEvent.KeyMissed.class::isInstance);
        bia.client.newKey();
        var _ = ana.await(ChatEvent.KeyAsked.class);
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
        awaitFault(ana, EncryptionFault.FORGED, hers.place());
        assertThat(ana.await(ChatEvent.Joined.class).member().name()).isEqualTo("Guest 2");
        ana.client.say("not for Eva");
        awaitFault(eva, EncryptionFault.FORGED, table.place());
        eva.client.say("who are you?");
        awaitFault(ana, EncryptionFault.FORGED, hers.place());
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
      assertThat(ana.upTo(ChatEvent.Said.class))
          .as("the return is answered by the seat")
          .noneMatch(ChatEvent.Lost.class::isInstance);
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
      rui.client.encryptedRoom();
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
        assertThat(bia.hear()).isEqualTo("one");
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

  /** It could list somebody without the secret under a friend's name. */
  @Test
  void aServerThatCallsSomebodyByANameCallsItGuest() throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      relay.tamper(
          message ->
              message instanceof ServerMessage.Seated seated
                  ? List.of(
                      withMembers(seated, called("Rui", "Guest 6")),
                      new ServerMessage.TypingNow(9, "Eva"),
                      new ServerMessage.Joined(7, "Guest of honour", false, 99),
                      new ServerMessage.Left(7, "Guest of honour", false),
                      new ServerMessage.Away(8, "Caio", false, false))
                  : List.of(message));
      try (TestMember bia =
          TestMember.enter(ConnectOptions.to(by(relay.address(), invitation(ana)), "Bia"))) {
        assertThat(seat(bia).members())
            .extracting(MemberInfo::name)
            .containsExactly("Guest", "Guest 6");
        assertThat(bia.await(ChatEvent.Joined.class).member().name()).isEqualTo("Guest");
        assertThat(bia.await(ChatEvent.Left.class).member().name()).isEqualTo("Guest");
      }
    }
  }

  /** Members of these names at the server, who have sealed none. */
  private static List<ServerMessage.MemberEntry> called(String... names) {
    List<ServerMessage.MemberEntry> members = new ArrayList<>();
    for (String name : names) {
      members.add(
          new ServerMessage.MemberEntry(
              20 + members.size(), name, ServerMessage.Presence.HERE, false, 20 + members.size()));
    }
    return members;
  }

  /** What tells of a seat, with others at the table. */
  private static ServerMessage withMembers(
      ServerMessage.Seated seated, List<ServerMessage.MemberEntry> members) {
    return new ServerMessage.Seated(
        seated.room(),
        seated.user(),
        seated.place(),
        seated.member(),
        seated.seat(),
        seated.n(),
        seated.capacity(),
        seated.isPrivate(),
        members,
        seated.limits(),
        seated.doors(),
        seated.salt(),
        seated.formerly());
  }

  @Test
  void whoLeftIsNotToldOfWhoHadNoNameYet() throws StartException, InterruptedException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember _ = TestMember.seated(server.address(), "Rui");
        TestMember ana = TestMember.enter(opening(relay.address(), "Ana"))) {
      seat(ana);
      ServerAddress invited = by(server.address(), invitation(ana));
      CountDownLatch came = new CountDownLatch(1);
      relay.tamper(
          message -> {
            if (message instanceof ServerMessage.Joined) {
              came.countDown();
            }
            return message instanceof ServerMessage.Told ? List.of() : List.of(message);
          });
      try (TestMember bia = TestMember.enter(ConnectOptions.to(invited, "Bia"))) {
        assertThat(came.await(20, TimeUnit.SECONDS)).isTrue();
        ana.client.next();
        assertThat(seat(ana).encrypted()).isFalse();
        ana.hearsNone(ChatEvent.Joined.class, EncryptedRoom.NAME_WAIT.plusMillis(500));
        seat(bia);
      }
    }
  }

  // ---- a new key

  private static ChatEvent.KeyChanged changed(TestMember member) {
    return member.await(ChatEvent.KeyChanged.class);
  }

  /** A member at a table of Ana, by way of this server. */
  private static TestMember joiner(ServerAddress way, TestMember ana, String name) {
    TestMember joiner = TestMember.enter(ConnectOptions.to(by(way, invitation(ana)), name));
    seat(joiner);
    var _ = ana.await(ChatEvent.Joined.class, event -> event.member().name().equals(name));
    return joiner;
  }

  @Test
  void whoLeftReadsNothingAfterAllOthersAgreedOnANewKey() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      SafetyCode before = seat(ana).code().orElseThrow();
      ServerAddress oldLink = invitation(ana);
      try (TestMember bia = joiner(server.address(), ana, "Bia")) {
        TestMember rui = joiner(server.address(), ana, "Rui");
        rui.leave();
        var _ = ana.await(ChatEvent.Left.class);
        ana.client.newKey();
        assertThat(ana.await(ChatEvent.KeyAsked.class).mine()).isTrue();
        assertThat(bia.await(ChatEvent.KeyAsked.class).member().name()).isEqualTo("Ana");
        bia.client.newKey();
        ChatEvent.KeyChanged hers = changed(ana);
        ChatEvent.KeyChanged his = changed(bia);
        assertThat(hers.code()).isEqualTo(his.code()).isNotEqualTo(before);
        assertThat(hers.with()).extracting(MemberInfo::name).containsExactly("Bia");
        assertThat(his.with()).extracting(MemberInfo::name).containsExactly("Ana");
        assertThat(hers.without()).isEmpty();
        assertThat(ana.client.snapshot().orElseThrow().code()).contains(hers.code());
        ana.client.say("only for Bia");
        assertThat(bia.hear()).isEqualTo("only for Bia");
        bia.client.say("and for Ana");
        assertThat(ana.hearUpTo("and for Ana")).containsExactly("only for Bia", "and for Ana");

        try (TestMember again = TestMember.enter(ConnectOptions.to(oldLink, "Rui"))) {
          int place = seat(again).place();
          var _ = again.await(ChatEvent.KeyMissed.class);
          awaitFault(ana, EncryptionFault.OLD_KEY, place);
          ana.client.say("not for Rui");
          assertThat(bia.hearUpTo("not for Rui")).endsWith("not for Rui");
          again.client.say("let me in");
          assertThat(again.await(ChatEvent.Refused.class).reason())
              .isEqualTo(ErrorCode.ENCRYPTED_ROOM);
          again.client.newKey();
          var _ = again.await(ChatEvent.KeyMissed.class);
          assertThat(again.rest())
              .noneMatch(ChatEvent.Said.class::isInstance)
              .noneMatch(ChatEvent.Unopened.class::isInstance);
        }
        try (TestMember eva = joiner(server.address(), ana, "Eva")) {
          assertThat(eva.client.snapshot().orElseThrow().code()).contains(hers.code());
          assertThat(eva.client.snapshot().orElseThrow().members())
              .extracting(MemberInfo::name)
              .contains("Ana", "Bia");
          eva.client.say("with the new link");
          assertThat(bia.hearUpTo("with the new link")).endsWith("with the new link");
        }
        assertThat(bia.rest())
            .filteredOn(ChatEvent.Unopened.class::isInstance)
            .allMatch(event -> ((ChatEvent.Unopened) event).fault() == EncryptionFault.OLD_KEY);
      }
    }
  }

  @Test
  void whoIsAloneChangesTheKeyAtOnceAndAsOftenAsItLikes() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      ServerAddress first = invitation(ana);
      ana.client.newKey();
      assertThat(changed(ana).with()).isEmpty();
      ana.client.newKey();
      assertThat(changed(ana).with()).isEmpty();
      assertThat(invitation(ana).secret()).isNotEqualTo(first.secret());
      TestMember rui = TestMember.enter(ConnectOptions.to(first, "Rui"));
      seat(rui);
      var _ = rui.await(ChatEvent.KeyMissed.class);
      ServerAddress link = invitation(ana);
      rui.client.join(link);
      assertThat(seat(rui).code()).isEqualTo(ana.client.snapshot().orElseThrow().code());
      rui.client.say("in again");
      assertThat(ana.hear()).isEqualTo("in again");
      rui.leave();
    }
  }

  @Test
  void whoDoesNotAgreeKeepsTheKey() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      Optional<SafetyCode> before = seat(ana).code();
      try (TestMember bia = joiner(server.address(), ana, "Bia");
          TestMember eva = joiner(server.address(), ana, "Eva")) {
        ana.client.newKey();
        var _ = bia.await(ChatEvent.KeyAsked.class);
        var _ = eva.await(ChatEvent.KeyAsked.class);
        eva.client.newKey();
        bia.client.declineNewKey();
        for (TestMember member : List.of(ana, eva)) {
          ChatEvent.KeyStays stays = member.await(ChatEvent.KeyStays.class);
          assertThat(stays.why()).isEqualTo(ChatEvent.KeyStays.Why.DECLINED);
          assertThat(stays.member().name()).isEqualTo("Bia");
        }
        assertThat(bia.await(ChatEvent.KeyStays.class).mine()).isTrue();
        assertThat(ana.client.snapshot().orElseThrow().code()).isEqualTo(before);
        ana.client.say("as before");
        assertThat(bia.hear()).isEqualTo("as before");
      }
    }
  }

  @Test
  void twoWhoAskAtOnceGetOneKey() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      try (TestMember bia = joiner(server.address(), ana, "Bia");
          TestMember eva = joiner(server.address(), ana, "Eva")) {
        bia.client.newKey();
        ana.client.newKey();
        eva.client.newKey();
        SafetyCode code = changed(ana).code();
        assertThat(changed(bia).code()).isEqualTo(code);
        assertThat(changed(eva).code()).isEqualTo(code);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {27, 28, 40})
  void allOfALargeRoomMakeANewKey(int seats) throws StartException {
    newKeyInAFullRoom(seats);
  }

  /** The time is in docs/encryption.md. */
  @ParameterizedTest
  @ValueSource(ints = {200, 100})
  @Tag("long")
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void allOfAnotherLargeRoomMakeANewKey(int seats) throws StartException {
    newKeyInAFullRoom(seats);
  }

  private static void newKeyInAFullRoom(int seats) throws StartException {
    List<TestMember> joiners = new ArrayList<>();
    try (TestServer server =
            TestServer.open(TestServer.Ways.USUAL.capacity(seats).queue(1024 * 1024));
        TestMember ana = TestMember.patient(opening(server.address(), "Ana"))) {
      seat(ana);
      ServerAddress invited = by(server.address(), invitation(ana));
      for (int i = 1; i < seats; i++) {
        TestMember joiner = TestMember.patient(ConnectOptions.to(invited, "Guest no. " + i));
        joiners.add(joiner);
        seat(joiner);
      }
      for (int i = 1; i < seats; i++) {
        var _ =
            ana.await(ChatEvent.Joined.class); // the last of so many are announced a little later
      }
      long begun = System.nanoTime();
      ana.client.newKey();
      for (TestMember joiner : joiners) {
        var _ = joiner.await(ChatEvent.KeyAsked.class);
        joiner.client.newKey();
      }
      ChatEvent.KeyChanged hers =
          ana.await(ChatEvent.KeyChanged.class, Duration.ofSeconds(30 + seats));
      System.out.printf(
          "a new key for %d: %.1f s%n", seats, (System.nanoTime() - begun) / 1_000_000_000.0);
      assertThat(hers.with()).hasSize(seats - 1);
      assertThat(hers.without()).isEmpty();
      for (TestMember joiner : joiners) {
        assertThat(changed(joiner).code()).isEqualTo(hers.code());
      }
      joiners.getLast().client.say("oi");
      assertThat(ana.hear()).isEqualTo("oi");
    } finally {
      joiners.forEach(TestMember::close);
    }
  }

  @Test
  void whoWasAwayMeanwhileIsToldWhenItIsBack() throws StartException, IOException {
    try (TestServer server = TestServer.open();
        Proxy network = Proxy.to(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"));
        TestMember bia = guestOf(network.address(), ana)) {
      network.cut(false);
      var _ = ana.await(ChatEvent.WentAway.class);
      ana.client.newKey();
      assertThat(changed(ana).with()).isEmpty();
      network.letIn();
      var _ = bia.await(ChatEvent.KeyMissed.class);
      bia.client.join(invitation(ana));
      assertThat(seat(bia).code()).isEqualTo(ana.client.snapshot().orElseThrow().code());
      bia.client.say("here again");
      assertThat(ana.hear()).isEqualTo("here again");
    }
  }

  private static TestMember guestOf(ServerAddress way, TestMember ana) {
    seat(ana);
    return joiner(way, ana, "Bia");
  }

  @Test
  void whoGoesWhileItIsMadeEndsIt() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"));
        TestMember bia = guestOf(server.address(), ana)) {
      bia.client.newKey();
      var _ = ana.await(ChatEvent.KeyAsked.class);
      bia.leave();
      assertThat(ana.await(ChatEvent.KeyStays.class).why()).isEqualTo(ChatEvent.KeyStays.Why.LEFT);
      ana.client.newKey();
      assertThat(changed(ana).with()).isEmpty();
    }
  }

  /** The steps of a new key between Ana, who starts, and Bia, whose server does this with them. */
  private static void hostile(
      Function<List<ServerMessage>, List<ServerMessage>> how, boolean worksAllTheSame)
      throws StartException {
    try (TestServer server = TestServer.open();
        TamperingRelay relay = new TamperingRelay(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"));
        TestMember bia = guestOf(relay.address(), ana)) {
      SafetyCode before = ana.client.snapshot().orElseThrow().code().orElseThrow();
      List<ServerMessage> steps = new ArrayList<>();
      relay.tamper(
          message -> {
            if (message instanceof ServerMessage.Told told && !told.keep() && told.place() == 1) {
              steps.add(message);
              return how.apply(steps);
            }
            return List.of(message);
          });
      ana.client.newKey();
      var _ = bia.await(ChatEvent.KeyAsked.class);
      bia.client.newKey();
      if (worksAllTheSame) {
        assertThat(changed(bia).code()).isEqualTo(changed(ana).code());
        ana.client.say("oi");
        assertThat(bia.hear()).isEqualTo("oi");
        return;
      }
      // Ana has a new key, or none; Bia has none, knows it, and neither hears nor says anything
      // that she takes for something of Ana's.
      ChatEvent end =
          ana.await(
              ChatEvent.class,
              event ->
                  event instanceof ChatEvent.KeyStays || event instanceof ChatEvent.KeyChanged);
      if (end instanceof ChatEvent.KeyChanged hers) {
        ana.client.say("not to be read by anybody else");
        var _ =
            bia.await(
                ChatEvent.class,
                event ->
                    event instanceof ChatEvent.KeyMissed || event instanceof ChatEvent.Unopened);
        assertThat(bia.client.snapshot().orElseThrow().code()).contains(before);
        assertThat(hers.code()).isNotEqualTo(before);
      }
      assertThat(bia.rest()).noneMatch(ChatEvent.KeyChanged.class::isInstance);
    }
  }

  @Test
  void whatIsRepeatedOrCompletedLateDoesNoHarmToANewKey() throws StartException {
    hostile(steps -> List.of(steps.getLast(), steps.getLast()), true);
    hostile(steps -> List.of(steps.getLast(), steps.getFirst()), true);
  }

  @Test
  void aNewKeyThatIsHeldBackIsNoKey() throws StartException {
    hostile(steps -> steps.size() == 3 ? List.of() : List.of(steps.getLast()), false);
  }

  @Test
  void aNewKeyOfWhichAStepIsReplacedIsNoKey() throws StartException {
    hostile(steps -> List.of(steps.size() == 3 ? steps.get(1) : steps.getLast()), false);
    hostile(
        steps -> {
          ServerMessage.Told told = (ServerMessage.Told) steps.getLast();
          String sealed = told.sealed();
          char last = sealed.charAt(sealed.length() - 30);
          String other =
              sealed.substring(0, sealed.length() - 30)
                  + (last == 'A' ? 'B' : 'A')
                  + sealed.substring(sealed.length() - 29);
          return List.of(
              steps.size() == 3
                  ? new ServerMessage.Told(told.place(), told.user(), other, false)
                  : told);
        },
        false);
  }

  @Test
  void aNewKeyWaitsForTheFirstSeatAndIsRefusedWhileASeatIsLost()
      throws StartException, IOException {
    try (TestServer server = TestServer.open();
        Proxy network = Proxy.to(server.port());
        TestMember ana = TestMember.enter(opening(server.address(), "Ana"))) {
      seat(ana);
      ServerAddress invited = by(network.address(), invitation(ana));
      try (TestMember bia = TestMember.enter(ConnectOptions.to(invited, "Bia"))) {
        bia.client.newKey();
        seat(bia);
        assertThat(ana.await(ChatEvent.KeyAsked.class).member().place()).isEqualTo(2);
        ana.client.newKey();
        assertThat(changed(bia).code()).isEqualTo(changed(ana).code());
        network.cut(false);
        bia.await(ChatEvent.Lost.class);
        bia.client.newKey();
        assertThat(bia.await(ChatEvent.Refused.class).reason()).isEqualTo(ErrorCode.NOT_SEATED);
        network.letIn();
      }
    }
  }

  @Test
  void onlyEncryptedRoomsHaveKeys() throws StartException {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      ana.client.newKey();
      ChatEvent.Refused refused = ana.await(ChatEvent.Refused.class);
      assertThat(refused.request()).isEqualTo(RequestType.NEW_KEY);
      assertThat(refused.reason()).isEqualTo(ErrorCode.NOT_ENCRYPTED);
    }
  }
}
