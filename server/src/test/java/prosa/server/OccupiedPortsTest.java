package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.protocol.DoorAnswer;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ReadLimits;
import prosa.server.classic.PortRange;
import prosa.server.operations.Console;
import prosa.zmtp.Bytes;
import prosa.zmtp.Connector;
import prosa.zmtp.ZmtpLimits;
import prosa.zmtp.ZmtpRequest;

/** Classic ports that are in use by other programs. */
class OccupiedPortsTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final int PORTS = 12;

  private static DoorAnswer findChat(int door) throws Exception {
    var group = new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());
    try {
      var answer =
          new ZmtpRequest(new Connector(group, Transport.best(), ZmtpLimits.defaults()))
              .ask(
                  new InetSocketAddress(HERE, door),
                  Bytes.of("FindChat".getBytes(StandardCharsets.UTF_8)),
                  Duration.ofSeconds(10))
              .get(10, TimeUnit.SECONDS);
      return new ProtocolReader(ReadLimits.defaults()).doorAnswer(answer.body().toArray());
    } finally {
      assertThat(LoopShutdown.begin(group, Duration.ofSeconds(5)).awaitUninterruptibly(10_000))
          .isTrue();
    }
  }

  /** The first of {@link #PORTS} ports in a row that nobody has, all of them taken. */
  private static int occupy(List<ServerSocket> taken) throws IOException {
    // Not the first ones: tests that run at the same time look for some, too.
    for (int tries = 0; tries < 1_000; tries++) {
      int first = ThreadLocalRandom.current().nextInt(10_000, 19_000);
      try {
        for (int port = first; port < first + PORTS; port++) {
          taken.add(new ServerSocket(port, 1, HERE));
        }
        return first;
      } catch (IOException e) {
        free(taken);
      }
    }
    throw new IOException("no free ports in a row");
  }

  private static void free(List<ServerSocket> taken) throws IOException {
    for (ServerSocket socket : taken) {
      socket.close();
    }
    taken.clear();
  }

  @Test
  void portsOfOtherProgramsArePassedOver() throws Exception {
    List<ServerSocket> taken = new ArrayList<>();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try {
      int first = occupy(taken);
      taken.removeLast().close();
      taken.removeFirst().close();
      try (Console console = new Console(Console.Mode.OFF, nowhere);
          ChatServer server =
              ChatServer.start(
                  TestConfig.onPorts(new PortRange(first, first + PORTS - 1)), console)) {
        assertThat(findChat(server.port()))
            .isIn(
                new DoorAnswer.Ports(first, first + PORTS - 1),
                new DoorAnswer.Ports(first + PORTS - 1, first));
      }
    } finally {
      free(taken);
    }
  }

  @Test
  void withoutAFreePortTheDoorSaysSo() throws Exception {
    List<ServerSocket> taken = new ArrayList<>();
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try {
      int first = occupy(taken);
      try (Console console = new Console(Console.Mode.OFF, nowhere);
          ChatServer server =
              ChatServer.start(
                  TestConfig.onPorts(new PortRange(first, first + PORTS - 1)), console)) {
        assertThat(findChat(server.port())).isInstanceOf(DoorAnswer.DoorError.class);
        free(taken);
        assertThat(findChat(server.port())).isInstanceOf(DoorAnswer.Ports.class);
      }
    } finally {
      free(taken);
    }
  }
}
