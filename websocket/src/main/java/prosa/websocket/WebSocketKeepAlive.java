package prosa.websocket;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pulse of a WebSocket: asks for a ping in each stretch of silence, and for the end after a
 * longer one. No clock is read: ticks of silence are counted, four to a heartbeat, so a machine
 * that slept does not take its peers for dead. On the line's loop, and armed again when that
 * changes.
 */
final class WebSocketKeepAlive implements Runnable {
  private static final int TICKS = 4;

  private final long rhythm;
  private final long patience;
  private final WebSocketConnection socket;
  private boolean heard;
  private int silence;
  private @Nullable ScheduledFuture<?> ticking;

  /**
   * A pulse that is not armed yet.
   *
   * @param heartbeat silence after which the peer is sent a ping
   * @param patience silence after which the peer is lost
   */
  WebSocketKeepAlive(WebSocketConnection socket, Duration heartbeat, Duration patience) {
    this.socket = socket;
    this.rhythm = Math.max(1, heartbeat.toNanos() / TICKS);
    this.patience = patience.toNanos();
  }

  /** Something came from the peer, or it is not being listened to. */
  void heard() {
    heard = true;
  }

  void arm(EventLoop loop) {
    if (ticking == null) {
      ticking = loop.scheduleWithFixedDelay(this, rhythm, rhythm, TimeUnit.NANOSECONDS);
    }
  }

  void disarm() {
    if (ticking != null) {
      ticking.cancel(false);
      ticking = null;
    }
  }

  @Override
  public void run() {
    if (heard) {
      heard = false;
      silence = 0;
      return;
    }
    silence++;
    if (silence * rhythm >= patience) {
      socket.lost();
    } else if (silence % TICKS == 0) {
      socket.ping();
    }
  }
}
