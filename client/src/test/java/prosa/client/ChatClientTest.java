package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import prosa.client.TestServer.Ways;
import prosa.protocol.ErrorCode;
import prosa.server.operations.Counters.Count;

/** The client library with a real server. */
final class ChatClientTest {

  @Test
  void newcomerIsSeatedAndHearsItself() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.enter(testServer.address(), "Ana")) {
      ana.await(ChatEvent.Connecting.class);
      ChatEvent.Seated seated = ana.await(ChatEvent.Seated.class);
      String id = ana.client.say("oi");
      Message heard = ana.await(ChatEvent.Said.class).message();

      assertThat(seated.how()).isEqualTo(JoinKind.NEW);
      assertThat(seated.room().alone()).isTrue();
      assertThat(seated.room().name()).isEqualTo("Ana");
      assertThat(heard).isEqualTo(new Message(1, 1, "Ana", "oi", false, true, Optional.of(id)));
      assertThat(ana.client.unsent()).isEmpty();
    }
  }

  @Test
  void whatIsSaidBeforeThereIsASeatIsSaidInOrderOnceThereIs() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember ana = TestMember.enter(testServer.address(), "Ana")) {
      List<String> texts = IntStream.range(0, 100).mapToObj(i -> "line " + i).toList();
      texts.forEach(ana.client::say);

      assertThat(bia.hearUpTo("line 99")).isEqualTo(texts);
    }
  }

  @Test
  void membersSeeEachOtherComeTalkTypeAndGo() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      TestMember bia = TestMember.enter(testServer.address(), "Bia");
      MemberInfo joined = ana.await(ChatEvent.Joined.class).member();
      RoomSnapshot seen = bia.await(ChatEvent.Seated.class).room();
      bia.client.typing();
      MemberInfo typing = ana.await(ChatEvent.Typing.class).member();
      bia.client.act("waves");
      Message wave = ana.await(ChatEvent.Said.class).message();
      bia.client.rename("Beatriz");
      ChatEvent.Renamed renamed = ana.await(ChatEvent.Renamed.class);
      List<MemberInfo> before = ana.client.snapshot().orElseThrow().members();
      bia.leave();
      MemberInfo left = ana.await(ChatEvent.Left.class).member();

      assertThat(joined).isEqualTo(new MemberInfo(2, "Bia", true, false, joined.id()));
      assertThat(joined.id()).isPositive();
      assertThat(seen.members())
          .singleElement()
          .matches(new MemberInfo(1, "Ana", true, false)::isSame);
      assertThat(typing).isEqualTo(joined);
      assertThat(wave.action()).isTrue();
      assertThat(wave.mine()).isFalse();
      assertThat(renamed.before()).isEqualTo("Bia");
      assertThat(before).containsExactly(new MemberInfo(2, "Beatriz", true, false, joined.id()));
      assertThat(left.name()).isEqualTo("Beatriz");
      assertThat(ana.client.snapshot().orElseThrow().alone()).isTrue();
    }
  }

  @Test
  void whoWritesOnAfterAMessageIsSeenToWriteAtOnce() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana");
        TestMember bia = TestMember.seated(testServer.address(), "Bia")) {
      bia.client.typing();
      ana.await(ChatEvent.Typing.class);
      bia.client.say("one");
      assertThat(ana.hear()).isEqualTo("one");
      bia.client.typing();

      assertThat(ana.await(ChatEvent.Typing.class).member().name()).isEqualTo("Bia");
    }
  }

  @Test
  void whoHasATakenNameIsToldAnother() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana");
        TestMember namesake = TestMember.enter(testServer.address(), "ana")) {
      assertThat(namesake.await(ChatEvent.Seated.class).room().name()).isEqualTo("ana 2");
      namesake.client.rename("Bia");
      assertThat(namesake.await(ChatEvent.Renamed.class).mine()).isTrue();
      assertThat(namesake.client.snapshot().orElseThrow().name()).isEqualTo("Bia");
      assertThat(ana.await(ChatEvent.Renamed.class).member().name()).isEqualTo("Bia");
    }
  }

  @Test
  void whatComesFasterThanTheRateIsPacedAndNoneOfItRefused() throws Exception {
    try (TestServer testServer = TestServer.open(Ways.USUAL.rate(5, 20));
        TestMember ana = TestMember.seated(testServer.address(), "Ana");
        TestMember bia = TestMember.seated(testServer.address(), "Bia")) {
      List<String> texts = IntStream.range(0, 40).mapToObj(i -> "line " + i).toList();
      long began = System.nanoTime();
      texts.forEach(ana.client::say);

      assertThat(bia.hearUpTo("line 39")).isEqualTo(texts);
      assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1700));
      assertThat(testServer.count(Count.TOO_FAST)).isZero();
    }
  }

  @Test
  void whoSitsAloneIsOfferedCompanyAndFindsIt() throws Exception {
    try (TestServer testServer = TestServer.open(Ways.USUAL.capacity(2));
        TestMember ana = TestMember.seated(testServer.address(), "Ana");
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember rui = TestMember.seated(testServer.address(), "Rui")) {
      bia.leave();
      ana.await(ChatEvent.Offered.class);
      ana.client.next();
      ChatEvent.Seated seated = ana.await(ChatEvent.Seated.class);

      assertThat(seated.how()).isEqualTo(JoinKind.MOVED);
      assertThat(seated.room().members()).extracting(MemberInfo::name).containsExactly("Rui");
      assertThat(rui.await(ChatEvent.Joined.class).member().name()).isEqualTo("Ana");
    }
  }

  @Test
  void forAMomentThereIsAWayBackFromTheNextTable() throws Exception {
    try (TestServer testServer = TestServer.open(Ways.USUAL.capacity(2));
        TestMember ana = TestMember.seated(testServer.address(), "Ana");
        TestMember bia = TestMember.seated(testServer.address(), "Bia");
        TestMember rui = TestMember.seated(testServer.address(), "Rui")) {
      RoomSnapshot here = ana.client.snapshot().orElseThrow();
      ana.client.nextWithWayBack();
      assertThat(ana.await(ChatEvent.Seated.class).how()).isEqualTo(JoinKind.MOVED);
      assertThat(ana.await(ChatEvent.Held.class).room()).isEqualTo(here.room().orElseThrow());
      assertThat(ana.client.room().wayBack()).isEqualTo(here.room());
      assertThat(bia.await(ChatEvent.WentAway.class).elsewhere()).isTrue();

      ana.client.goBack();
      ChatEvent.Seated back = ana.await(ChatEvent.Seated.class);
      assertThat(back.how()).isEqualTo(JoinKind.RETURNED);
      assertThat(back.room().room()).isEqualTo(here.room());
      assertThat(back.room().place()).isEqualTo(here.place());
      assertThat(ana.client.room().wayBack()).isEmpty();
      ana.client.say("here again");
      assertThat(bia.hear()).isEqualTo("here again");
      assertThat(rui.rest()).noneMatch(ChatEvent.Said.class::isInstance);

      ana.client.goBack();
      assertThat(ana.await(ChatEvent.Refused.class).request()).isEqualTo(RequestType.RETURN);
    }
  }

  @Test
  void whereNobodyElseSitsNextIsRefusedAndTheSeatStays() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      ana.client.next();
      ChatEvent.Refused refused = ana.await(ChatEvent.Refused.class);
      ana.client.say("still here");

      assertThat(refused.request()).isEqualTo(RequestType.NEXT);
      assertThat(refused.reason()).isEqualTo(ErrorCode.NOWHERE_ELSE);
      assertThat(ana.hear()).isEqualTo("still here");
    }
  }

  @Test
  void friendsComeByCodeOrLinkToAPrivateTable() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana");
        TestMember bia = TestMember.seated(testServer.address(), "Bia")) {
      ana.client.privateRoom();
      ChatEvent.Seated alone = ana.await(ChatEvent.Seated.class);
      ana.client.invite();
      ChatEvent.Invited invited = ana.await(ChatEvent.Invited.class);
      bia.client.join(invited.code());
      ChatEvent.Seated together = bia.await(ChatEvent.Seated.class);
      ServerAddress link = ServerAddress.parse(invited.link()).orElseThrow();
      try (TestMember rui = TestMember.seated(link, "Rui");
          TestMember stranger = TestMember.seated(testServer.address(), "Zé")) {
        assertThat(alone.how()).isEqualTo(JoinKind.MOVED);
        assertThat(alone.room().alone()).isTrue();
        assertThat(together.room().room()).isEqualTo(alone.room().room());
        assertThat(together.room().isPrivate()).isTrue();
        bia.client.rename("Beatriz");
        bia.await(ChatEvent.Renamed.class);
        assertThat(bia.client.snapshot().orElseThrow().isPrivate()).isTrue();
        assertThat(rui.client.snapshot().orElseThrow().isPrivate()).isTrue();
        assertThat(stranger.client.snapshot().orElseThrow().isPrivate()).isFalse();
        assertThat(rui.client.snapshot().orElseThrow().room()).isEqualTo(alone.room().room());
        assertThat(stranger.client.snapshot().orElseThrow().alone()).isTrue();
      }
    }
  }

  @Test
  void whatTheHostSaysIsToldWhenAskedForAndToWhoEnters() throws Exception {
    String terms = "\u0416\n".repeat(10_000); // as long as it may be, and longer than a frame
    try (TestServer testServer = TestServer.open()) {
      testServer.says("Café", "oi ", "a@example.org", terms);
      try (TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
        ana.client.welcome("pt-BR");
        ana.client.about("es");
        ana.client.say("still here");

        assertThat(ana.await(ChatEvent.About.class))
            .isEqualTo(new ChatEvent.About("Café", "oi pt-BR", "a@example.org", terms, false));
        assertThat(ana.await(ChatEvent.About.class))
            .isEqualTo(new ChatEvent.About("Café", "oi es", "a@example.org", terms, true));
        assertThat(ana.hear()).isEqualTo("still here");
      }
    }
  }

  @Test
  void whereTheHostSaysNothingOnlyTheQuestionIsAnswered() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      ana.client.welcome("en");
      ana.client.about("en");

      assertThat(ana.await(ChatEvent.About.class))
          .isEqualTo(new ChatEvent.About("", "", "", "", true));
      ana.client.say("oi");
      assertThat(ana.hear()).isEqualTo("oi");
      assertThat(ana.rest()).isEmpty();
    }
  }

  @Test
  void privateTableIsHadFromTheBeginning() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.enter(new ConnectOptions(testServer.address(), "Ana", true))) {
      ana.await(ChatEvent.Seated.class);
      try (TestMember bia = TestMember.seated(testServer.address(), "Bia")) {
        assertThat(bia.client.snapshot().orElseThrow().alone()).isTrue();
      }
    }
  }

  @Test
  void aCodeThatLeadsNowhereCostsNobodyTheSeat() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      ana.client.join("no-such-code");
      ChatEvent.Refused refused = ana.await(ChatEvent.Refused.class);
      ana.client.say("still here");

      assertThat(refused.request()).isEqualTo(RequestType.JOIN);
      assertThat(refused.reason()).isEqualTo(ErrorCode.UNKNOWN_INVITE);
      assertThat(ana.hear()).isEqualTo("still here");
    }
  }

  @Test
  void tooLongATextComesBackAndTheNextOneIsSaid() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      String huge = "á".repeat(2_000_000); // the server would cut us off
      String id = ana.client.say(huge);
      ana.client.say("\u0001".repeat(8_000)); // short enough as text, too long as JSON
      ana.client.say("short");
      ChatEvent.Refused first = ana.await(ChatEvent.Refused.class);
      ChatEvent.Refused second = ana.await(ChatEvent.Refused.class);

      assertThat(first.reason()).isEqualTo(ErrorCode.TOO_LARGE);
      assertThat(first.text()).contains(new UnsentMessage(id, huge, false, false));
      assertThat(second.reason()).isEqualTo(ErrorCode.TOO_LARGE);
      assertThat(ana.hear()).isEqualTo("short");
    }
  }

  @Test
  void everyTextArrivesAsItWasTyped() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      List<String> texts =
          List.of(
              "",
              "a\nb",
              "\"\\\u0000\u001b[31m",
              "👩‍👩‍👧 olá",
              "\u202eevil",
              "{\"type\": \"moved\"}");
      texts.forEach(ana.client::say);
      for (String text : texts) {
        assertThat(ana.hear()).isEqualTo(text);
      }
      ana.client.say("half \ud83d");
      assertThat(ana.hear()).isEqualTo("half ?");
    }
  }

  @Test
  void aNameThatCannotBeHadEndsTheVisitAtOnce() throws Exception {
    try (TestServer testServer = TestServer.open()) {
      TestMember nobody = TestMember.enter(testServer.address(), "  ");
      ChatEvent.Ended ended = nobody.await(ChatEvent.Ended.class);

      assertThat(ended.why())
          .isInstanceOfSatisfying(
              EndReason.Refused.class,
              why -> assertThat(why.reason()).isEqualTo(ErrorCode.BAD_NAME));
    }
  }

  @Test
  void anInvitationThatLeadsNowhereEndsTheVisit() throws Exception {
    try (TestServer testServer = TestServer.open()) {
      ServerAddress link =
          new ServerAddress("127.0.0.1", testServer.port(), Optional.of("no-such-code"));
      TestMember nobody = TestMember.enter(link, "Ana");
      ChatEvent.Ended ended = nobody.await(ChatEvent.Ended.class);

      assertThat(ended.why())
          .isInstanceOfSatisfying(
              EndReason.Refused.class,
              why -> assertThat(why.reason()).isEqualTo(ErrorCode.UNKNOWN_INVITE));
    }
  }

  @Test
  void afterTheEndNothingIsToldAndCallsDoNothing() throws Exception {
    try (TestServer testServer = TestServer.open()) {
      TestMember ana = TestMember.seated(testServer.address(), "Ana");
      ana.client.close();
      ChatEvent.Ended ended = ana.await(ChatEvent.Ended.class);
      ana.client.say("anybody?");
      ana.client.next();
      ana.client.close();

      assertThat(ended.why()).isEqualTo(new EndReason.Left());
      assertThat(ana.rest()).isEmpty();
    }
  }

  @Test
  void eventsComeOneAfterTheOtherWhateverTheExecutor() throws Exception {
    LinkedBlockingQueue<ChatEvent> told = new LinkedBlockingQueue<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (TestServer testServer = TestServer.open();
        ExecutorService many = Executors.newFixedThreadPool(8);
        ChatClient ana =
            ChatClient.enter(
                ConnectOptions.to(testServer.address(), "Ana"),
                many,
                (_, event) -> {
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  Thread.onSpinWait();
                  told.add(event);
                  inside.decrementAndGet();
                  if (event instanceof ChatEvent.Connecting) {
                    throw new IllegalStateException("a listener's own fault (meant)");
                  }
                })) {
      IntStream.range(0, 500).forEach(i -> ana.say(Integer.toString(i)));
      int next = 0;
      while (next < 500) {
        ChatEvent event = told.poll(30, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        if (event instanceof ChatEvent.Said(Message message)) {
          assertThat(message.text()).isEqualTo(Integer.toString(next++));
        }
      }
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void aListenerThatStandsStillLosesNothingUncounted() throws Exception {
    try (TestServer testServer = TestServer.open(Ways.USUAL.queue(20 * 1024));
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
      LinkedBlockingQueue<ChatEvent> told = new LinkedBlockingQueue<>();
      try (ChatClient slow =
          ChatClient.enter(
              ConnectOptions.to(testServer.address(), "Slow"),
              TestMember.QUICK,
              held::add,
              (_, event) -> told.add(event))) {
        ana.await(ChatEvent.Joined.class);
        String text = "x".repeat(4_000);
        for (int i = 0; i < 6_000; i++) {
          ana.client.say(text);
        }
        ana.client.say("end");
        ana.hearUpTo("end");

        long numbers = 0;
        while (numbers < 6_001) {
          Runnable task = held.poll(30, TimeUnit.SECONDS);
          assertThat(task).as("after %d of the numbers", numbers).isNotNull();
          task.run();
          for (ChatEvent event = told.poll(); event != null; event = told.poll()) {
            if (event instanceof ChatEvent.Said(Message message)) {
              assertThat(message.number()).isEqualTo(++numbers);
            } else if (event instanceof ChatEvent.Missed missed) {
              assertThat(missed.from()).isEqualTo(numbers + 1);
              numbers = missed.to();
            }
          }
        }
        assertThat(testServer.count(Count.DROPPED)).isPositive();
        assertThat(slow.snapshot()).isPresent();
      }
    }
  }

  /** The reading is resumed by a task on a loop that is gone by then. */
  @Test
  void aListenerThatLagsWhenTheSessionEndsStillHearsAllOfIt() throws Exception {
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<ChatEvent> told = new LinkedBlockingQueue<>();
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      ChatClient slow =
          ChatClient.enter(
              ConnectOptions.to(testServer.address(), "Slow"),
              ClientTimeouts.defaults(),
              held::add,
              (_, event) -> told.add(event));
      ana.await(ChatEvent.Joined.class);
      for (int i = 0; i < 3_000; i++) {
        ana.client.say("x");
      }
      ana.client.say("end");
      ana.hearUpTo("end");
      awaitLag(slow);
      slow.close();
      ana.await(ChatEvent.Left.class);
      while (told.stream().noneMatch(ChatEvent.Ended.class::isInstance)) {
        Runnable task = held.poll(30, TimeUnit.SECONDS);
        assertThat(task).as("after %d events", told.size()).isNotNull();
        awaitLoopGone(slow);
        task.run();
      }

      assertThat(told).hasSizeGreaterThan(1_024);
      assertThat(slow.awaitEnd()).isEqualTo(new EndReason.Left());
    }
  }

  /** Until so many events wait that the client has stopped reading. */
  private static void awaitLag(ChatClient client) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (client.eventsWaiting() <= 1_024) {
      assertThat(System.nanoTime()).as("events do not pile up").isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void awaitLoopGone(ChatClient client) throws InterruptedException {
    assertThat(client.loopTerminated().await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aBotNeedsNoExecutorAndIsHandedTheClient() throws Exception {
    try (TestServer testServer = TestServer.open();
        TestMember ana = TestMember.seated(testServer.address(), "Ana")) {
      ChatClient bot =
          ChatClient.enter(
              ConnectOptions.to(testServer.address(), "Echo"),
              (client, event) -> {
                if (event instanceof ChatEvent.Said(Message message) && !message.mine()) {
                  client.say(message.text());
                  client.close();
                }
              });
      ana.await(ChatEvent.Joined.class);
      ana.client.say("oi");
      assertThat(ana.hear()).isEqualTo("oi");

      assertThat(bot.awaitEnd()).isEqualTo(new EndReason.Left());
    }
  }
}
