package prosa.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that there has been no seat for too long, and of what the trouble is. On the event loop.
 */
final class Vigil {
  private final EventLoop loop;
  private final Duration patience;
  private final Consumer<Trouble> alarm;
  private @Nullable ScheduledFuture<?> timer;
  private Trouble trouble = Trouble.NO_ANSWER;
  private boolean alarmed;

  Vigil(EventLoop loop, Duration patience, Consumer<Trouble> alarm) {
    this.loop = loop;
    this.patience = patience;
    this.alarm = alarm;
  }

  /** There is no seat from now on. */
  void begin(Trouble first) {
    end();
    trouble = first;
    timer = loop.schedule(this::alarm, patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** This is the trouble at present. */
  void trouble(Trouble now) {
    boolean another = trouble != now;
    trouble = now;
    if (alarmed && another) {
      alarm.accept(now);
    }
  }

  /** There is a seat, or nobody wants one any more. */
  void end() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    alarmed = false;
  }

  private void alarm() {
    alarmed = true;
    alarm.accept(trouble);
  }
}
