package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import prosa.client.Proxy.Way;
import prosa.client.TestServer.Ways;
import prosa.protocol.ErrorCode;
import prosa.zmtp.Backoff;

/** Networks that delay, freeze and cut connections, and servers that stop. */
final class LostConnectionTest {

  @Test
  void comesBackToItsSeatAndIsToldHowMuchWentBy() throws Exception {
    try (TestServer testServer = TestServer.open();
        Proxy network = Proxy.to(testServer.port());
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember ana = TestMember.seated(network.address(), "Ana")) {
      network.cut(false);
      ana.await(ChatEvent.Lost.class);
      bia.await(ChatEvent.WentAway.class);
      bia.client.say("one");
      bia.client.say("two");
      bia.hearUpTo("two");
      network.letIn();
      ChatEvent.Seated back = ana.await(ChatEvent.Seated.class);
      ChatEvent.Missed missed = ana.await(ChatEvent.Missed.class);

      assertThat(back.how()).isEqualTo(JoinKind.RESUMED);
      assertThat(back.room().place()).isEqualTo(2);
      assertThat(missed.count()).isEqualTo(2);
      assertThat(bia.await(ChatEvent.CameBack.class).member().name()).isEqualTo("Ana");
    }
  }

  @Test
  void whatIsSaidWhileAwayIsSaidOnceBack() throws Exception {
    try (TestServer testServer = TestServer.open();
        Proxy network = Proxy.to(testServer.port());
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember ana = TestMember.seated(network.address(), "Ana")) {
      network.cut(false);
      ana.await(ChatEvent.Lost.class);
      ana.client.say("one");
      ana.client.say("two");
      ana.client.rename("Aninha");
      ana.client.say("three");
      network.letIn();

      assertThat(bia.hear()).isEqualTo("one");
      assertThat(bia.hear()).isEqualTo("two");
      assertThat(bia.await(ChatEvent.Said.class).message().name()).isEqualTo("Aninha");
    }
  }

  @Test
  void aTextWhoseAcknowledgementWasLostIsHeardOnce() throws Exception {
    try (TestServer testServer = TestServer.open();
        Proxy network = Proxy.to(testServer.port());
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember ana = TestMember.seated(network.address(), "Ana")) {
      network.freeze(Way.DOWN);
      String id = ana.client.say("only once");
      assertThat(bia.hear()).isEqualTo("only once");
      network.cut(true);
      Message acknowledged = ana.await(ChatEvent.Said.class).message();
      ana.client.say("end");

      assertThat(acknowledged.id()).isEqualTo(Optional.of(id));
      assertThat(bia.hearUpTo("end")).containsExactly("end");
    }
  }

  @Test
  void everyTextIsHeardOnceAndInOrderHoweverOftenTheNetworkIsCut() throws Exception {
    try (TestServer testServer = TestServer.open();
        Proxy network = Proxy.to(testServer.port());
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember ana = TestMember.seated(network.address(), "Ana")) {
      network.delay(3);
      List<String> said = new ArrayList<>();
      List<String> heard = new ArrayList<>();
      for (int round = 0; round < 12; round++) {
        for (int i = 0; i < 25; i++) {
          String text = round + "." + i;
          said.add(text);
          ana.client.say(text);
        }
        // Somewhere in the middle of it: when so many of them have been heard.
        heard.addAll(bia.hearUpTo(round + "." + (round * 2)));
        network.cut(true);
      }
      heard.addAll(bia.hearUpTo("11.24"));

      assertThat(heard).isEqualTo(said);
      assertThat(ana.rest()).noneMatch(ChatEvent.Returned.class::isInstance);
    }
  }

