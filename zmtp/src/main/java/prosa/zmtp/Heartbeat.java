package prosa.zmtp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.net.Transport;

/**
 * The pulse of a connection to a peer of ZMTP 3.1: a PING in each stretch of silence, and the end
 * after a longer one. Anything heard is a sign of life.
 *
 * <p>PINGs are sent only to a peer that is known to answer them: there are libraries that announce
 * 3.1 and die of the first one. A peer is known by its greeting ({@link
 * Greeting#countsIdentity()}), by any command of 3.1 that it sends, and, to a side that dialled, as
 * a server. A peer that is sent no PING is not given up for its silence, but by TCP alone ({@link
 * Transport}).
 *
 * <p>How it works: no clock is read. A tick, four to a heartbeat, asks whether anything was heard
 * since the last one and adds up the silence, so that reading costs one flag, and a machine that
 * slept does not take its peers for dead: however late, a tick counts as one. An ending comes at
 * most one tick after its time. A peer whose PING carries a time to live is held to it: its ticks
 * are four to that time, {@link #QUICKEST} apart at least.
 *
 * <p>Our PINGs carry no time to live: a peer that talks all the time is sent none, and would hold
 * us to the last one.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Connection Heartbeating"</a>
 */
final class Heartbeat implements Runnable {
  private static final int TICKS = 4;
  private static final long QUICKEST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Command PING = new Command.Ping(0, Bytes.EMPTY);

  private final ZmtpConnection connection;
  private final long heartbeat;
  private final long dead;
  private long patience;
  private long tick;
  private boolean started;
  private boolean answers;
  private boolean heard;
  private long silence;
  private @Nullable ScheduledFuture<?> ticking;

  Heartbeat(ZmtpConnection connection, ZmtpLimits limits) {
    this.connection = connection;
    this.heartbeat = Math.max(TICKS, limits.heartbeat().toNanos());
    this.dead = limits.dead().toNanos();
    this.patience = dead;
    this.tick = heartbeat / TICKS;
  }

  /** Something came from the peer. */
  void heard() {
    heard = true;
  }

  /** The peer sent a command of ZMTP 3.1, so it knows a PING. */
  void answers() {
    answers = true;
  }

  /** The peer's PING says how long it may be silent from here on: tenths of a second, or 0. */
  void pinged(int ttl) {
    answers();
    long allowed = ttl == 0 ? dead : Math.min(dead, TimeUnit.MILLISECONDS.toNanos(ttl * 100L));
    if (allowed != patience) {
      patience = allowed;
      tick = Math.max(Math.min(QUICKEST, heartbeat / TICKS), Math.min(heartbeat, patience) / TICKS);
      silence = 0;
      if (ticking != null) {
        disarm();
        arm(connection.channel().eventLoop());
      }
    }
  }

  /**
   * Begins.
   *
   * @param known whether the peer is known to answer PINGs from the start
   */
  void start(EventLoop loop, boolean known) {
    answers |= known;
    started = true;
    arm(loop);
  }

  /** Ticks on {@code loop} from now on, if started. */
  void arm(EventLoop loop) {
    if (started && ticking == null) {
      ticking = loop.scheduleWithFixedDelay(this, tick, tick, TimeUnit.NANOSECONDS);
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
    if (heard || !answers || connection.halted()) {
      heard = false;
      silence = 0;
      return;
    }
    long before = silence;
    silence += tick;
    if (silence >= patience) {
      connection.end(new CloseReason.TimedOut("heartbeat"));
    } else if (silence / heartbeat > before / heartbeat) {
      connection.command(PING);
    }
  }
}
