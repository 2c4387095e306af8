package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static prosa.zmtp.WireBytes.frame;
import static prosa.zmtp.WireBytes.longHeader;
import static prosa.zmtp.WireBytes.message;
import static prosa.zmtp.WireBytes.more;

import io.netty.buffer.ByteBuf;
import io.netty.util.IllegalReferenceCountException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.net.IncomingMemory;

class TrafficTest {
  private static final ZmtpLimits SKIPPING =
      new ZmtpLimits(
          Duration.ofSeconds(5),
          1024,
          100,
          1000,
          3,
          2,
          4,
          Duration.ofSeconds(20),
          Duration.ofSeconds(60));

  @Test
  void aReadOfManyMessagesHandsOutEachAsAViewOfTheReadItself() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    List<ByteBuf> views = new ArrayList<>();
    server.connection.session(
        new Keeping(server.session) {
          @Override
          public void message(ZmtpConnection connection, ByteBuf body) {
            views.add(body);
            super.message(connection, body);
          }
        });
    byte[] all =
        WireBytes.join(message("one"), message(""), message("x".repeat(300)), message("last"));
    ByteBuf read = server.allocator.directBuffer(all.length).writeBytes(all);
    long before = server.bytesInUse();
    server.session.onMessage = (_, _) -> assertThat(server.bytesInUse()).isEqualTo(before);

    server.channel.writeInbound(read);

