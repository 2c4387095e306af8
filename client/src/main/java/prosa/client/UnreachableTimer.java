package prosa.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Notices that there has been no seat for too long, and of what the trouble is. On the event loop.
 */
final class UnreachableTimer {
  private final Duration patience;
  private final Consumer<ConnectError> alarm;
  private final LoopTimer countdown;
  private ConnectError trouble = ConnectError.NO_ANSWER;
  private boolean alarmed;

  UnreachableTimer(EventLoop loop, Duration patience, Consumer<ConnectError> alarm) {
    countdown = new LoopTimer(loop);
    this.patience = patience;
    this.alarm = alarm;
  }

  /** There is no seat from now on. */
  void begin(ConnectError first) {
    end();
    trouble = first;
    countdown.start(patience, this::alarm);
  }

  /** This is the trouble at present. */
  void trouble(ConnectError now) {
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
