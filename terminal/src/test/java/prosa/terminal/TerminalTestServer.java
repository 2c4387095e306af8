package prosa.terminal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import prosa.client.ServerAddress;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.ChatServer;
import prosa.server.ServerConfig;
import prosa.server.StartException;
import prosa.server.classic.PortRange;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.Console;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.RoomId;
import prosa.server.placement.SeatLimits;
import prosa.server.room.RoomConfig;
import prosa.websocket.HostNames;
import prosa.websocket.StaticFiles;
import prosa.zmtp.CurveKeyPair;
import prosa.zmtp.CurveSelector;
import prosa.zmtp.MechanismSelector;
import prosa.zmtp.ZmtpLimits;

/**
 * A server in this process, on a port chosen by the system, or on one below those that the system
 * chooses: after it has closed, no other socket takes that by chance.
 */
final class TerminalTestServer implements AutoCloseable {
  private final Console console =
      new Console(Console.Mode.OFF, new PrintStream(OutputStream.nullOutputStream()));
  private final ChatServer server;
  private boolean open = true;

  private TerminalTestServer(Rate rate, int textBytes, int port) throws StartException {
    this(rate, textBytes, port, PlacementConfig.defaults(), ChatServer.NULL_MECHANISM);
  }

  private TerminalTestServer(
      Rate rate, int textBytes, int port, PlacementConfig rules, MechanismSelector mechanisms)
      throws StartException {
    ZmtpLimits wire = ZmtpLimits.defaults();
    server =
        ChatServer.start(
            new ServerConfig(
                Optional.of(InetAddress.getLoopbackAddress()),
                port,
                new PortRange(21_000, 21_999),
                Duration.ZERO,
                rules,
                new RoomConfig(
                    rules.capacity(),
                    wire.frame(),
                    ReadLimits.defaults().withText(textBytes),
                    rate,
                    256 * 1024,
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

  /** With a key. */
  static TerminalTestServer encrypting(CurveKeyPair key, boolean required) throws StartException {
    return new TerminalTestServer(
        Rate.OFF,
        InputLines.LONGEST,
        0,
        PlacementConfig.defaults(),
        new CurveSelector(key, required, new SecureRandom()));
  }

  /** With one table of so many seats. */
  static TerminalTestServer withSeats(int seats) throws StartException {
    SeatLimits usual = SeatLimits.defaults();
    SeatLimits oneRoom =
        new SeatLimits(
            usual.reservationsPerAddress(),
            usual.seatsPerAddress(),
            usual.roomsPerAddress(),
            usual.codesPerAddress(),
            usual.privateRoomsPerConnection(),
            1,
            1,
            usual.held(),
            usual.portPercentPerAddress());
    PlacementConfig rules =
        new PlacementConfig(
            seats,
            Duration.ofSeconds(15),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            oneRoom);
    return new TerminalTestServer(
        Rate.OFF, InputLines.LONGEST, 0, rules, ChatServer.NULL_MECHANISM);
  }

  /** With this message rate: BURST:PER_SECOND, or off. */
  static TerminalTestServer open(String rate) throws StartException {
    return new TerminalTestServer(Rate.parse(rate), InputLines.LONGEST, 0);
  }

  /** With texts of so many bytes at most. */
  static TerminalTestServer brief(int textBytes) throws StartException {
    return new TerminalTestServer(Rate.OFF, textBytes, 0);
  }

  /** At a port that is free again after it has closed. */
  static TerminalTestServer restartable() throws StartException {
    return tried(() -> ThreadLocalRandom.current().nextInt(10_240, 20_000));
  }

  /** At a port where there was one before, once it is free. */
  static TerminalTestServer reopen(int port) throws StartException {
    return tried(() -> port);
  }

  private static TerminalTestServer tried(IntSupplier port) throws StartException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        return new TerminalTestServer(Rate.OFF, InputLines.LONGEST, port.getAsInt());
      } catch (StartException e) {
        if (System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
  }

  /** Its operator closes the first table, whose members lose their seats. */
  void closeFirstTable() throws Exception {
    boolean closed =
        server
            .operated(_ -> {}, _ -> List.of())
            .closeRoom(new RoomId(0), "test")
            .get(20, TimeUnit.SECONDS);
    if (!closed) {
      throw new AssertionError("there is no table");
    }
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", server.port(), Optional.empty());
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
