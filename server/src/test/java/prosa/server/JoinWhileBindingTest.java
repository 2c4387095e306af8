package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.net.LoopShutdown;
import prosa.net.OutgoingMemory;
import prosa.net.Transport;
import prosa.protocol.DoorAnswer;
import prosa.protocol.ErrorCode;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.classic.ClassicEndpoint;
import prosa.server.classic.PortPool;
import prosa.server.classic.PortRange;
import prosa.server.connection.TestContext;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.LocalPlacement;
import prosa.server.placement.Placement;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.Totals;
import prosa.server.room.Room;
import prosa.server.room.RoomConfig;
import prosa.server.room.RoomLoop;

/**
 * Classic clients that ask for a seat while the ports of the only table with a free one are still
 * being bound: they wait for these ports instead of being told that there are none.
 */
class JoinWhileBindingTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final ClientAddress STRANGER = new ClientAddress("192.0.2.1", false);
  private static final ClientAddress OTHER = new ClientAddress("192.0.2.2", false);

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, Transport.best().ioHandlerFactory());
  private final Console console =
      new Console(
          Console.Mode.OFF,
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  private final EventLoop door = loops.next();
  private final EventLoop roomLoop = loops.next();
  private final CountDownLatch bindingMayGoOn = new CountDownLatch(1);
  private final List<CompletableFuture<DoorAnswer>> answers = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();

  @SuppressWarnings("NullAway.Init") // each test opens one door
  private Placement placement;

  @AfterEach
  void stop() {
    bindingMayGoOn.countDown();
    console.close();
    assertThat(LoopShutdown.begin(loops, Duration.ofSeconds(5)).awaitUninterruptibly(10_000))
        .isTrue();
  }

  private PlacementJoinService door(PortRange ports, int perAddress) {
    RoomConfig config =
        new RoomConfig(
            10, 16 * 1024, ReadLimits.defaults(), Rate.OFF, 256 * 1024, Duration.ofSeconds(10));
    Counters counters = new Counters();
    RateLimitedLogger log = new RateLimitedLogger();
    AddressBudgets budgets =
        new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 16 * 1024, counters);
    RoomLoop loop =
        new RoomLoop(
            roomLoop, config, new OutgoingMemory(OutgoingMemory.usual()), log, System::nanoTime);
    PortPool pool = new PortPool(ports, Duration.ofMinutes(10), perAddress, 0, System.nanoTime());
    PortBinder binder = new PortBinder(pool, HERE, door, log);
    PlacementSeatService[] seats = new PlacementSeatService[1];
    RoomRegistry registry =
        new RoomRegistry(
            binder,
            (id, isPrivate) -> {
              Room room =
                  new Room(
                      id,
                      isPrivate,
                      Optional.empty(),
                      config.capacity(),
                      loop,
                      seats[0],
                      console,
                      counters);
              return new RoomHandle(
                  room, new ClassicEndpoint(room, TestContext.of(counters, budgets)));
            },
            _ -> {
              throw new IllegalStateException("there is no other node");
            },
            counters);
    int[] tokens = new int[1];
    placement = new Placement(PlacementConfig.defaults(), () -> "token-" + tokens[0]++, registry);
    LocalPlacement local = new LocalPlacement(placement, now::get);
    seats[0] =
        new PlacementSeatService(
            door,
            local,
            registry,
            new PlacementLimitCounter(counters),
            _ -> {},
            (_, _) -> {
              throw new IllegalStateException("there is no other node");
            },
            (_, _) -> {});
    return new PlacementJoinService(door, local, seats[0], registry, binder, counters);
  }

  private List<DoorAnswer> asked(PlacementJoinService service, ClientAddress... clients)
      throws Exception {
    return asked(service, Duration.ZERO, clients);
  }

  /** All ask in one go, while no port can be bound; after {@code time} the binding goes on. */
  private List<DoorAnswer> asked(
      PlacementJoinService service, Duration time, ClientAddress... clients) throws Exception {
    roomLoop.execute(this::waitForTheWord);
    door.submit(
            () -> {
              for (ClientAddress client : clients) {
                CompletableFuture<DoorAnswer> answer = new CompletableFuture<>();
                answers.add(answer);
                service.findClassic(client, answer::complete);
              }
            })
        .get(10, TimeUnit.SECONDS);
    now.addAndGet(time.toNanos());
    bindingMayGoOn.countDown();
    List<DoorAnswer> all = new ArrayList<>();
    for (CompletableFuture<DoorAnswer> answer : answers) {
      all.add(answer.get(10, TimeUnit.SECONDS));
    }
    return all;
  }

  /** Who asked is gone when the ports are bound. */
  @Test
  void seatOfAnAskerWhoIsGoneByThenIsFree() throws Exception {
    PlacementJoinService service = door(free(2), 2);
    roomLoop.execute(this::waitForTheWord);
    CompletableFuture<DoorAnswer> told = new CompletableFuture<>();
    door.submit(
            () ->
                service.findClassic(
                    STRANGER,
                    answer -> {
                      told.complete(answer);
                      return false;
                    }))
        .get(10, TimeUnit.SECONDS);
    bindingMayGoOn.countDown();
    assertThat(told.get(10, TimeUnit.SECONDS)).isInstanceOf(DoorAnswer.Ports.class);
    Totals after = door.submit(() -> placement.totals()).get(10, TimeUnit.SECONDS);
    assertThat(after.reserved()).isZero();
  }

  private void waitForTheWord() {
    try {
      if (!bindingMayGoOn.await(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("waited in vain");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An address that may have two ports asks for two seats at once. */
  @Test
  void whoseAddressHasItsPortsAlreadyWaitsForThem() throws Exception {
    List<DoorAnswer> all = asked(door(free(20), 2), STRANGER, STRANGER, STRANGER);
    assertThat(all).hasSize(3).allMatch(DoorAnswer.Ports.class::isInstance);
    assertThat(all).containsOnly(all.get(0));
  }

  @Test
  void whoComesFromElsewhereSitsThereToo() throws Exception {
    List<DoorAnswer> all = asked(door(free(2), 2), STRANGER, STRANGER, OTHER);
    assertThat(all).containsOnly(all.get(0)).allMatch(DoorAnswer.Ports.class::isInstance);
  }

  /** The reservation that the ports are opened for does not count as a member any more by then. */
  @Test
  void whenTheBindingTakesLongAllSitThereAllTheSame() throws Exception {
    List<DoorAnswer> all =
        asked(door(free(20), 2), Duration.ofSeconds(2), STRANGER, STRANGER, OTHER);
    assertThat(all).hasSize(3).allMatch(DoorAnswer.Ports.class::isInstance);
    assertThat(all.get(1)).isEqualTo(all.get(0));
  }

  @Test
  void whenTheyCannotBeBoundAllAreTold() throws Exception {
    PortRange taken = free(2);
    try (ServerSocket one = new ServerSocket(taken.first(), 1, HERE);
        ServerSocket other = new ServerSocket(taken.first() + 1, 1, HERE)) {
      assertThat(one.isBound() && other.isBound()).isTrue();
      assertThat(asked(door(taken, 2), STRANGER, STRANGER, OTHER))
          .hasSize(3)
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .isInstanceOfSatisfying(
                          DoorAnswer.DoorError.class,
                          error -> assertThat(error.reason()).isEqualTo(ErrorCode.NO_PORT)));
    }
  }

  /** Ports in a row that nobody has. */
  private static PortRange free(int count) throws IOException {
    // Not the first ones: tests that run at the same time look for some, too.
    for (int tries = 0; tries < 1_000; tries++) {
      int first = ThreadLocalRandom.current().nextInt(10_000, 19_000);
      List<ServerSocket> all = new ArrayList<>();
      try {
        for (int port = first; port < first + count; port++) {
          all.add(new ServerSocket(port, 1, HERE));
        }
        return new PortRange(first, first + count - 1);
      } catch (IOException somebodyHasOneOfThem) {
        // the next ones
      } finally {
        for (ServerSocket each : all) {
          each.close();
        }
      }
    }
    throw new IOException("no free ports in a row");
  }
}
