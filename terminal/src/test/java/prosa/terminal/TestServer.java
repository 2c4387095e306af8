package prosa.terminal;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
import prosa.server.room.RoomConfig;
import prosa.zmtp.ZmtpLimits;

/** A server in this process, on a port chosen by the system. */
final class TestServer implements AutoCloseable {
  private final Console console =
      new Console(Console.Mode.OFF, new PrintStream(OutputStream.nullOutputStream()));
  private final ChatServer server;
  private boolean open = true;

  private TestServer(Rate rate, int textBytes) throws StartException {
    ZmtpLimits wire = ZmtpLimits.defaults();
    server =
        ChatServer.start(
            new ServerConfig(
                Optional.of(InetAddress.getLoopbackAddress()),
                0,
                new PortRange(21_000, 21_999),
                Duration.ZERO,
                PlacementConfig.defaults(),
                new RoomConfig(
                    10,
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
            console);
  }

  /** With this message rate: BURST:PER_SECOND, or off. */
  static TestServer open(String rate) throws StartException {
    return new TestServer(Rate.parse(rate), InputLines.LONGEST);
  }

  /** With texts of so many bytes at most. */
  static TestServer brief(int textBytes) throws StartException {
    return new TestServer(Rate.OFF, textBytes);
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
