package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;

/** What a room does in which it can read nothing. */
final class SealedTalkTest {
  private static final String SALT = "bm9uY2Ugb2YgYSByb29tIQ";

  private static final String SEALED = "e1.example";

  private final TestRoom open = new TestRoom();
  private final TestRoom encrypted = new TestRoom(ModerationConfig.defaults(), Optional.of(SALT));

  @AfterEach
  void close() {
    open.close();
    encrypted.close();
  }

  private List<ServerMessage> heard(FakeMemberConnection member, ClientMessage sent) {
    member.send(sent);
    open.loop.run();
    encrypted.loop.run();
    return member.heard();
  }

  private ErrorCode refusal(FakeMemberConnection member, ClientMessage sent) {
    return ((ServerMessage.Refused) heard(member, sent).getFirst()).reason();
  }

  private static ServerMessage.Seated seated(FakeMemberConnection member) {
    return (ServerMessage.Seated) member.heard().getFirst();
  }

  @Test
  void whoIsSeatedGetsTheSaltAndWhatOthersKept() {
    FakeMemberConnection ana = encrypted.sit(1, "Guest");
    assertThat(seated(ana).salt()).contains(SALT);
    assertThat(heard(ana, new ClientMessage.Tell("e1.name", true)))
        .containsExactly(new ServerMessage.Told(1, "Guest", "e1.name", true));
    assertThat(heard(ana, new ClientMessage.Tell("e1.reaction", false)))
        .containsExactly(new ServerMessage.Told(1, "Guest", "e1.reaction", false));
    ServerMessage.Seated later = seated(encrypted.sit(2, "Guest"));
    assertThat(later.user()).isEqualTo("Guest 2");
    assertThat(later.members().getFirst().sealed()).contains("e1.name");
    assertThat(seated(open.sit(1, "Ana")).salt()).isEmpty();
  }

  @Test
  void whatIsKeptGoesWithItsMember() {
    FakeMemberConnection ana = encrypted.sit(1, "Guest");
    FakeMemberConnection bia = encrypted.sitQuietly(2, "Guest", ana);
    assertThat(heard(ana, new ClientMessage.Tell("e1.name", true))).hasSize(1);
    bia.breakOff();
    encrypted.loop.run();
    FakeMemberConnection again = encrypted.connection(Framing.WEBSOCKET);
    encrypted.room.seat(2, again, "Guest", "secret-new", true, -1);
    encrypted.loop.run();
    assertThat(seated(again).members().getFirst().sealed()).contains("e1.name");
    ana.send(new ClientMessage.Leave());
    encrypted.loop.run();
    assertThat(seated(encrypted.sit(1, "Guest")).members().getFirst().sealed()).isEmpty();
  }

  @Test
  void nothingIsSaidThatCouldBeRead() {
    FakeMemberConnection ana = encrypted.sitQuietly(1, "Guest");
    assertThat(heard(ana, new ClientMessage.Say(SEALED))).containsExactly(said(1, true));
    for (ClientMessage readable :
        List.of(
            new ClientMessage.Say("oi"),
            new ClientMessage.Say(SEALED, true, Optional.empty()),
            new ClientMessage.Say(SEALED, false, Optional.empty(), 1),
            new ClientMessage.React(1, "+1", false))) {
      assertThat(refusal(ana, readable)).isEqualTo(ErrorCode.NOT_SEALED);
    }
  }

  private static ServerMessage.Said said(long number, boolean newcomer) {
    return new ServerMessage.Said(number, 1, "Guest", SEALED, false, Optional.empty(), 0, newcomer);
  }

  /** Which of them have links, only members know. */
  @Test
  void whatAMemberSaysInItsFirstMinuteIsMarkedUnlessTheHostWantsNoMarks() {
    FakeMemberConnection ana = encrypted.sitQuietly(1, "Guest");
    assertThat(heard(ana, new ClientMessage.Say(SEALED))).containsExactly(said(1, true));
    encrypted.loop.advance(Duration.ofMinutes(1));
    assertThat(heard(ana, new ClientMessage.Say(SEALED))).containsExactly(said(2, false));
    TestRoom off =
        new TestRoom(
            new ModerationConfig(true, ModerationConfig.VOTE_AFTER, NewcomerBrake.OFF),
            Optional.of(SALT));
    FakeMemberConnection bia = off.sitQuietly(1, "Guest");
    bia.send(new ClientMessage.Say(SEALED));
    off.loop.run();
    assertThat(bia.heard()).containsExactly(said(1, false));
    off.close();
  }

  @Test
  void whatOnlyBeginsLikeSomethingSealedIsRefusedToo() {
    FakeMemberConnection ana = encrypted.sitQuietly(1, "Guest");
    for (String readable : List.of("oi", "e1.", "e1. oi", "e1.oi!", "e1.A e1.B", "E1.AAAA")) {
      assertThat(refusal(ana, new ClientMessage.Say(readable)))
          .as(readable)
          .isEqualTo(ErrorCode.NOT_SEALED);
    }
  }

  @Test
  void nothingIsToldThatCouldBeRead() {
    FakeMemberConnection ana = encrypted.sitQuietly(1, "Guest");
    for (String readable : List.of("Ana", "e1.", "e1. oi", "e1.A oi", "e1.A  e1.B")) {
      assertThat(refusal(ana, new ClientMessage.Tell(readable, true)))
          .as(readable)
          .isEqualTo(ErrorCode.NOT_SEALED);
    }
    String withNotes = "e1.name e1.note-1 e1.note_2"; // as after a new key
    assertThat(heard(ana, new ClientMessage.Tell(withNotes, true)))
        .containsExactly(new ServerMessage.Told(1, "Guest", withNotes, true));
  }

  @Test
  void nobodyIsCalledAnythingThere() {
    FakeMemberConnection ana = encrypted.sit(1, "Ana");
    assertThat(seated(ana).user()).isEqualTo("Guest");
    assertThat(refusal(ana, new ClientMessage.Rename("Ana"))).isEqualTo(ErrorCode.NOT_SEALED);
    assertThat(heard(ana, new ClientMessage.Rename("Guest")))
        .containsExactly(new ServerMessage.Renamed(1, "Guest", "Guest", false));
    ServerMessage.Seated bia = seated(encrypted.sit(2, "Bia"));
    assertThat(bia.user()).isEqualTo("Guest 2");
    assertThat(bia.members().getFirst().user()).isEqualTo("Guest");
    assertThat(heard(open.sitQuietly(1, "Guest"), new ClientMessage.Rename("Ana")))
        .containsExactly(new ServerMessage.Renamed(1, "Guest", "Ana", false));
  }

  @Test
  void onlyInAnEncryptedRoomIsAnythingTold() {
    FakeMemberConnection ana = open.sitQuietly(1, "Ana");
    assertThat(refusal(ana, new ClientMessage.Tell("e1.name", true)))
        .isEqualTo(ErrorCode.NOT_ENCRYPTED);
  }

  @Test
  void whatIsToldCountsAsRequests() {
    FakeMemberConnection ana = encrypted.sitQuietly(1, "Guest");
    for (int i = 0; i < 10; i++) {
      assertThat(heard(ana, new ClientMessage.Tell("e1.name", true)).getFirst())
          .isInstanceOf(ServerMessage.Told.class);
    }
    assertThat(refusal(ana, new ClientMessage.Tell("e1.name", true))).isEqualTo(ErrorCode.RATE);
  }
}
