package prosa.server.connection;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An event loop and a clock under the test's control; channels that are added run with it. */
public final class ManualLoop implements AutoCloseable {
  private static final Duration STEP = Duration.ofMillis(50);
  private static final int ROUNDS = 1_000;

  private final List<EmbeddedChannel> channels = new ArrayList<>();
  private final EmbeddedChannel host = new EmbeddedChannel();
  private long nanos = TimeUnit.HOURS.toNanos(1);

  public ManualLoop() {
    add(host);
  }

  /** Runs the loop of this channel along. */
  public void add(EmbeddedChannel channel) {
    channel.freezeTime();
    channels.add(channel);
  }

  public EventLoop eventLoop() {
    return host.eventLoop();
  }

  /** The monotonic clock. */
  public long nanos() {
    return nanos;
  }

  /** Runs every task that is due. */
  public void run() {
    for (int round = 0; round < ROUNDS; round++) {
      boolean ran = false;
      for (EmbeddedChannel channel : List.copyOf(channels)) {
        ran |= channel.hasPendingTasks();
        channel.runPendingTasks();
      }
      if (!ran) {
        return;
      }
    }
    throw new AssertionError("the loop's tasks do not come to an end");
  }

  /** Lets time pass, and everything happen that is due on the way. */
  public void advance(Duration time) {
    long end = nanos + time.toNanos();
    while (nanos < end) {
      long step = Math.min(STEP.toNanos(), end - nanos);
      nanos += step;
      for (EmbeddedChannel channel : List.copyOf(channels)) {
        channel.advanceTimeBy(step, TimeUnit.NANOSECONDS);
      }
      run();
    }
  }

  /** Ends all channels, and releases what nobody has looked at. */
  @Override
  public void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }
}
