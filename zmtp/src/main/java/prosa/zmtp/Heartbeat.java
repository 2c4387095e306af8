package prosa.zmtp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pulse of a connection to a peer of ZMTP 3.1: a PING in each stretch of silence, and the end
 * after a longer one. Anything heard is a sign of life.
 *
 * <p>How it works: no clock is read. A tick, four to a heartbeat, asks whether anything was heard
 * since the last one and counts the ticks of silence, so that reading costs one flag, and a machine
 * that slept does not take its peers for dead: however late, a tick counts as one. An ending comes
 * at most one tick after its time.
 *
 * <p>Our PINGs carry no time to live: a peer that talks all the time is sent none, and would hold
 * us to the last one.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Connection Heartbeating"</a>
 */
final class Heartbeat implements Runnable {
  private static final int TICKS = 4;
  private static final Command PING = new Command.Ping(0, Bytes.EMPTY);

  private final ZmtpConnection connection;
  private final long rhythm;
  private final long dead;
  private long patience;
  private boolean started;
  private boolean heard;
  private int silence;
  private @Nullable ScheduledFuture<?> ticking;

  Heartbeat(ZmtpConnection connection, ZmtpLimits limits) {
    this.connection = connection;
    this.rhythm = Math.max(1, limits.heartbeat().toNanos() / TICKS);
    this.dead = limits.dead().toNanos();
    this.patience = dead;
  }

  /** Something came from the peer. */
  void heard() {
    heard = true;
  }

  /** The peer's PING says how long it may be silent from here on: tenths of a second, or 0. */
  void pinged(int ttl) {
    patience = ttl == 0 ? dead : Math.min(dead, TimeUnit.MILLISECONDS.toNanos(ttl * 100L));
  }

  void start(EventLoop loop) {
    started = true;
    arm(loop);
  }

  /** Ticks on {@code loop} from now on, if started. */
  void arm(EventLoop loop) {
    if (started && ticking == null) {
      ticking = loop.scheduleWithFixedDelay(this, rhythm, rhythm, TimeUnit.NANOSECONDS);
    }
  }

  /** Ticks no more, until armed again. */
  void disarm() {
    if (ticking != null) {
      ticking.cancel(false);
      ticking = null;
    }
  }

  void stop() {
    started = false;
    disarm();
  }

  @Override
  public void run() {
    if (heard || connection.halted()) {
      heard = false;
      silence = 0;
      return;
    }
    silence++;
    if (silence * rhythm >= patience) {
      connection.end(new Closing.TimedOut("heartbeat"));
    } else if (silence % TICKS == 0) {
      connection.command(PING);
    }
  }
}
