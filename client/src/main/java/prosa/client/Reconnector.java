package prosa.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import prosa.zmtp.Backoff;

/**
 * The way to the server: the door to go to, and there either the side that speaks or the wait
 * before another one tries. It begins at the person's own address, follows its table elsewhere, and
 * comes home if nobody answers there. On the event loop only.
 */
final class Reconnector {
  private final Backoff backoff;
  private final ServerAddress home;
  private final Function<ServerAddress, ServerConnection> direct;
  private final LoopTimer wait;
  private ServerAddress door;
  private @Nullable ServerConnection side;
  private boolean waiting;
  private boolean closed;
  private int failures;

  /**
   * @param backoff how long to wait after so many failures
   * @param direct makes a side that speaks the direct protocol at a door
   */
  Reconnector(
      EventLoop loop,
      Backoff backoff,
      ServerAddress home,
      Function<ServerAddress, ServerConnection> direct) {
    this.backoff = backoff;
    this.home = home;
    this.direct = direct;
    wait = new LoopTimer(loop);
    door = home;
  }

  ServerAddress door() {
    return door;
  }

  /** Who speaks to the server, if it is not a time of waiting. */
  Optional<ServerConnection> side() {
    return Optional.ofNullable(side);
  }

  /** Speaks to the door, by a new side. */
  void open() {
    use(direct.apply(door));
  }

  /** Has this side speak to the door from now on. */
  void use(ServerConnection next) {
    abandon();
    if (!closed) {
      side = next;
      next.open();
    }
  }

  /** There is a seat. */
  void arrived() {
    failures = 0;
  }

  /** Nothing more will come of this side: another one tries, after a while. */
  void failed() {
    failures++;
    openAfter(backoff.after(failures, ThreadLocalRandom.current()));
  }

  /** The table is at another door now. */
  void moved(ServerAddress there) {
    door = there;
    openAfter(Duration.ZERO);
  }

  /** Nobody answers: goes home, unless it is there. */
  void unreachable() {
    if (!door.equals(home)) {
      moved(home);
    }
  }

  /** Tries now, if it waits to. */
  void retry() {
    if (waiting) {
      openAfter(Duration.ZERO);
    } else if (side != null) {
      side.retry();
    }
  }

  /** Abandons everything, and for good. */
  void close() {
    abandon();
    closed = true;
  }

  private void openAfter(Duration time) {
    abandon();
    if (!closed) {
      waiting = true;
      wait.start(time, this::open);
    }
  }

  private void abandon() {
    wait.stop();
    waiting = false;
    if (side != null) {
      side.abandon();
      side = null;
    }
  }
}