  @Test
  void aFrozenNetworkIsNoticedAndLeftBehind() throws Exception {
    try (TestServer testServer = TestServer.open();
        Proxy network = Proxy.to(testServer.port());
        TestMember ana = TestMember.seated(network.address(), "Ana")) {
      network.freeze(Way.DOWN);
      ana.client.say("hello?");
      ana.await(ChatEvent.Lost.class);
      ana.await(ChatEvent.Unreachable.class);
      network.cut(true);

      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.RESUMED);
      assertThat(ana.hear()).isEqualTo("hello?");
    }
  }

  @Test
  void whoComesBackTooLateIsANewcomerAndGetsItsTextsBack() throws Exception {
    try (TestServer testServer = TestServer.open(Ways.USUAL.hold(Duration.ofMillis(200)));
        Proxy network = Proxy.to(testServer.port());
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember ana = TestMember.seated(network.address(), "Ana")) {
      network.cut(false);
      ana.await(ChatEvent.Lost.class);
      String id = ana.client.say("meant for Bia's table");
      bia.await(ChatEvent.Left.class);
      network.letIn();

      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.AFRESH);
      assertThat(ana.await(ChatEvent.Returned.class).texts())
          .containsExactly(new UnsentMessage(id, "meant for Bia's table", false, false));
      assertThat(ana.client.unsent()).isEmpty();
      ana.client.say("hello again");
      assertThat(bia.hear()).isEqualTo("hello again");
    }
  }

  @Test
  void aServerThatCameBackIsEnteredAfresh() throws Exception {
    TestServer first = TestServer.open();
    int port = first.port();
    try (TestMember ana = TestMember.seated(first.address(), "Ana")) {
      first.close();
      ana.await(ChatEvent.Draining.class);
      ana.await(ChatEvent.Lost.class);
      var _ = ana.awaitUnreachable(ConnectError.NOBODY_LISTENS);
      try (TestServer _ = TestServer.reopen(Ways.USUAL, port)) {
        assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.AFRESH);
      }
    } finally {
      first.close();
    }
  }

  @Test
  void whoHadACodeMadeIsSeatedAtAServerThatCameBackAndKnowsItNoMore() throws Exception {
    TestServer first = TestServer.open();
    int port = first.port();
    try (TestMember ana = TestMember.seated(first.address(), "Ana")) {
      ana.client.invite();
      ana.await(ChatEvent.Invited.class);
      first.close();
      ana.await(ChatEvent.Lost.class);
      try (TestServer _ = TestServer.reopen(Ways.USUAL, port)) {
        assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.AFRESH);
      }
    } finally {
      first.close();
    }
  }

  @Test
  void aGuestWhoseCodeIsDeadIsRefusedAndGetsItsTextsBackBefore() throws Exception {
    TestServer first = TestServer.open();
    int port = first.port();
    try (TestMember ana = TestMember.enter(new ConnectOptions(first.address(), "Ana", true))) {
      ana.client.invite();
      ServerAddress link =
          ServerAddress.parse(ana.await(ChatEvent.Invited.class).link()).orElseThrow();
      try (TestMember bia =
          TestMember.seated(new ServerAddress("127.0.0.1", port, link.invite()), "Bia")) {
        ana.leave();
        first.close();
        bia.await(ChatEvent.Lost.class);
        String id = bia.client.say("meant for Ana");
        List<ChatEvent> told;
        try (TestServer _ = TestServer.reopen(Ways.USUAL, port)) {
          told = bia.upToTheEnd();
        }

        assertThat(told.getLast())
            .isInstanceOfSatisfying(
                ChatEvent.Ended.class,
                ended ->
                    assertThat(ended.why())
                        .isInstanceOfSatisfying(
                            EndReason.Refused.class,
                            why -> assertThat(why.reason()).isEqualTo(ErrorCode.UNKNOWN_INVITE)));
        assertThat(told.get(told.size() - 2))
            .isEqualTo(
                new ChatEvent.Returned(
                    List.of(new UnsentMessage(id, "meant for Ana", false, false))));
        assertThat(bia.client.unsent()).isEmpty();
      }
    } finally {
      first.close();
    }
  }

  @Test
  void whoLeavesGetsBackWhatWasNotSaid() throws Exception {
    try (TestServer testServer = TestServer.open();
        Proxy network = Proxy.to(testServer.port());
        TestMember ana = TestMember.seated(network.address(), "Ana")) {
      network.cut(false);
      ana.await(ChatEvent.Lost.class);
      String id = ana.client.say("never said");
      ana.client.close();
      List<ChatEvent> told = ana.upToTheEnd();

      assertThat(told.getLast()).isEqualTo(new ChatEvent.Ended(new EndReason.Left()));
      assertThat(told.get(told.size() - 2))
          .isEqualTo(
              new ChatEvent.Returned(List.of(new UnsentMessage(id, "never said", false, false))));
    }
  }

  @Test
  void whoLostAPrivateSeatGoesBackToThatTableAndNeverToStrangers() throws Exception {
    try (TestServer testServer = TestServer.open(Ways.USUAL.hold(Duration.ofMillis(200)));
        Proxy network = Proxy.to(testServer.port());
        TestMember stranger = TestMember.seated(testServer.address(), "Zé");
        TestMember ana = TestMember.enter(new ConnectOptions(network.address(), "Ana", true))) {
      RoomSnapshot table = ana.await(ChatEvent.Seated.class).room();
      ana.client.invite();
      ServerAddress link =
          ServerAddress.parse(ana.await(ChatEvent.Invited.class).link()).orElseThrow();
      try (TestMember bia =
          TestMember.seated(
              new ServerAddress("127.0.0.1", testServer.port(), link.invite()), "Bia")) {
        network.cut(false);
        bia.await(ChatEvent.Left.class);
        network.letIn();
        ChatEvent.Seated back = ana.await(ChatEvent.Seated.class);

        assertThat(back.how()).isEqualTo(JoinKind.AFRESH);
        assertThat(back.room().room()).isEqualTo(table.room());
        assertThat(stranger.client.snapshot().orElseThrow().alone()).isTrue();
      }
    }
  }

  @Test
  void whereNobodyListensItSaysSoAndKeepsTrying() throws Exception {
    TestServer testServer = TestServer.open();
    int port = testServer.port();
    ServerAddress address = testServer.address();
    testServer.close();
    try (TestMember ana = TestMember.enter(address, "Ana")) {
      ChatEvent.Unreachable error = ana.awaitUnreachable(ConnectError.NOBODY_LISTENS);
      try (TestServer _ = TestServer.reopen(Ways.USUAL, port)) {
        assertThat(error.server()).isEqualTo(address);
        assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.NEW);
      }
    }
  }

  @Test
  void aHostThatNobodyKnowsIsSaidToBeUnknown() {
    ServerAddress nowhere = ServerAddress.parse("no-such-host.invalid").orElseThrow();
    try (TestMember ana = TestMember.enter(nowhere, "Ana")) {
      var _ = ana.awaitUnreachable(ConnectError.UNKNOWN_HOST);
    }
  }

  @Test
  void aServerThatIsSilentOrNoChatIsTroubleOfItsKind() throws Exception {
    try (FakeServer silent = FakeServer.saying("");
        FakeServer web = FakeServer.saying("HTTP/1.1 400 Bad Request\r\n\r\n");
        TestMember ana = TestMember.enter(silent.address(), "Ana");
        TestMember bia = TestMember.enter(web.address(), "Bia")) {
      var _ = ana.awaitUnreachable(ConnectError.NO_ANSWER);
      var _ = bia.awaitUnreachable(ConnectError.NO_CHAT);
    }
  }

  @Test
  void leavingIsQuickThoughTheNetworkIsFrozen() throws Exception {
    try (TestServer testServer = TestServer.open();
        Proxy network = Proxy.to(testServer.port())) {
      TestMember ana = TestMember.seated(network.address(), "Ana");
      network.freeze(Way.UP);
      network.freeze(Way.DOWN);
      long began = System.nanoTime();
      ana.client.close();
      ana.await(ChatEvent.Ended.class);

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void whoRetriesByHandDoesNotWaitForTheNextDialling() throws Exception {
    TestServer testServer = TestServer.open();
    int port = testServer.port();
    ServerAddress address = testServer.address();
    testServer.close();
    ClientTimeouts patient =
        new ClientTimeouts(
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            new Backoff(Duration.ofHours(1), Duration.ofHours(1)));
    LinkedBlockingQueue<ChatEvent> told = new LinkedBlockingQueue<>();
    try (ChatClient ana =
        ChatClient.enter(
            ConnectOptions.to(address, "Ana"),
            patient,
            Runnable::run,
            (_, event) -> told.add(event))) {
      assertThat(told.take()).isInstanceOf(ChatEvent.Connecting.class);
      assertThat(told.take()).isInstanceOf(ChatEvent.Unreachable.class);
      try (TestServer _ = TestServer.reopen(Ways.USUAL, port)) {
        ana.retry();
        assertThat(told.take()).isInstanceOf(ChatEvent.Seated.class);
      }
    }
  }
}
