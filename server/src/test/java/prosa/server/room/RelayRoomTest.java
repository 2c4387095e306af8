package prosa.server.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.net.SendQueue;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;
import prosa.zmtp.TestSubscriptions;

/** A room of another node, at the node where its members came in, in virtual time. */
final class RelayRoomTest {
  /** Memory that there may be none of. */
  private static final class Memory extends AbstractByteBufAllocator {
    private boolean none;

    @Override
    protected ByteBuf newHeapBuffer(int initial, int most) {
      return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initial, most);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initial, int most) {
      if (none) {
        throw new OutOfMemoryError("as the test wants it");
      }
      return UnpooledByteBufAllocator.DEFAULT.directBuffer(initial, most);
    }

    @Override
    public boolean isDirectBufferPooled() {
      return false;
    }
  }

  private final Memory memory = new Memory();
  private final TestRoom home = new TestRoom();
  private final List<ClusterMessage.UpItem> sent = new ArrayList<>();
  private final RelayRoom relay =
      new RelayRoom(
          new RoomId(3, "b"),
          home.room.loop(),
          home.seats,
          home.counters,
          new RelayRoom.Uplink() {
            @Override
            public void up(ClusterMessage.UpItem item) {
              sent.add(item);
            }

            @Override
            public long epoch() {
              return 1;
            }

            @Override
            public void leaving(
                long connection, String secret, ClientAddress client, Set<String> names) {}

            @Override
            public String secretOfLent(int place) {
              return "";
            }

            @Override
            public void empty() {}
          },
          _ -> home.address,
          memory);

  @AfterEach
  void close() {
    home.close();
  }

  private FakeMemberConnection sit(boolean resumed) {
    relay.open();
    FakeMemberConnection ana = home.connection(Framing.ZMTP);
    relay.seat(3, ana, "Ana", "secret", resumed, 48);
    assertThat(sent).as("asked at once").hasSize(1);
    return ana;
  }

  private RelayedClassicMember sitClassic() {
    EmbeddedChannel channel = new EmbeddedChannel();
    home.loop.add(channel);
    return sitClassic(channel);
  }

  private RelayedClassicMember sitClassic(EmbeddedChannel channel) {
    relay.open();
    return (RelayedClassicMember)
        relay.seatClassic(
            3,
            7,
            home.address,
            new SendQueue(channel, TestRoom.QUEUE, home.memory, false),
            TestSubscriptions.to(""));
  }

  /** Sits at a place, and has heard the message 49. */
  private FakeMemberConnection sitAt(int place, Framing framing) {
    return sitAt(place, framing, false);
  }

  private FakeMemberConnection sitAt(int place, Framing framing, boolean resumed) {
    relay.open();
    FakeMemberConnection member = home.connection(framing);
    relay.seat(place, member, "Ana", "secret", resumed, -1);
    relay.told(seated(member.id(), place));
    member.texts();
    return member;
  }

  private static ClusterMessage.Seated seated(long member, int place) {
    return new ClusterMessage.Seated(member, place, "secret", "Ana", 49, 49, new byte[0]);
  }

  private static String said(long n, String text) {
    return new String(
        ProtocolWriter.write(new ServerMessage.Said(n, 1, "Bia", text, false, Optional.empty())),
        UTF_8);
  }

  private static String missed(long from, long to) {
    return new String(ProtocolWriter.write(new ServerMessage.Missed(from, to)), UTF_8);
  }

  /** The owner sends a round of one message. */
  private void round(long n, String text) {
    byte[] said = said(n, text).getBytes(UTF_8);
    ByteBuf out = Unpooled.buffer();
    Framing.ZMTP.begin(out, said.length);
    out.writeBytes(said);
    byte[] all = new byte[out.readableBytes()];
    out.readBytes(all);
    assertThatCode(() -> relay.told(new ClusterMessage.Batch(n, n, false, all)))
        .doesNotThrowAnyException();
  }

  private void pass(long millis) {
    home.loop.advance(Duration.ofMillis(millis));
  }

  private static ClusterMessage.Seated seated(long member) {
    return new ClusterMessage.Seated(member, 3, "secret", "Ana", 49, 49, new byte[0]);
  }

  private static ClusterMessage.Gone left(long member) {
    return new ClusterMessage.Gone(member, true);
  }

  private static ClusterMessage.Gone lost(long member) {
    return new ClusterMessage.Gone(member, false);
  }

  private List<ClusterMessage.UpItem> sentSince() {
    List<ClusterMessage.UpItem> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  @Test
  void theOwnerIsToldTheAddressOfAClassicMember() {
    home.address = new ClientAddress("192.0.2.9", false);
    RelayedClassicMember rui = sitClassic();
    assertThat(sent)
        .hasSize(1)
        .first()
        .isInstanceOfSatisfying(
            ClusterMessage.Enter.class, it -> assertThat(it.client()).isEqualTo(home.address));
    rui.seated("secret");
    List<ClusterMessage.MovedSeat> known = new ArrayList<>();
    relay.members(known::addAll);
    assertThat(known).extracting(ClusterMessage.MovedSeat::client).containsExactly(home.address);
  }

  @Test
  void whoComesBackAsksAgainWhenTheAnswerIsLate() {
    FakeMemberConnection ana = sit(true);
    pass(3_900);
    assertThat(sent).as("the answer may be on its way").hasSize(1);
    pass(1_000);
    assertThat(sent).as("asked again, with the same secret").hasSize(2);
    assertThat(sent.get(1)).isEqualTo(sent.get(0));
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.STALE_SEAT));
    assertThat(home.seats.atDoor).as("it gets another seat").containsExactly(ana);
    pass(10_000);
    assertThat(sent).as("and asks no more").hasSize(2);
  }

  @Test
  void whoWaitsAsksAgainAtOnceIfTheOwnerDoesNotKnowItAfterAGap() {
    FakeMemberConnection ana = sit(true);
    // The owner refused, and the frame was lost.
    relay.told(new ClusterMessage.Sync(49, List.of(ana.id())));
    assertThat(sent).as("its seat is on its way").hasSize(1);
    relay.told(new ClusterMessage.Sync(49, List.of()));
    assertThat(sent).hasSize(2);
    assertThat(sent.get(1)).isEqualTo(sent.get(0));
  }

  @Test
  void whoSitsIsToldWhatItMissedBeforeWhoSitsThere() {
    FakeMemberConnection ana = sit(true);
    relay.told(seated(ana.id()));
    ana.texts();
    byte[] again = "{\"type\": \"seated\"}".getBytes(UTF_8);
    relay.told(new ClusterMessage.Seated(ana.id(), 3, "secret", "Ana", 52, 49, again));
    relay.told(new ClusterMessage.Sync(54, List.of(ana.id())));
    assertThat(ana.texts())
        .containsExactly(
            new String(ProtocolWriter.write(new ServerMessage.Missed(50, 52)), UTF_8),
            "{\"type\": \"seated\"}",
            new String(ProtocolWriter.write(new ServerMessage.Missed(53, 54)), UTF_8));
  }

  @Test
  void classicMemberAsksAgainWhenTheAnswerIsLate() {
    sitClassic();
    ClusterMessage.UpItem enter = sent.getFirst();
    pass(3_900);
    assertThat(sent).hasSize(1);
    pass(1_000);
    assertThat(sentSince()).containsExactly(enter, enter);
    relay.told(seated(-1));
    pass(10_000);
    assertThat(sent).as("it has its seat").isEmpty();
  }

  @Test
  void whoIsNeverAnsweredAsksSoOftenOnly() {
    sitClassic();
    for (int i = 0; i < 2 * RelayRoom.MOST_LATE; i++) {
      pass(5_000);
    }
    assertThat(sent).hasSize(RelayRoom.MOST_LATE);
  }

  @Test
  void classicMemberThatLeftWhileItsOwnerDrainsAsksNoMore() {
    RelayedClassicMember member = sitClassic();
    relay.told(new ClusterMessage.Refused(-1, Refusal.DRAINING));
    member.leave();
    sent.clear();
    pass(10_000);
    assertThat(sent).isEmpty();
  }

  @Test
  void classicMemberWhoseOwnerDrainsForLongIsDismissed() {
    sitClassic();
    for (int i = 0; i < 40; i++) {
      relay.told(new ClusterMessage.Refused(-1, Refusal.DRAINING));
      pass(300);
    }
    assertThat(sent).hasSize(30);
    assertThat(home.seats.told).containsExactly("remove classic 3");
  }

  @Test
  void seatOfWhoIsNotHereAnyMoreIsGivenBackAsItsMemberLeftIt() {
    FakeMemberConnection ana = sit(true);
    ana.breakOff();
    RelayedClassicMember classic = sitClassic();
    classic.leave();
    FakeMemberConnection refused = home.connection(Framing.ZMTP);
    relay.seat(4, refused, "Bia", "secret", true, -1);
    relay.told(new ClusterMessage.Refused(refused.id(), Refusal.STALE_SEAT));
    sent.clear();
    relay.told(seated(ana.id()));
    relay.told(seated(-1));
    relay.told(seated(refused.id()));
    relay.told(seated(77)); // nobody knows how it went
    assertThat(sentSince()).containsExactly(lost(ana.id()), left(-1), left(refused.id()), lost(77));
  }

  @Test
  void whatDidNotReachTheOwnerIsRefusedForNowIfAnAnswerIsDue() {
    FakeMemberConnection ana = sit(false);
    ana.heard();
    List<String> answered =
        List.of(
            "{\"type\": \"say\", \"message\": \"oi\", \"id\": \"a1\"}",
            "{\"type\": \"rename\", \"user\": \"Bia\"}",
            "{\"type\": \"react\", \"n\": 1, \"reaction\": \"👍\"}",
            "{\"type\": \"invite\"}",
            "{\"type\": \"vote\", \"place\": 2, \"reason\": \"spam\"}",
            "{\"type\": \"ballot\", \"vote\": 1, \"yes\": true}");
    for (String text : answered) {
      relay.returned(ana.id(), text.getBytes(UTF_8));
      assertThat(ana.heard())
          .as(text)
          .singleElement()
          .extracting(told -> ((ServerMessage.Refused) told).reason())
          .isEqualTo(ErrorCode.RATE);
    }
    for (String text : List.of("{\"type\": \"typing\"}", "{\"type\": \"hold\", \"seconds\": 9}")) {
      relay.returned(ana.id(), text.getBytes(UTF_8));
      assertThat(ana.heard()).as(text).isEmpty();
    }
  }

  @Test
  void whoIsVotedAwayGetsAnotherSeat() {
    FakeMemberConnection ana = sit(false);
    relay.told(seated(ana.id()));
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.VOTED_AWAY));
    assertThat(home.seats.told).containsExactly("enter anew as Ana");
    assertThat(ana.isPaused()).as("until it has another seat").isTrue();
    assertThat(home.seats.atDoor).isEmpty();
    assertThat(ana.hasEnded()).isFalse();
  }

  @Test
  void whoseSeatIsInAnotherRoomOfTheOwnerIsBroughtThere() {
    FakeMemberConnection ana = sit(true);
    relay.told(
        new ClusterMessage.Refused(ana.id(), Refusal.STALE_SEAT, Optional.of("secret there")));
    assertThat(home.seats.told).containsExactly("enter anew as Ana with secret there");
    assertThat(ana.isPaused()).as("until it has its seat").isTrue();
    assertThat(home.seats.atDoor).isEmpty();
  }

  /** It went to another room for a moment, and has not been told so yet. */
  @Test
  void whoseSeatIsInTheRoomInWhichItHeardLastHasHeardSoMuchThere() {
    FakeMemberConnection ana = sit(true);
    relay.told(seated(ana.id()));
    relay.enterAgain();
    String there = "0123456789012345678901" + "0000000000000001" + "-03-1-b";
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.STALE_SEAT, Optional.of(there)));
    assertThat(home.seats.told).containsExactly("enter anew as Ana with " + there + " after 49");
  }

  /** Two rooms of the owner lead to each other for a moment. */
  @Test
  void whoIsLedInACircleGoesRoundSlowly() {
    FakeMemberConnection ana = sit(true);
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.STALE_SEAT, Optional.of("secret")));
    assertThat(home.seats.told).isEmpty();
    pass(300);
    assertThat(home.seats.told).containsExactly("enter anew as Ana with secret");
  }

  @Test
  void whoComesBackToATableThatVotedItAwayIsToldSo() {
    FakeMemberConnection ana = sit(true);
    relay.told(new ClusterMessage.Refused(ana.id(), Refusal.VOTED_AWAY));
    assertThat(home.seats.told).isEmpty();
    assertThat(home.seats.atDoor).containsExactly(ana);
  }

  @Test
  void ownerThatKnowsOfSomebodyWhoIsNotHereIsToldAfterAGap() {
    FakeMemberConnection ana = sit(true);
    RelayedClassicMember classic = sitClassic();
    classic.leave();
    sent.clear();
    relay.told(new ClusterMessage.Sync(49, List.of(ana.id(), -1L)));
    assertThat(sentSince()).containsExactly(left(-1));
  }

  /** A peer that takes nothing. */
  private static final class Deaf extends EmbeddedChannel {
    @Override
    protected void doWrite(ChannelOutboundBuffer in) {}
  }

  @Test
  void theSlowestAreClosedWhoeverHasTheirRoomWhenMemoryIsShort() {
    FakeMemberConnection local = home.sit(1, "Caio");
    local.heard();
    local.reads(false);
    FakeMemberConnection slow = sitAt(3, Framing.ZMTP);
    slow.reads(false);
    Deaf deaf = new Deaf();
    home.loop.add(deaf);
    RelayedClassicMember classic = sitClassic(deaf);
    classic.seated("secret");
    local.send("{\"type\": \"rename\", \"user\": \"Caio\"}"); // is answered with a few bytes
    home.loop.run();
    assertThat(local.sendQueue().waiting()).isPositive();
    for (int n = 50; n < 55; n++) {
      round(n, "x".repeat(2_000));
    }
    home.memory.limit(1_000);
    home.memory.ranOut();
    home.loop.run();
    assertThat(slow.isClosed()).as("who waits for most").isTrue();
    assertThat(deaf.isOpen()).as("who waits for much").isFalse();
    assertThat(local.isClosed()).as("who waits for little").isFalse();
    assertThat(home.counters.of(Count.STUCK)).isEqualTo(2);
  }

  @Test
  void aRoundThatThereIsNoMemoryForIsToldAsMissed() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    FakeMemberConnection bia = sitAt(4, Framing.WEBSOCKET);
    memory.none = true;
    round(50, "lost");
    memory.none = false;
    round(51, "heard");
    assertThat(ana.texts()).containsExactly(missed(50, 50), said(51, "heard"));
    assertThat(bia.texts()).containsExactly(missed(50, 50), said(51, "heard"));
  }

  /** Of a node that is not well: nothing of it is said with a later round. */
  @Test
  void aRoundThatEndsInTheMiddleOfAFrameSpoilsNoLaterOne() {
    FakeMemberConnection bia = sitAt(4, Framing.WEBSOCKET);
    byte[] half = said(50, "half").getBytes(UTF_8);
    ByteBuf out = Unpooled.buffer();
    Framing.ZMTP.begin(out, half.length);
    out.writeBytes(half).writeBytes(new byte[] {2, 0, 0, 0});
    byte[] all = new byte[out.readableBytes()];
    out.readBytes(all);
    relay.told(new ClusterMessage.Batch(50, 50, false, all));
    bia.texts();
    round(51, "whole");
    assertThat(bia.texts()).containsExactly(said(51, "whole"));
  }

  @Test
  void whoThereIsNoMemoryForIsToldWhatItMissedAndTheOthersHearIt() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    FakeMemberConnection bia = sitAt(4, Framing.WEBSOCKET);
    ana.hasNoMemory(true);
    round(50, "one");
    ana.hasNoMemory(false);
    round(51, "two");
    assertThat(bia.texts()).containsExactly(said(50, "one"), said(51, "two"));
    assertThat(ana.texts()).containsExactly(missed(50, 50), said(51, "two"));
  }

  @Test
  void aDefectOfOneConnectionClosesThatOneAndTheOthersHearAll() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    FakeMemberConnection bia = sitAt(4, Framing.WEBSOCKET);
    FakeMemberConnection caio = sitAt(5, Framing.ZMTP);
    ana.isDefective();
    round(50, "one");
    home.loop.run();
    assertThat(ana.isClosed()).isTrue();
    round(51, "two");
    assertThat(bia.texts()).containsExactly(said(50, "one"), said(51, "two"));
    assertThat(caio.texts()).containsExactly(said(50, "one"), said(51, "two"));
  }

  @Test
  void aDefectWhileTheSweepLooksAtOneDoesNotEndTheSweep() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    FakeMemberConnection bia = sitAt(4, Framing.ZMTP);
    ana.isDefective();
    int before = bia.looks();
    relay.sweep(0, 1);
    home.loop.run();
    assertThat(ana.isClosed()).isTrue();
    assertThat(bia.looks()).isGreaterThan(before);
    assertThat(bia.isClosed()).isFalse();
  }

  @Test
  void whatWasSaidBetweenTwoRoundsIsMissed() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    round(50, "one");
    round(53, "two");
    assertThat(ana.texts()).containsExactly(said(50, "one"), missed(51, 52), said(53, "two"));
  }

  private List<ServerMessage> sayTo(FakeMemberConnection member) {
    member.send(new ClientMessage.Say("oi"));
    home.loop.run();
    return member.heard();
  }

  @Test
  void theBudgetOfMessagesIsTheSeatsAndIsNotRenewedByAnotherConnection() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      assertThat(sayTo(ana)).isEmpty();
    }
    ana.breakOff();
    FakeMemberConnection again = sitAt(3, Framing.ZMTP, true);
    assertThat(sayTo(again))
        .singleElement()
        .isInstanceOfSatisfying(
            ServerMessage.Refused.class,
            told -> assertThat(told.reason()).isEqualTo(ErrorCode.RATE));
    relay.told(new ClusterMessage.Dismissed(again.id()));
    assertThat(sayTo(sitAt(3, Framing.ZMTP, true))).as("on a third one").hasSize(1);
    assertThat(sayTo(sitAt(4, Framing.ZMTP, true))).as("somebody else").isEmpty();
    assertThat(sayTo(sitAt(3, Framing.ZMTP, false))).as("who sits there next").isEmpty();
  }

  @Test
  void theBudgetOfMessagesOfWhoWentOnElsewhereIsNobodysHere() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      assertThat(sayTo(ana)).isEmpty();
    }
    relay.depart(3, ana, false);
    assertThat(sayTo(sitAt(3, Framing.ZMTP, true))).isEmpty();
  }

  @Test
  void ofTheIdsOfMessagesTheLatestAreRemembered() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    for (int i = 0; i <= RelayedMember.LATEST_IDS; i++) {
      assertThat(sayTo(ana, "a" + i)).isEmpty();
      pass(250);
    }
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      var _ = sayTo(ana);
    }
    assertThat(sayTo(ana, "a1")).as("again, which costs no message").isEmpty();
    assertThat(sayTo(ana, "a0")).as("one that was forgotten").hasSize(1);
  }

  @Test
  void whoComesBackMayRepeatWhatItSaidWithoutABudgetForMessages() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    for (int i = 0; i < TestRoom.RATE.burst(); i++) {
      assertThat(sayTo(ana, "a" + i)).isEmpty();
    }
    ana.breakOff();
    FakeMemberConnection again = sitAt(3, Framing.ZMTP, true);
    assertThat(sayTo(again, "a0")).as("said on the first connection").isEmpty();
    assertThat(sayTo(again, "b0")).as("something new").hasSize(1);
    assertThat(sayTo(sitAt(3, Framing.ZMTP, false), "a0")).as("another member's").isEmpty();
  }

  @Test
  void whoRepeatsOneIdWithoutEndIsReadMoreSlowlyAndNeverRefused() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    for (int i = 0; i < 40; i++) {
      assertThat(sayTo(ana, "a")).isEmpty();
    }
    assertThat(ana.isPaused()).isFalse();
    for (int i = 0; i < 260; i++) {
      assertThat(sayTo(ana, "a")).isEmpty();
    }
    assertThat(ana.isPaused()).isTrue();
  }

  private List<ServerMessage> sayTo(FakeMemberConnection member, String id) {
    member.send(new ClientMessage.Say("oi", false, Optional.of(id)));
    home.loop.run();
    return member.heard();
  }

  @Test
  void howMembersWentIsRememberedOfTheLatestOnly() {
    relay.open();
    for (int i = 0; i <= RelayRoom.MOST_WENT; i++) {
      FakeMemberConnection one = home.connection(Framing.ZMTP);
      relay.seat(3, one, "Ana", "secret", false, -1);
      relay.depart(3, one, false);
    }
    sent.clear();
    relay.told(seated(1));
    relay.told(seated(2));
    assertThat(sentSince()).containsExactly(lost(1), left(2));
  }

  @Test
  void noMoreOfAClassicMemberWaitsThanSoMuchUntilItIsSeated() {
    RelayedClassicMember member = sitClassic();
    sent.clear();
    for (int i = 0; i <= RelayedClassicMember.MOST_WAITING; i++) {
      member.sayLater(new byte[] {(byte) i});
    }
    assertThat(sent).isEmpty();
    assertThat(home.counters.of(Count.DROPPED)).isOne();
    relay.told(seated(-1));
    assertThat(sent).hasSize(RelayedClassicMember.MOST_WAITING);
  }

  @Test
  void nameThatAMemberHasByNowIsItsNameAtTheNextOwnerToo() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    relay.told(new ClusterMessage.Named(ana.id(), "Beatriz"));
    relay.told(new ClusterMessage.Named(ana.id() + 1, "Somebody who went"));
    List<ClusterMessage.MovedSeat> known = new ArrayList<>();
    relay.members(known::addAll);
    assertThat(known).extracting(ClusterMessage.MovedSeat::user).containsExactly("Beatriz");
    sent.clear();
    relay.enterAgain();
    assertThat(sentSince())
        .singleElement()
        .isInstanceOfSatisfying(
            ClusterMessage.Enter.class, it -> assertThat(it.user()).isEqualTo("Beatriz"));
  }

  @Test
  void nameThatAMemberHasByNowIsItsNameAtTheNextTableToo() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    relay.told(new ClusterMessage.Named(ana.id(), "Beatriz"));
    ana.send(new ClientMessage.Next());
    home.loop.run();
    assertThat(home.seats.told).containsExactly("next 3");
    assertThat(home.seats.askedBy).containsExactly("Beatriz");
  }

  @Test
  void howLongASeatIsToBeHeldOfARoomThatWentFromHereIsToldTheNextOwner() {
    relay.open();
    relay.holdSeconds(Map.of(3, 120));
    relay.take(3, home.connection(Framing.ZMTP), "Ana", "secret", 48, 0);
    relay.take(4, home.connection(Framing.ZMTP), "Bia", "secret", 48, 0);
    List<ClusterMessage.MovedSeat> known = new ArrayList<>();
    relay.members(known::addAll);
    assertThat(known).extracting(ClusterMessage.MovedSeat::holdSeconds).containsExactly(120, 0);
  }

  /** It may have been asked for after the new owner was told of the seats. */
  @Test
  void howLongASeatIsToBeHeldIsToldAnOwnerWhenItsMemberIsSeatedThere() {
    relay.open();
    relay.holdSeconds(Map.of(3, 120));
    FakeMemberConnection ana = home.connection(Framing.ZMTP);
    relay.take(3, ana, "Ana", "secret", 48, 0);
    FakeMemberConnection bia = home.connection(Framing.ZMTP);
    relay.take(4, bia, "Bia", "secret", 48, 0);
    sent.clear();
    relay.told(seated(ana.id(), 3));
    relay.told(seated(bia.id(), 4));
    assertThat(sent)
        .singleElement()
        .satisfies(
            item -> {
              ClusterMessage.Text told = (ClusterMessage.Text) item;
              assertThat(told.member()).isEqualTo(ana.id());
              assertThat(told.text()).asString(UTF_8).contains("\"hold\"", "120");
            });
    sent.clear();
    relay.told(seated(ana.id(), 3)); // only its list is new
    assertThat(sent).isEmpty();
  }

  @Test
  void howLongASeatIsToBeHeldIsToldTheNextOwner() {
    FakeMemberConnection ana = sitAt(3, Framing.ZMTP);
    ana.send(new ClientMessage.Hold(120));
    List<ClusterMessage.MovedSeat> known = new ArrayList<>();
    relay.members(known::addAll);
    assertThat(known).extracting(ClusterMessage.MovedSeat::holdSeconds).containsExactly(120);
  }
}
