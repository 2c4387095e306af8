package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What is read in one turn, and how the input meter slows it down; most frames here are one byte.
 */
class InputMeterTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<Integer> paid = new ArrayList<>();
  private int frameLength = 1;
  private int unreadableAfter = -1;
  private int handedOut;
  private int failures;
  private int below;
  private long pause;
  private int mostInATurn = Integer.MAX_VALUE;

  private final class OneByteFrames extends PausableDecoder {
    @Override
    protected boolean decode(ByteBuf in) throws IOException {
      if (handedOut == unreadableAfter) {
        in.skipBytes(1);
        throw new IOException("no frame");
      }
      in.skipBytes(frameLength);
      handedOut++;
      return true;
    }

    @Override
    protected boolean readRest() {
      if (below == 0) {
        return false;
      }
      below--;
      read(bytes(1));
      return true;
    }

    @Override
    protected Channel channel() {
      return channel;
    }

    @Override
    protected void failed(Throwable thrown) {
      if (!(thrown instanceof IOException)) {
        throw new AssertionError(thrown);
      }
      failures++;
    }

    @Override
    protected void overfull() {
      throw new AssertionError("overfull");
    }
  }

  private OneByteFrames metered() {
    channel.freezeTime();
    channel
        .attr(InputMeter.KEY)
        .set(
            new InputMeter() {
              private int before;

              @Override
              public long pay(int frames, long bytes) {
                paid.add(frames);
                before = handedOut;
                return pause;
              }

              @Override
              public boolean isTurnOver() {
                return handedOut - before >= mostInATurn;
              }
            });
    return new OneByteFrames();
  }

  private static ByteBuf bytes(int n) {
    return Unpooled.wrappedBuffer(new byte[n]);
  }

  private void pass(long nanos) {
    channel.advanceTimeBy(nanos, TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void aTurnEndsAfterSoManyFramesAndGoesOnAfterTheOthers() {
    OneByteFrames decoder = metered();
    decoder.read(bytes(150));
    assertThat(handedOut).isEqualTo(PausableDecoder.MOST_FRAMES);
    assertThat(channel.config().isAutoRead()).isFalse();
    pass(1);
    assertThat(handedOut).isEqualTo(2 * PausableDecoder.MOST_FRAMES);
    pass(1);
    assertThat(handedOut).isEqualTo(150);
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(paid).containsExactly(64, 64, 22);
  }

  /** What frames cost beyond being read is known to the meter alone. */
  @Test
  void aTurnEndsWhenTheMeterSaysSoAndGoesOnAfterTheOthers() {
    OneByteFrames decoder = metered();
    mostInATurn = 4;
    decoder.read(bytes(10));
    assertThat(handedOut).isEqualTo(4);
    assertThat(channel.config().isAutoRead()).isFalse();
    pass(1);
    assertThat(handedOut).isEqualTo(8);
    pass(1);
    assertThat(handedOut).isEqualTo(10);
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(paid).containsExactly(4, 4, 2);
  }

  @Test
  void aTurnEndsAfterSoManyBytesToo() {
    OneByteFrames decoder = metered();
    frameLength = PausableDecoder.MOST_BYTES / 4;
    decoder.read(bytes(6 * frameLength));
    assertThat(handedOut).isEqualTo(4);
    assertThat(channel.config().isAutoRead()).isFalse();
    pass(1);
    assertThat(handedOut).isEqualTo(6);
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void nothingBehindWhatCannotBeDecodedIsLookedAt() {
    OneByteFrames decoder = metered();
    unreadableAfter = 70;
    ByteBuf sent = bytes(1_000);
    decoder.read(sent);
    decoder.read(bytes(1_000));
    decoder.finish();
    assertThat(failures).isEqualTo(1);
    assertThat(handedOut).isEqualTo(70);
    assertThat(sent.refCnt()).isZero();
  }

  @Test
  void nothingIsReadUntilTheMeterAllowsIt() {
    OneByteFrames decoder = metered();
    pause = TimeUnit.SECONDS.toNanos(1);
    decoder.read(bytes(10));
    assertThat(handedOut).isEqualTo(10);
    assertThat(decoder.halted()).isTrue();
    assertThat(channel.config().isAutoRead()).isFalse();
    decoder.read(bytes(5));
    pass(pause - 1);
    assertThat(handedOut).isEqualTo(10);
    pause = 0;
    pass(1);
    assertThat(handedOut).isEqualTo(15);
    assertThat(decoder.halted()).isFalse();
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void itsOwnersPauseOutlivesTheMeters() {
    OneByteFrames decoder = metered();
    pause = 1_000;
    decoder.read(bytes(1));
    decoder.halt(PausableDecoder.PAUSED, channel.config());
    decoder.read(bytes(1));
    pass(1_000);
    assertThat(handedOut).isEqualTo(1);
    assertThat(channel.config().isAutoRead()).isFalse();
    decoder.proceed(PausableDecoder.PAUSED, channel.config());
    assertThat(handedOut).isEqualTo(2);
  }

  /** As Netty's epoll transport answers for a socket that its loop does not watch any more. */
  @Test
  void aSocketThatCannotBeWatchedCostsItsPeerAlone() {
    OneByteFrames decoder = metered();
    DefaultChannelConfig config =
        new DefaultChannelConfig(channel) {
          @Override
          public ChannelConfig setAutoRead(boolean on) {
            throw new UncheckedIOException(new IOException("as the test wants it"));
          }
        };
    decoder.halt(PausableDecoder.PAUSED, config);
    assertThat(channel.isOpen()).isFalse();
    decoder.proceed(PausableDecoder.PAUSED, config);
    assertThat(decoder.halted()).isFalse();
  }

  @Test
  void whatWaitsForItsTurnWhenThePeerEndsIsHandedOut() {
    OneByteFrames decoder = metered();
    decoder.read(bytes(1_000));
    decoder.finish();
    assertThat(handedOut).isEqualTo(1_000);
  }

  @Test
  void whatWaitsForThePeerToReadWhenItEndsIsHandedOut() {
    OneByteFrames decoder = metered();
    decoder.halt(PausableDecoder.UNWRITABLE, channel.config());
    decoder.read(bytes(1_000));
    assertThat(handedOut).isZero();
    decoder.finish();
    assertThat(handedOut).isEqualTo(1_000);
  }

  @Test
  void whatWaitsBelowWhenThePeerEndsIsHandedOutToo() {
    below = 500;
    OneByteFrames decoder = metered();
    decoder.finish();
    assertThat(handedOut).isEqualTo(500);

    below = 500;
    decoder.halt(PausableDecoder.UNWRITABLE, channel.config());
    decoder.read(bytes(500));
    decoder.finish();
    assertThat(handedOut).isEqualTo(1_500);
  }

  @Test
  void ofWhatWaitsBelowNothingIsReadWithoutTheMetersLeave() {
    below = 500;
    OneByteFrames decoder = metered();
    pause = 1_000;
    decoder.finish();
    assertThat(handedOut).isEqualTo(1);
    assertThat(below).isEqualTo(499);
    decoder.discard();
  }

  @Test
  void whatWaitsForItsOwnerWhenThePeerEndsIsNot() {
    below = 1;
    OneByteFrames decoder = metered();
    decoder.halt(PausableDecoder.UNWRITABLE, channel.config());
    decoder.halt(PausableDecoder.PAUSED, channel.config());
    decoder.read(bytes(1_000));
    decoder.finish();
    assertThat(handedOut).isZero();
    assertThat(below).isEqualTo(1);
    decoder.discard();
  }

  @Test
  void whatWaitsForTheMeterWhenThePeerEndsIsNot() {
    OneByteFrames decoder = metered();
    pause = 1_000;
    decoder.read(bytes(1_000));
    decoder.finish();
    assertThat(handedOut).isEqualTo(PausableDecoder.MOST_FRAMES);
    decoder.discard();
  }
}
