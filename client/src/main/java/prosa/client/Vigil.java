package prosa.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Notices that there has been no seat for too long, and of what the trouble is. On the event loop.
 */
final class Vigil {
  private final Duration patience;
  private final Consumer<Trouble> alarm;
  private final Countdown countdown;
  private Trouble trouble = Trouble.NO_ANSWER;
  private boolean alarmed;

  Vigil(EventLoop loop, Duration patience, Consumer<Trouble> alarm) {
    countdown = new Countdown(loop);
    this.patience = patience;
    this.alarm = alarm;
  }

  /** There is no seat from now on. */
  void begin(Trouble first) {
    end();
    trouble = first;
    countdown.start(patience, this::alarm);
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
    countdown.stop();
    alarmed = false;
  }

  private void alarm() {
    alarmed = true;
    alarm.accept(trouble);
  }
}
