package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import prosa.protocol.ErrorCode;

/** The library with an original server: it is recognised, joined, and exchanges messages. */
final class OriginalServerTest {

  @Test
  void isRecognisedAndEnteredWithoutAWordThatOthersWouldSee() throws Exception {
    try (OriginalServer server = OriginalServer.open();
        TestMember ana = TestMember.enter(server.address(), "Ana")) {
      ChatEvent.Seated seated = ana.await(ChatEvent.Seated.class);
      String id = ana.client.say("oi");
      Message echo = ana.await(ChatEvent.Said.class).message();
      List<String> console = server.linesUpTo("oi");

      assertThat(seated.how()).isEqualTo(JoinKind.NEW);
      assertThat(seated.room())
          .isEqualTo(new RoomSnapshot(Optional.empty(), "Ana", 0, 10, List.of()));
      assertThat(seated.room().original()).isTrue();
      assertThat(seated.room().alone()).isFalse(); // nobody can know
      assertThat(echo).isEqualTo(new Message(0, 0, "Ana", "oi", false, true, Optional.of(id)));
      assertThat(console)
          .containsExactly(
              "Main Server Started",
              "Chat0\t|\tStarted",
              "Chat0\t|\tUsers connected: 1",
              "Chat0\t|\tReceived from Ana: oi");
    }
  }

  @Test
  void whoIsSeatedHearsTheVeryNextWord() throws Exception {
    try (OriginalServer server = OriginalServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      for (int i = 0; i < 20; i++) {
        // Said before the seat: it goes out in the very moment in which there is one.
        try (TestMember other = TestMember.enter(server.address(), "Bia" + i)) {
          other.client.say("first word " + i);
          assertThat(other.hear()).isEqualTo("first word " + i);
          assertThat(ana.hear()).isEqualTo("first word " + i);
          ana.client.say("answer " + i);
          assertThat(other.hear()).isEqualTo("answer " + i);
          assertThat(ana.hear()).isEqualTo("answer " + i);
        }
      }
    }
  }

  @Test
  void aServerThatKnowsNoPingIsGivenATimeAndSentNothingThatItDoesNotKnow() throws Exception {
    try (Zmtp30Server server = new Zmtp30Server();
        TestMember ana = TestMember.seated(server.address(), "Ana");
        TestMember bia = TestMember.enter(server.address(), "Bia")) {
      bia.client.say("first word");
      assertThat(ana.hear()).isEqualTo("first word");
      assertThat(bia.hear()).isEqualTo("first word");
      ana.client.say("answer");
      assertThat(bia.hear()).isEqualTo("answer");
      assertThat(server.strange()).isEmpty();
    }
  }

  @Test
  void everythingSaidComesInOrderAndIsAcknowledged() throws Exception {
    try (OriginalServer server = OriginalServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana");
        TestMember bia = TestMember.seated(server.address(), "Bia")) {
      List<String> texts = IntStream.range(0, 300).mapToObj(i -> "same " + i / 2).toList();
      texts.forEach(ana.client::say);
      List<String> heard = IntStream.range(0, 300).mapToObj(_ -> bia.hear()).toList();
      for (String text : texts) {
        Message echo = ana.await(ChatEvent.Said.class).message();
        assertThat(echo.mine()).isTrue();
        assertThat(echo.text()).isEqualTo(text);
      }

      assertThat(heard).isEqualTo(texts);
      assertThat(ana.client.unsent()).isEmpty();
    }
  }

  @Test
  void actionsAndNamesAreSaidInTheOnlyWayThereIs() throws Exception {
    try (OriginalServer server = OriginalServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      ana.client.act("waves");
      Message mine = ana.await(ChatEvent.Said.class).message();
      ana.client.rename("Aninha");
      ChatEvent.Renamed renamed = ana.await(ChatEvent.Renamed.class);
      ana.client.say("oi");
      Message next = ana.await(ChatEvent.Said.class).message();

      assertThat(mine.action()).isTrue();
      assertThat(mine.text()).isEqualTo("waves");
      assertThat(server.linesUpTo("waves").getLast()).endsWith("Received from Ana: * waves");
      assertThat(renamed.mine()).isTrue();
      assertThat(next.name()).isEqualTo("Aninha");
    }
  }

  @Test
  void whatItCannotDoIsRefusedAndTalkGoesOn() throws Exception {
    try (OriginalServer server = OriginalServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      ana.client.next();
      ana.client.invite();
      ana.client.about("en");
      ana.client.welcome("en"); // is not refused, since nobody waits for it
      ana.client.privateRoom();
      for (RequestType request :
          List.of(
              RequestType.NEXT, RequestType.INVITE, RequestType.ABOUT, RequestType.PRIVATE_ROOM)) {
        ChatEvent.Refused refused = ana.await(ChatEvent.Refused.class);
        assertThat(refused.request()).isEqualTo(request);
        assertThat(refused.reason()).isEqualTo(ErrorCode.CLASSIC_SERVER);
      }
      ana.client.say("oi");
      assertThat(ana.hear()).isEqualTo("oi");
    }
  }

  @Test
  void aServerThatComesBackIsEnteredAfreshAndTextsAreGivenBack() throws Exception {
    OriginalServer first = OriginalServer.open();
    int port = first.port();
    try (TestMember ana = TestMember.seated(first.address(), "Ana")) {
      first.close();
      ana.await(ChatEvent.Lost.class);
      String id = ana.client.say("to whom?");
      ana.await(ChatEvent.Unreachable.class);
      try (OriginalServer _ = OriginalServer.reopen(port)) {
        assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.AFRESH);
        assertThat(ana.await(ChatEvent.Returned.class).texts())
            .containsExactly(new UnsentMessage(id, "to whom?", false, false));
        ana.client.say("oi");
        assertThat(ana.hear()).isEqualTo("oi");
      }
    } finally {
      first.close();
    }
  }
}