    assertThat(server.events())
        .containsExactly("message one", "message ", "message " + "x".repeat(300), "message last");
    assertThat(views).allSatisfy(view -> assertThat(view).isSameAs(read));
    assertThat(read.refCnt()).isZero();
    server.finish();
  }

  @Test
  void pauseStopsRightAfterTheMessageInHandAndResumeGoesOnInOrder() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.session.onMessage =
        (connection, text) -> {
          if (text.equals("2") || text.equals("4")) {
            connection.pause();
          }
        };
    server.feed(message("1"), message("2"), message("3"), message("4"), new byte[] {0, 3, '5'});
    assertThat(server.events()).containsExactly("message 1", "message 2");
    assertThat(server.channel.config().isAutoRead()).isFalse();
    server.feed(WireBytes.ascii("55"), message("6"));

    server.connection.resume();
    assertThat(server.events()).endsWith("message 3", "message 4");
    assertThat(server.channel.config().isAutoRead()).isFalse();

    server.connection.resume();
    assertThat(server.events()).endsWith("message 4", "message 555", "message 6");
    assertThat(server.channel.config().isAutoRead()).isTrue();
    server.finish();
  }

  @Test
  void pauseAndResumeInOneCallbackChangeNothing() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.session.onMessage =
        (connection, _) -> {
          connection.pause();
          connection.resume();
        };
    server.feed(message("1"), message("2"));

    assertThat(server.events()).containsExactly("message 1", "message 2");
    assertThat(server.channel.config().isAutoRead()).isTrue();
    server.finish();
  }

  @Test
  void aPausedPeerThatLeavesIsNoticedAndWhatWasNotReadIsGone() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.connection.pause();
    server.feed(message("unread"));
    server.finish();

    assertThat(server.events()).containsExactly("closed Left[]");
    server.connection.resume();
    assertThat(server.events()).containsExactly("closed Left[]");
  }

  @Test
  void aPausedPeerCannotMakeUsKeepWithoutBound() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.connection.pause();
    for (int i = 0; i < 30 && server.channel.isOpen(); i++) {
      server.feed(new byte[16 * 1024]);
    }

    assertThat(server.events()).containsExactly("closed Left[]");
    assertThat(server.bytesInUse()).isZero();
    server.finish();
  }

  @Test
  void readCompleteComesAfterWhatAResumeHandsOut() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.connection.pause();
    server.feed(message("1"));
    server.session.onReadComplete = _ -> server.session.events.add("complete");

    server.connection.resume();

    assertThat(server.events()).containsExactly("message 1", "complete");
    server.finish();
  }

  @Test
  void anotherOwnerGetsEverythingFromTheNextMessageOn() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    RecordingSession next = new RecordingSession();
    server.session.onMessage = (connection, _) -> connection.session(next);
    server.feed(message("mine"), message("yours"), more("and"), message("this"));
    server.channel.close().syncUninterruptibly();
    server.channel.runPendingTasks();

    assertThat(server.events()).containsExactly("message mine");
    assertThat(next.events())
        .containsExactly("message yours", "multipart and|this", "closed Left[]");
  }

  @Test
  void aMessageOfManyPartsComesWholeHoweverItIsCut() {
    byte[] bytes = WireBytes.join(more(""), more("a"), message("bc"), more("d"), message(""));
    for (int cut = 1; cut < bytes.length; cut++) {
      EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "REQ");
      server.feed(Arrays.copyOf(bytes, cut));
      server.feed(Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(server.events()).containsExactly("multipart |a|bc", "multipart d|");
      server.finish();
    }
  }

  @Test
  void commandsMayComeBetweenTheParts() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.feed(more("a"), WireBytes.command("PING", WireBytes.hex("0000 07")), message("b"));

    assertThat(server.events()).containsExactly("multipart a|b");
    assertThat(server.out()).isEqualTo(WireBytes.command("PONG", WireBytes.hex("07")));
    server.finish();
  }

  @Test
  void partsAreBoundedInNumberAndTogetherInSize() {
    violation(ZmtpError.PARTS, more("1"), more("2"), more("3"), message("4"));
    violation(ZmtpError.FRAME_SIZE, more("a".repeat(100)), frame(1, new byte[901]));
    violation(ZmtpError.FRAME_SIZE, more("a".repeat(100)), longHeader(2, -1));
  }

  @Test
  void anUnfinishedMessageIsForgottenWithItsPeer() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.feed(more("never"), new byte[] {0, 9, 'f'});
    assertThat(server.bytesInUse()).isPositive();
    server.finish();
    assertThat(server.events()).containsExactly("closed Left[]");
  }

  @Test
  void whatIsKeptOfUnfinishedMessagesIsCounted() {
    IncomingMemory memory = new IncomingMemory(1 << 20, System::nanoTime, _ -> {});
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    memory.attach(server.channel);

    server.feed(more("a".repeat(1000)));
    assertThat(memory.held()).isEqualTo(server.bytesInUse()).isBetween(1000L, 2000L);
    server.feed(longHeader(2, 9000), new byte[5000]);
    assertThat(memory.held()).isEqualTo(server.bytesInUse()).isBetween(6000L, 12_000L);
    server.feed(new byte[4000]);
    assertThat(memory.held()).isZero();
    server.feed(more("a"), new byte[] {0, 2});
    assertThat(memory.held()).isPositive();

    server.finish();
    assertThat(memory.held()).isZero();
  }

  @Test
  void aMessageTooLongToTakeIsSkippedUncopiedAndTold() {
    EmbeddedConnection server =
        EmbeddedConnection.talking(SocketType.ROUTER, "DEALER", 1, SKIPPING);
    server.feed(longHeader(2, 1000));
    for (int i = 0; i < 10; i++) {
      assertThat(server.bytesInUse()).isZero();
      server.feed(new byte[100]);
    }
    server.feed(message("next"));

    assertThat(server.events()).containsExactly("oversized 1000", "message next");
    server.finish();
  }

  @Test
  void aMessageWhosePartsAreTooLongTogetherIsSkippedWhole() {
    EmbeddedConnection server =
        EmbeddedConnection.talking(SocketType.ROUTER, "DEALER", 1, SKIPPING);
    server.feed(more("a".repeat(60)), more("b".repeat(60)), message("c"), message("next"));
    server.feed(more("a"), frame(1, new byte[200]), message("c"), message("next"));

    assertThat(server.events())
        .containsExactly("oversized 121", "message next", "oversized 202", "message next");
    server.finish();
  }

  @Test
  void whatIsTooLongToSkipEndsTheConnectionUnread() {
    violation(ZmtpError.FRAME_SIZE, longHeader(2, 1001));
    violation(ZmtpError.FRAME_SIZE, longHeader(2, 0x800000007fffffffL));
    violation(ZmtpError.FRAME_SIZE, longHeader(2, -1));
    violation(ZmtpError.FRAME_SIZE, longHeader(6, 1025));
  }

  @Test
  void reservedFlagsAndCommandsWithMoreEndTheConnection() {
    violation(ZmtpError.FLAGS, new byte[] {8});
    violation(ZmtpError.FLAGS, new byte[] {(byte) 0x80});
    violation(ZmtpError.FLAGS, new byte[] {5});
    violation(ZmtpError.FLAGS, new byte[] {7});
  }

  @Test
  void afterReadyThereIsNoReadyAndNoMalformedCommand() {
    violation(ZmtpError.COMMAND, WireBytes.ready("DEALER"));
    violation(ZmtpError.COMMAND, WireBytes.command("SUBSCRIBE", new byte[0]));
    violation(ZmtpError.COMMAND, WireBytes.command("CANCEL", new byte[0]));
    violation(ZmtpError.COMMAND, WireBytes.command("PING", new byte[1]));
    violation(ZmtpError.COMMAND, new byte[] {4, 0});
    violation(ZmtpError.METADATA, WireBytes.command("READY", new byte[] {9}));
  }

  @Test
  void unknownCommandsAreNotOurs() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.feed(WireBytes.command("JOIN", WireBytes.ascii("group")), message("hi"));

    assertThat(server.events()).containsExactly("message hi");
    server.finish();
  }

  @Test
  void anErrorEndsTheConnectionWithItsReason() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.feed(WireBytes.command("ERROR", WireBytes.ascii("\3bye")), message("more"));

    assertThat(server.events()).containsExactly("closed Refused[reason=bye]");
    server.finish();
  }

  @Test
  void subscriptionsComeAsMessagesAndAsCommands() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.PUB, "SUB", 1, SKIPPING);
    server.feed(message("\1ab"), WireBytes.command("SUBSCRIBE", new byte[0]));
    assertThat(server.connection.subscriptions().everything()).isTrue();
    server.feed(message("\0"), WireBytes.command("CANCEL", WireBytes.ascii("ab")));

    assertThat(server.events())
        .containsExactly(
            "subscriptions 1", "subscriptions 2", "subscriptions 1", "subscriptions 0");
    assertThat(server.connection.subscriptions().isEmpty()).isTrue();
    server.finish();
  }

  @Test
  void whatIsNoSubscriptionIsNotForAPublisher() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.PUB, "SUB", 1, SKIPPING);
    server.feed(message("hi"), message(""), more("\1"), message("x"), message("\0nothing"));

    assertThat(server.events()).isEmpty();
    server.finish();
  }

  @Test
  void xpubHearsWhatIsNoSubscription() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.XPUB, "XSUB");
    server.feed(message("hi"), message("\1"), more("a"), message("b"));

    assertThat(server.events()).containsExactly("message hi", "subscriptions 1", "multipart a|b");
    server.finish();
  }

  @Test
  void subscriptionsAreBoundedInNumberAndLength() {
    EmbeddedConnection flooded = EmbeddedConnection.talking(SocketType.PUB, "SUB", 1, SKIPPING);
    for (int i = 0; i < 10_000; i++) {
      flooded.feed(message("\1ab"), WireBytes.command("SUBSCRIBE", WireBytes.ascii("abcde")));
    }
    assertThat(flooded.connection.subscriptions().everything()).isTrue();
    assertThat(flooded.channel.isOpen()).isTrue();
    flooded.finish();

    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.PUB, "SUB", 1, SKIPPING);
    for (int i = 0; i < 100; i++) {
      server.feed(message("\1abcd"), message("\0abcd"));
    }
    assertThat(server.connection.subscriptions().count()).isZero();
    server.finish();
  }

  @Test
  void subscribingSpeaksThePeersVersion() {
    EmbeddedConnection older =
        EmbeddedConnection.talking(SocketType.SUB, "PUB", 0, ZmtpLimits.defaults());
    older.connection.subscribe(Bytes.of("a"));
    older.connection.cancel(Bytes.of("a"));
    assertThat(older.out()).isEqualTo(WireBytes.join(message("\1a"), message("\0a")));
    older.finish();

    EmbeddedConnection newer = EmbeddedConnection.talking(SocketType.SUB, "PUB");
    newer.connection.subscribe(Bytes.of("a"));
    newer.connection.cancel(Bytes.of("a"));
    assertThat(newer.out())
        .isEqualTo(
            WireBytes.join(
                WireBytes.command("SUBSCRIBE", WireBytes.ascii("a")),
                WireBytes.command("CANCEL", WireBytes.ascii("a"))));
    newer.finish();
  }

  @Test
  void whatTheSessionThrowsEndsThisConnectionAlone() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.session.onMessage =
        (_, text) -> {
          throw new IllegalStateException("secret " + text);
        };
    server.feed(message("one"), message("two"));

    assertThat(server.events()).hasSize(2).startsWith("message one");
    assertThat(server.events().getLast())
        .startsWith("closed Broken[what=java.lang.IllegalStateException at prosa.zmtp.TrafficTest")
        .doesNotContain("secret");
    server.channel.checkException();
    server.finish();
  }

  @Test
  void whatTheSessionThrowsWhenResumedDoesNotReachTheOneWhoResumes() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.connection.pause();
    server.feed(message("one"));
    server.session.onReadComplete =
        _ -> {
          throw new IllegalStateException();
        };

    server.connection.resume();

    assertThat(server.events().getLast()).startsWith("closed Broken");
    server.finish();
  }

  @Test
  void aResetIsAPeerThatLeft() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
    server.channel.runPendingTasks();

    assertThat(server.events()).containsExactly("closed Left[]");
    server.channel.checkException();
    server.finish();
  }

  @Test
  void sendingFramesAndReleases() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "REQ");
    ByteBuf body = server.allocator.buffer().writeBytes(WireBytes.ascii("hi"));
    ByteBuf empty = server.allocator.buffer();
    server.connection.send(List.of(empty, body));
    server.connection.send(server.allocator.buffer().writeZero(256));
    ByteBuf framed = server.allocator.buffer();
    FrameEncoder.writeMessage(framed, WireBytes.ascii("framed"));
    server.connection.sendFramed(framed);

    assertThat(server.out())
        .isEqualTo(
            WireBytes.join(more(""), message("hi"), frame(0, new byte[256]), message("framed")));
    assertThat(body.refCnt()).isZero();
    assertThat(empty.refCnt()).isZero();
    server.finish();

    ByteBuf late = server.allocator.buffer();
    server.connection.send(late);
    assertThat(late.refCnt()).isZero();
  }

  @Test
  void nobodySendsBeforeBothAreReady() {
    EmbeddedConnection server = EmbeddedConnection.of(SocketType.ROUTER);
    ByteBuf body = server.allocator.buffer();

    assertThatThrownBy(() -> server.connection.send(body))
        .isInstanceOf(IllegalStateException.class);
    assertThat(body.refCnt()).isZero();
    server.finish();
  }

  @Test
  void closingInACallbackHandsOutNothingMore() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    server.session.onMessage =
        (connection, _) -> {
          connection.send(server.allocator.buffer().writeBytes(WireBytes.ascii("bye")));
          connection.close();
          connection.close();
        };
    server.feed(message("1"), message("2"));

    assertThat(server.out()).isEqualTo(message("bye"));
    assertThat(server.events()).containsExactly("message 1", "closed Ended[]");
    server.finish();
  }

  @Test
  void viewsEndWithTheCall() {
    EmbeddedConnection server = EmbeddedConnection.talking(SocketType.ROUTER, "DEALER");
    List<ByteBuf> kept = new ArrayList<>();
    server.connection.session(
        new Keeping(server.session) {
          @Override
          public void multipart(ZmtpConnection connection, List<ByteBuf> parts) {
            kept.addAll(parts);
          }
        });
    server.feed(more("a"), message("b"));

    assertThatThrownBy(() -> kept.getFirst().getByte(0))
        .isInstanceOf(IllegalReferenceCountException.class);
    server.finish();
  }

  private static void violation(ZmtpError fault, byte[]... bytes) {
    violation(SocketType.ROUTER, "DEALER", fault, bytes);
  }

  private static void violation(SocketType own, String peer, ZmtpError fault, byte[]... bytes) {
    EmbeddedConnection server = EmbeddedConnection.talking(own, peer, 1, SKIPPING);
    server.feed(bytes);
    assertThat(server.events().getLast()).isEqualTo("closed Violation[fault=" + fault + "]");
    assertThat(server.channel.isOpen()).isFalse();
    server.finish();
  }

  /** Passes everything on; tests look at the buffers themselves. */
  private static class Keeping implements ZmtpSession {
    private final ZmtpSession next;

    Keeping(ZmtpSession next) {
      this.next = next;
    }

    @Override
    public void peerReady(ZmtpConnection connection, PeerInfo peer) {
      next.peerReady(connection, peer);
    }

    @Override
    public void message(ZmtpConnection connection, ByteBuf body) {
      next.message(connection, body);
    }

    @Override
    public void multipart(ZmtpConnection connection, List<ByteBuf> parts) {
      next.multipart(connection, parts);
    }

    @Override
    public void closed(ZmtpConnection connection, CloseReason why) {
      next.closed(connection, why);
    }
  }
}
