package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.net.LoopShutdown;
import prosa.net.OutgoingMemory;
import prosa.net.Transport;
import prosa.protocol.DoorAnswer;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.classic.ClassicEndpoint;
import prosa.server.classic.PortPool;
import prosa.server.classic.PortRange;
import prosa.server.connection.ServerContext;
import prosa.server.connection.TestContext;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;
import prosa.server.room.Room;
import prosa.server.room.RoomConfig;
import prosa.server.room.RoomLoop;
import prosa.server.room.SeatService;
import prosa.zmtp.ZmtpLimits;

/** Ports whose bind completes after their room has closed. */
class PortBinderTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static final ClientAddress CLIENT = new ClientAddress("127.0.0.1", true);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, Transport.best().ioHandlerFactory());
  private final Console console =
      new Console(
          Console.Mode.OFF,
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  private final io.netty.channel.EventLoop door = loops.next();
  private RoomHandle room;
  private PortPool pool;
  private PortBinder binder;
  private int first;

  @BeforeEach
  void makeRoom() throws IOException {
    ZmtpLimits wire = ZmtpLimits.defaults();
    RoomConfig config =
        new RoomConfig(
            10, wire.frame(), ReadLimits.defaults(), Rate.OFF, 256 * 1024, Duration.ofSeconds(10));
    Counters counters = new Counters();
    ServerContext context =
        TestContext.of(
            counters, new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 16 * 1024, counters));
    SeatService nobodyAsked =
        (SeatService)
            Proxy.newProxyInstance(
                SeatService.class.getClassLoader(),
                new Class<?>[] {SeatService.class},
                (_, method, _) -> {
                  throw new AssertionError(method.getName() + " was called");
                });
    RoomLoop loop =
        new RoomLoop(
            loops.next(),
            config,
            new OutgoingMemory(OutgoingMemory.usual()),
            new RateLimitedLogger(),
            System::nanoTime);
    Room table =
        new Room(
            new RoomId(0),
            false,
            Optional.empty(),
            config.capacity(),
            loop,
            nobodyAsked,
            console,
            counters);
    room = new RoomHandle(table, new ClassicEndpoint(table, context));
    first = twoFreePorts();
    pool =
        new PortPool(
            new PortRange(first, first + 1), Duration.ofMinutes(10), 2, 0, System.nanoTime());
    binder = new PortBinder(pool, HERE, door, new RateLimitedLogger());
  }

  @AfterEach
  void stop() {
    console.close();
    assertThat(LoopShutdown.begin(loops, Duration.ofSeconds(5)).awaitUninterruptibly(10_000))
        .isTrue();
  }

  private static int twoFreePorts() throws IOException {
    // Not the first two: tests that run at the same time look for some, too.
    for (int tries = 0; tries < 1_000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 19_000);
      try (ServerSocket one = new ServerSocket(port, 1, HERE);
          ServerSocket other = new ServerSocket(port + 1, 1, HERE)) {
        return Math.min(one.getLocalPort(), other.getLocalPort());
      } catch (IOException somebodyHasOneOfThem) {
        // the next two
      }
    }
    throw new IOException("no two free ports in a row");
  }

  @Test
  void aPortWhoseBindFinishesAfterItsRoomClosedIsClosedAndRests() throws Exception {
    CompletableFuture<Optional<DoorAnswer.Ports>> answer = new CompletableFuture<>();
    CountDownLatch roomClosed = new CountDownLatch(1);
    room.onLoop(() -> await(roomClosed)); // the bind waits behind this
    door.submit(
            () -> {
              binder.open(room, CLIENT, answer::complete);
              binder.rest(room); // what closing does on the door's thread …
              room.onLoop(room.classic()::close); // … and on the room's
            })
        .get(10, TimeUnit.SECONDS);
    roomClosed.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
    CompletableFuture<Void> settled = new CompletableFuture<>();
    room.onLoop(() -> settled.complete(null));
    settled.get(10, TimeUnit.SECONDS);
    long now = System.nanoTime();
    assertThat(pool.take(CLIENT, now)).hasValue(first + 1); // never asked for
    assertThat(pool.take(CLIENT, now)).as("the bound one rests").isEmpty();
    try (ServerSocket again = new ServerSocket(first, 1, HERE)) {
      assertThat(again.isBound()).as("nobody listens there any more").isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
