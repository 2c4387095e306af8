package prosa.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose peer does not read: the first handler of every accepted channel, for
 * any protocol.
 *
 * <p>It looks twice a second, only while something waits, and closes when nothing was acknowledged
 * for the time that a queue may stand still; what waited is gone then, in the kernel, too. Of a
 * peer that asks for more than it may, {@link #suspect}, it also looks after what the kernel has,
 * until all is acknowledged: its answers may be too few to wait here. On the channel's event loop,
 * whichever that is at the time.
 */
public final class WriteTimeout extends ChannelOutboundHandlerAdapter implements Runnable {
  private final Channel channel;
  private final Runnable onTimeout;
  private final long nanos;

  /** What it looks at; null while it does not look. */
  private @Nullable AckTimer acks;

  private boolean suspected;

  /**
   * The timeout of {@code channel}.
   *
   * @param within how long nothing may be acknowledged
   * @param onTimeout runs before the channel is closed for it
   */
  public WriteTimeout(Channel channel, Duration within, Runnable onTimeout) {
    this.channel = channel;
    this.onTimeout = onTimeout;
    this.nanos = within.toNanos();
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    if (acks == null && waits()) {
      watch();
    }
  }

  /** The peer sends more than it may: from now on it is looked whether it reads. */
  public void suspect() {
    suspected = true;
    if (acks == null) {
      watch();
    }
  }

  private void watch() {
    AckTimer timer = new AckTimer(channel);
    timer.begin(System.nanoTime());
    acks = timer;
    lookLater();
  }

  private boolean waits() {
    ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
    return queue != null && !queue.isEmpty();
  }

  private void lookLater() {
    var _ = channel.eventLoop().schedule(this, SendQueue.LOOK_NANOS, TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    EventLoop loop = channel.eventLoop();
    AckTimer timer = acks;
    if (!loop.inEventLoop()) {
      loop.execute(this); // it moved meanwhile
    } else if (timer == null
        || !channel.isOpen()
        || (!waits() && !(suspected && timer.isWaiting()))) {
      acks = null;
      suspected = false;
    } else if (timer.isStill(System.nanoTime(), nanos)) {
      onTimeout.run();
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = channel.close();
    } else {
      lookLater();
    }
  }
}
