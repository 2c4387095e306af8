package prosa.client;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.server.ChatServer;
import prosa.server.ServerConfig;
import prosa.server.StartException;
import prosa.server.classic.PortRange;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.SeatLimits;
import prosa.server.room.RoomConfig;
import prosa.websocket.HostNames;
import prosa.websocket.StaticFiles;
import prosa.zmtp.MechanismSelector;
import prosa.zmtp.ZmtpLimits;

/**
 * A server in this process, on a free port below the ephemeral range: after the server has closed,
 * no other socket takes it by chance.
 */
final class TestServer implements AutoCloseable {
  /** What differs from one test to another. */
  record Ways(int capacity, Rate rate, Duration hold, int queueBytes) {
    static final Ways USUAL = new Ways(10, Rate.OFF, Duration.ofSeconds(30), 256 * 1024);

    Ways rate(int burst, int perSecond) {
      return new Ways(capacity, new Rate(burst, perSecond), hold, queueBytes);
    }

    Ways hold(Duration time) {
      return new Ways(capacity, rate, time, queueBytes);
    }

    Ways queue(int bytes) {
      return new Ways(capacity, rate, hold, bytes);
    }

    Ways capacity(int seats) {
      return new Ways(seats, rate, hold, queueBytes);
    }
  }

  private final Console console =
      new Console(Console.Mode.OFF, new PrintStream(OutputStream.nullOutputStream()));
  private final ChatServer server;
  private boolean open = true;

  private TestServer(Ways ways, int port) throws StartException {
    this(ways, port, ChatServer.NULL_MECHANISM);
  }

  private TestServer(Ways ways, int port, MechanismSelector mechanisms) throws StartException {
    ZmtpLimits wire = ZmtpLimits.defaults();
    server =
        ChatServer.start(
            new ServerConfig(
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                new PortRange(21_000, 21_999),
                Duration.ZERO,
                new PlacementConfig(
                    ways.capacity(),
                    Duration.ofSeconds(15),
                    ways.hold(),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    SeatLimits.defaults()),
                new RoomConfig(
                    ways.capacity(),
                    wire.frame(),
                    ReadLimits.defaults(),
                    ways.rate(),
                    ways.queueBytes(),
                    Duration.ofSeconds(10)),
                wire,
                1024 * 1024,
                Duration.ofSeconds(15),
                256,
                List.of(CidrBlock.parse("127.0.0.0/8")),
                95,
                1,
                BudgetConfig.defaults()),
            console,
            StaticFiles.NONE,
            Optional.empty(),
            HostNames.any(),
            mechanisms,
            OptionalInt.empty(),
            Optional.empty());
  }

  static TestServer open() throws StartException {
    return open(Ways.USUAL);
  }

  static TestServer open(Ways ways) throws StartException {
    return open(ways, ChatServer.NULL_MECHANISM);
  }

  static TestServer open(Ways ways, MechanismSelector mechanisms) throws StartException {
    int tries = 0;
    while (true) {
      try {
        return new TestServer(
            ways, ThreadLocalRandom.current().nextInt(10_240, 20_000), mechanisms);
      } catch (StartException e) {
        if (++tries == 100) {
          throw e;
        }
      }
    }
  }

  /** At a port where there was one before, once it is free: other tests may look for one there. */
  static TestServer reopen(Ways ways, int port) throws StartException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        return new TestServer(ways, port);
      } catch (StartException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  int port() {
    return server.port();
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", port(), Optional.empty());
  }

  /** The host says this from now on; the text for a language ends with its tag. */
  void says(String name, String welcome, String contact, String terms) {
    server.says(language -> new ServerMessage.About(name, welcome + language, contact, terms));
  }

  long count(Counters.Count what) {
    return server.counters().of(what);
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      server.close();
      console.close();
    }
  }
}
