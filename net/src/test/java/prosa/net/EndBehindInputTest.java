package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the end of a connection comes behind its input, that is bounded in time and in memory. */
final class EndBehindInputTest {
  private static final int LIMIT = 4_000;
  private static final int SENT = 60;

  /** Takes single bytes. */
  private static final class Connection extends MovableConnection {
    private final List<Byte> taken = new ArrayList<>();
    private boolean over;

    private final PausableDecoder decoder =
        new PausableDecoder() {
          @Override
          protected boolean decode(ByteBuf in) {
            taken.add(in.readByte());
            return true;
          }

          @Override
          protected Channel channel() {
            return Connection.this.channel();
          }

          @Override
          protected void failed(Throwable thrown) {
            throw new AssertionError(thrown);
          }

          @Override
          protected void overfull() {}
        };

    @Override
    protected PausableDecoder decoder() {
      return decoder;
    }

    @Override
    protected void arm(EventLoop loop) {}

    @Override
    protected void disarm() {}

    @Override
    protected void ended() {
      assertThat(over).as("told twice").isFalse();
      over = true;
      markEnded();
    }

    @Override
    protected void failed(Throwable thrown) {
      throw new AssertionError(thrown);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      decoder.read((ByteBuf) message);
    }
  }

  private long now;
  private final IncomingMemory memory = new IncomingMemory(LIMIT, () -> now);
  private final Connection connection = new Connection();
  private final EmbeddedChannel channel = new EmbeddedChannel(connection);

  EndBehindInputTest() {
    IncomingMemory.Share share = memory.share(channel::close);
    channel.attr(IncomingMemory.KEY).set(share);
    channel.closeFuture().addListener(_ -> share.end());
    channel.freezeTime();
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void sendsAndGoes() {
    channel.writeInbound(Unpooled.buffer().writeZero(SENT));
    var _ = channel.pipeline().close(); // the channel's own close drops all timers
    channel.runPendingTasks();
  }

  @Test
  void theEndIsToldAtOnceUnlessItIsToComeBehind() {
    connection.pause();
    sendsAndGoes();
    assertThat(connection.over).isTrue();
    assertThat(connection.taken).isEmpty();
  }

  @Test
  void whatWaitsIsHandedOutFirstAndCountedUntilThen() {
    connection.endBehindInput();
    connection.pause();
    sendsAndGoes();
    assertThat(connection.over).isFalse();
    assertThat(memory.held()).isEqualTo(SENT);
    connection.resume();
    channel.runPendingTasks();
    assertThat(connection.taken).hasSize(SENT);
    assertThat(connection.over).isTrue();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatTheOwnerHasInHandIsWaitedForThoughNothingWaitsBehindIt() {
    connection.endBehindInput();
    connection.pauseInHand();
    var _ = channel.close();
    channel.runPendingTasks();
    assertThat(connection.over).isFalse();
    connection.resume();
    channel.runPendingTasks();
    assertThat(connection.over).isTrue();
  }

  @Test
  void theEndOfOneThatHasNothingMoreToSayIsToldAtOnce() {
    connection.endBehindInput();
    connection.pause();
    var _ = channel.close();
    channel.runPendingTasks();
    assertThat(connection.over).isTrue();
  }

  @Test
  void itIsDroppedWhenTheMemoryOfAllIsUsedUp() {
    connection.endBehindInput();
    connection.pause();
    sendsAndGoes();
    now += TimeUnit.SECONDS.toNanos(5);
    memory.share(() -> {}).keeps(LIMIT - 20);
    assertThat(memory.held()).as("what is counted").isLessThanOrEqualTo(LIMIT);
    channel.runPendingTasks();
    assertThat(connection.over).isTrue();
    assertThat(connection.taken).isEmpty();
  }

  @Test
  void theOwnerHasAWhileAndNoLonger() {
    connection.endBehindInput();
    connection.pause();
    sendsAndGoes();
    channel.advanceTimeBy(MovableConnection.LONGEST_WAIT.toMillis() - 1, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    assertThat(connection.over).isFalse();
    channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
    assertThat(connection.over).isTrue();
    assertThat(connection.taken).isEmpty();
    connection.resume();
    channel.runPendingTasks();
  }
}
