package prosa.server;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import prosa.server.classic.PortPool;
import prosa.server.classic.PortRange;
import prosa.server.connection.MemberConnection;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.LocalPlacement;
import prosa.server.placement.Placement;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.RoomId;
import prosa.server.room.JoinableRoom;

/** What rooms report of their members after the door's loop has ended. */
final class ClosedDoorTest {

  private record EmptyRoom(RoomId id, EventLoop eventLoop) implements JoinableRoom {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void seat(
        int place,
        MemberConnection connection,
        String user,
        String secret,
        boolean resumed,
        long heard) {}

    @Override
    public void seatGiven(int place, long connection) {}

    @Override
    public void lostInTransit(int place, long connection) {}

    @Override
    public void depart(int place, MemberConnection connection, boolean held) {}

    @Override
    public void held(int place, MemberConnection connection, RoomId left, int seconds) {}
  }

  @Test
  void membersWhoLeaveAfterTheDoorClosedAreNoDefect() {
    EventLoop door = new DefaultEventLoop();
    Counters counters = new Counters();
    RoomRegistry registry =
        new RoomRegistry(
            new PortBinder(
                new PortPool(new PortRange(20_000, 20_001), Duration.ofMinutes(10), 2, 0, 0),
                InetAddress.getLoopbackAddress(),
                door,
                new RateLimitedLogger()),
            (_, _) -> {
              throw new IllegalStateException("no room is opened");
            },
            _ -> {
              throw new IllegalStateException("there is no other node");
            },
            counters);
    PlacementSeatService seats =
        new PlacementSeatService(
            door,
            new LocalPlacement(
                new Placement(PlacementConfig.defaults(), () -> "token", registry),
                System::nanoTime),
            registry,
            new PlacementLimitCounter(counters),
            _ -> {},
            (_, _) -> {},
            (_, _) -> {});
    door.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    JoinableRoom room = new EmptyRoom(new RoomId(1), door);
    assertThatCode(
            () -> {
              seats.lost(room, 1, 1);
              seats.leave(room, 1, 1, () -> {});
              seats.disconnected(room, 1);
              seats.heard(room, 1, 1);
            })
        .doesNotThrowAnyException();
  }
}
