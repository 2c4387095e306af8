package prosa.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.Rate;
import prosa.server.connection.ServerContext;
import prosa.server.connection.TestContext;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;

/** ZeroMQ peers that ask the door for what it refuses, without a network. With a manual clock. */
final class ZmtpDoorHandlerTest {
  private static final int MOST_REFUSALS = 20;
  private static final int REFUSALS_AT_ONCE = 50;
  private static final String UNKNOWN = "{\"request\": \"x\"}";

  private final Peer peer = new Peer();
  private final Counters counters = new Counters();
  private long now;

  /** The socket's other end: takes everything, or nothing. */
  private static final class Peer extends EmbeddedChannel {
    private boolean reads = true;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (reads) {
        super.doWrite(in);
      }
    }
  }

  @AfterEach
  void end() {
    peer.finishAndReleaseAll();
  }

  private void connect(String type) {
    peer.freezeTime();
    AddressBudgets budgets =
        new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 16 * 1024, counters, () -> now, 10);
    ServerContext context = TestContext.of(counters, budgets);
    budgets.open(Optional.of("192.0.2.1")).attach(peer);
    peer.pipeline()
        .addLast(context.atDoor(new ZmtpDoorHandler(context, new NoSeats(), false, null)));
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xFF;
    greeting[9] = 0x7F;
    greeting[10] = 3;
    System.arraycopy(ascii("NULL"), 0, greeting, 12, 4);
    send(greeting);
    send(frame(4, "\5READY\13Socket-Type\0\0\0" + (char) type.length() + type));
    assertThat(heard()).contains("READY");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] frame(int flags, String body) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(flags);
    frame.write(body.length());
    frame.writeBytes(ascii(body));
    return frame.toByteArray();
  }

  private void send(byte[] bytes) {
    peer.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  /** In the form of a REQ socket, whatever it is sent by. */
  private void ask(String question) {
    send(frame(1, ""));
    send(frame(0, question));
  }

  private String heard() {
    StringBuilder all = new StringBuilder();
    for (ByteBuf sent = peer.readOutbound(); sent != null; sent = peer.readOutbound()) {
      all.append(sent.toString(StandardCharsets.ISO_8859_1));
      sent.release();
    }
    return all.toString();
  }

  private void pass(Duration time) {
    now += time.toNanos();
    peer.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    peer.runScheduledPendingTasks();
    peer.runPendingTasks();
  }

  /** As if other connections of the peer's address had been refused so often. */
  private void refusedBefore(int times) {
    var _ = ConnectionBudgets.of(peer).charge(Resource.REFUSALS, times);
  }

  @Test
  void aDealerThatAsksAsAReqIsSentAwayAfterAsManyRefusalsAsAnyOther() {
    connect("DEALER");
    for (int i = 1; i < MOST_REFUSALS; i++) {
      ask(UNKNOWN);
      assertThat(heard()).as("answer %d", i).contains("unknown-request");
      assertThat(peer.isOpen()).isTrue();
    }
    ask(UNKNOWN);
    assertThat(heard()).contains("unknown-request");
    peer.runPendingTasks();
    assertThat(peer.isOpen()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEALER", "REQ"})
  void whoIsRefusedBeyondTheBudgetIsReadLater(String type) {
    connect(type);
    refusedBefore(REFUSALS_AT_ONCE + 9);
    ask(UNKNOWN);
    assertThat(heard()).contains("unknown-request");
    assertThat(counters.of(Count.REFUSALS_PAUSED)).isOne();
    ask(UNKNOWN);
    pass(Duration.ofMillis(900));
    assertThat(heard()).isEmpty();
    pass(Duration.ofMillis(200));
    assertThat(heard()).contains("unknown-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEALER", "REQ"})
  void noDebtKeepsAConnectionWaitingForLong(String type) {
    connect(type);
    refusedBefore(1_000_000);
    ask(UNKNOWN);
    ask(UNKNOWN);
    assertThat(heard()).containsOnlyOnce("unknown-request");
    pass(Duration.ofSeconds(10));
    assertThat(heard()).contains("unknown-request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DEALER", "REQ"})
  void nothingThatIsScheduledOutlivesTheConnection(String type) {
    connect(type);
    refusedBefore(REFUSALS_AT_ONCE + 9);
    ask(UNKNOWN);
    ask(UNKNOWN);
    assertThat(peer.runScheduledPendingTasks()).isPositive();
    var _ = peer.pipeline().close(); // the channel's own would end all timers
    peer.runPendingTasks();
    assertThat(peer.runScheduledPendingTasks()).as("until the next timer").isEqualTo(-1);
  }

  @Test
  void aDealerThatReadsEverythingLaterStays() {
    connect("DEALER");
    peer.reads = false;
    while (peer.bytesBeforeUnwritable() > 500) {
      var _ = peer.writeAndFlush(Unpooled.wrappedBuffer(new byte[100]));
    }
    for (int i = 0; peer.isWritable(); i++) {
      assertThat(i).isLessThan(10);
      ask(UNKNOWN);
    }
    pass(Duration.ofSeconds(1));
    peer.reads = true;
    peer.flush();
    peer.runPendingTasks();
    pass(Duration.ofSeconds(11));
    assertThat(peer.isOpen()).isTrue();
    assertThat(counters.of(Count.ANSWER_UNREAD)).isZero();
  }
}
