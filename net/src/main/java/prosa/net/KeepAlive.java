package prosa.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detects that the peer of a connection is gone: sends a ping after a time of silence and ends the
 * connection after a longer one. Any received data counts as a sign of life. Used on the
 * connection's event loop, and armed again when that changes.
 *
 * <p>A peer that is not known to answer pings is sent none, and is not given up for its silence.
 * While reading from the peer is paused, silence does not count.
 *
 * <p>How it works: no clock is read. A tick, four to a heartbeat, asks whether anything was heard
 * since the last one and adds up the silence, so that reading costs one flag, and a machine that
 * slept does not take its peers for dead: however late, a tick counts as one. The end comes at most
 * one tick late. A peer that asks to be given up sooner is held to it: its ticks are four to that
 * time, {@link #QUICKEST} apart at least.
 */
public final class KeepAlive implements Runnable {
  private static final int TICKS = 4;
  private static final long QUICKEST = TimeUnit.MILLISECONDS.toNanos(50);

  private final PingedPeer peer;
  private final long heartbeat;
  private final long longest;
  private long allowance;
  private long tick;
  private boolean started;
  private boolean answers;
  private boolean heard;
  private long silence;
  private @Nullable EventLoop loop;
  private @Nullable ScheduledFuture<?> ticking;

  /** The peer, as its connection sees it. */
  public interface PingedPeer {
    /** Whether nothing is read from it at the moment. */
    boolean halted();

    /** Asks it for a sign of life. */
    void ping();

    /** It was silent for too long. */
    void dead();
  }

  /** A keep-alive that is not started. */
  public KeepAlive(ConnectionTimeouts timeouts, PingedPeer peer) {
    this.peer = peer;
    this.heartbeat = Math.max(TICKS, timeouts.heartbeat().toNanos());
    this.longest = timeouts.dead().toNanos();
    this.allowance = longest;
    this.tick = heartbeat / TICKS;
  }

  /** Data was received from the peer. */
  public void heard() {
    heard = true;
  }

  /** The peer is known to answer pings. */
  public void answers() {
    answers = true;
  }

  /**
   * Sets how long the peer may be silent.
   *
   * @param nanos more than the usual counts as the usual
   */
  public void allowance(long nanos) {
    long allowed = Math.min(longest, nanos);
    if (allowed != allowance) {
      allowance = allowed;
      tick =
          Math.max(Math.min(QUICKEST, heartbeat / TICKS), Math.min(heartbeat, allowance) / TICKS);
      silence = 0;
      EventLoop on = loop;
      if (ticking != null && on != null) {
        disarm();
        arm(on);
      }
    }
  }

  /** Begins; ticks once it is armed. */
  public void start() {
    started = true;
  }

  /** Ticks on {@code on} from now on, if started. */
  public void arm(EventLoop on) {
    if (started && ticking == null) {
      loop = on;
      ticking = on.scheduleWithFixedDelay(this, tick, tick, TimeUnit.NANOSECONDS);
    }
  }

  /** Stops the ticks until it is armed again. */
  public void disarm() {
    if (ticking != null) {
      ticking.cancel(false);
      ticking = null;
    }
  }

  /** Ends. */
  public void stop() {
    started = false;
    disarm();
  }

  @Override
  public void run() {
    if (heard || !answers || peer.halted()) {
      heard = false;
      silence = 0;
      return;
    }
    long before = silence;
    silence += tick;
    if (silence >= allowance) {
      peer.dead();
    } else if (silence / heartbeat > before / heartbeat) {
      peer.ping();
    }
  }
}
