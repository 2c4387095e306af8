package prosa.server;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ServerMessage;
import prosa.server.placement.Placement;
import prosa.server.placement.Totals;

/**
 * Drains a server: no more seats are assigned, the members are notified of the time, and their
 * connections are closed one after the other, evenly over that time.
 *
 * <p>Each event loop of rooms closes those of its own rooms, room by room, so that the members of a
 * room come back together. Their seats are held until then, so that an undone drain costs no seat.
 * The port stays open until the server closes: new clients are refused with {@code draining}.
 *
 * <p>Lifecycle: {@link #begin} may be undone by {@link #undo}, any number of times; {@link
 * #stopSeating} is for good. State is kept on the door's loop; the methods may be called from any
 * thread.
 */
final class Drain {
  /** The longest a drain takes if no time is given. */
  static final int USUAL_SECONDS = 30;

  private static final int MILLIS_FOR_EACH = 100;
  private static final int TICK_MILLIS = 50;

  private final EventLoop door;
  private final Placement placement;
  private final PlacementJoinService joinService;
  private final RoomRegistry registry;
  private final Optional<ServerCluster> cluster;
  private volatile boolean underWay;
  private @Nullable CompletableFuture<Void> running; // on the door's loop

  Drain(
      EventLoop door,
      Placement placement,
      PlacementJoinService joinService,
      RoomRegistry registry,
      Optional<ServerCluster> cluster) {
    this.cluster = cluster;
    this.door = door;
    this.placement = placement;
    this.joinService = joinService;
    this.registry = registry;
  }

  /** Whether no more seats are given. */
  boolean underWay() {
    return underWay;
  }

  /** Begins; the result is done when nobody is connected, and cancelled if it is undone. */
  CompletableFuture<Void> begin(Optional<Duration> over) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    underWay = true;
    door.execute(
        () -> {
          if (running != null && !running.isDone()) {
            var _ =
                running.whenComplete(
                    (_, undone) -> {
                      if (undone == null) {
                        done.complete(null);
                      } else {
                        done.cancel(false);
                      }
                    });
            return;
          }
          running = done;
          underWay = true; // an undo may have come between
          Duration time = over.orElseGet(() -> usual(placement.totals()));
          int seconds = Math.clamp((time.toMillis() + 999) / 1000, 0, Integer.MAX_VALUE);
          ServerMessage.Draining news = new ServerMessage.Draining(seconds);
          placement.drain();
          joinService.drain(news);
          CompletableFuture<Void> given =
              cluster
                  .map(ServerCluster::handOver)
                  .orElseGet(() -> CompletableFuture.completedFuture(null));
          var _ = given.thenRun(() -> close(time, done, news)); // on this loop, too
        });
    return done;
  }

  private static Duration usual(Totals totals) {
    return Duration.ofMillis(
        Math.min(USUAL_SECONDS * 1000L, (long) MILLIS_FOR_EACH * totals.seated()));
  }

  private void close(Duration time, CompletableFuture<Void> done, ServerMessage.Draining news) {
    Map<EventLoop, List<RoomHandle>> byLoop = new LinkedHashMap<>();
    for (RoomHandle room : registry.all()) {
      byLoop.computeIfAbsent(room.room().loop().loop(), _ -> new ArrayList<>()).add(room);
    }
    long end = System.nanoTime() + time.toNanos();
    List<CompletableFuture<Void>> loops = new ArrayList<>();
    byLoop.forEach(
        (loop, rooms) -> {
          LoopDrain here = new LoopDrain(loop, rooms, end, done);
          loops.add(here.closed);
          loop.execute(() -> here.begin(news));
        });
    var _ =
        CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new))
            .thenRun(() -> done.complete(null));
  }

  /** What is left to be closed on one event loop; on that loop. */
  private static final class LoopDrain {
    private final EventLoop loop;
    private final List<RoomHandle> rooms;
    private final long end;
    private final CompletableFuture<Void> whole;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private int first;
    private long began;

    LoopDrain(EventLoop loop, List<RoomHandle> rooms, long end, CompletableFuture<Void> whole) {
      this.loop = loop;
      this.rooms = rooms;
      this.end = end;
      this.whole = whole;
    }

    void begin(ServerMessage.Draining news) {
      rooms.forEach(room -> room.room().tellAll(news));
      first = connected();
      began = System.nanoTime();
      tick();
    }

    /**
     * Closes connections in proportion to the time that has passed, then waits for its next turn.
     */
    private void tick() {
      if (whole.isDone()) {
        closed.complete(null); // undone
        return;
      }
      int left = connected();
      long now = System.nanoTime();
      double share = end <= now ? 0 : (double) (end - now) / Math.max(1, end - began);
      int due = left - (int) Math.ceil(first * share);
      for (RoomHandle room : rooms) {
        if (due > 0) {
          due -= room.room().sendAway(due);
        }
        if (due > 0) {
          due -= room.classic().sendAway(due);
        }
      }
      if (left == 0 || share == 0) {
        closed.complete(null);
      } else {
        var _ = loop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private int connected() {
      int connected = 0;
      for (RoomHandle room : rooms) {
        connected += room.room().connectedDirects() + room.classic().connected();
      }
      return connected;
    }
  }

  /** Undoes it, if it is under way and not done. */
  void undo() {
    door.execute(
        () -> {
          CompletableFuture<Void> begun = running;
          if (begun == null) {
            return;
          }
          running = null;
          begun.cancel(false);
          underWay = false;
          placement.undrain();
          cluster.ifPresent(ServerCluster::undrain);
          joinService.undrain();
          for (RoomHandle room : registry.all()) {
            room.onLoop(() -> room.room().tellAll(new ServerMessage.Open()));
          }
        });
  }

  /** Gives no more seats, finally; the rooms that are open then. */
  CompletableFuture<List<RoomHandle>> stopSeating() {
    underWay = true;
    CompletableFuture<List<RoomHandle>> stopped = new CompletableFuture<>();
    door.execute(
        () -> {
          if (running != null) {
            running.cancel(false);
            running = null;
          }
          placement.drain();
          joinService.drain(new ServerMessage.Draining());
          stopped.complete(List.copyOf(registry.all()));
        });
    return stopped;
  }
}
