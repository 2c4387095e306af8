package prosa.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.cluster.NatsSettings;
import prosa.cluster.NatsTransport;

/** What waits for NATS when that takes nothing any more. */
final class NatsTransportTest {
  private static final long MOST_BYTES = 8L << 20;
  private static final long IN_THE_KERNEL = 16L << 20;
  private static final int MESSAGE = 256 * 1024;

  @Test
  void whatWaitsForNatsIsBounded() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral(Prosa.HOST))) {
      server.setSoTimeout((int) Await.LONG.toMillis());
      NatsTransport transport =
          new NatsTransport(
              new NatsSettings(
                  "nats://" + Prosa.HOST + ":" + server.getLocalPort(),
                  "prosa",
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty()),
              "a");
      assertThat(transport.send("b", new byte[1])).isFalse(); // there is no connection
      transport.open(_ -> {});
      try (Socket client = server.accept()) {
        greet(client);
        Await.until("connected to NATS", () -> transport.trouble().isEmpty());
        long taken = 0;
        while (taken <= 2 * (MOST_BYTES + IN_THE_KERNEL)
            && transport.send("b", new byte[MESSAGE])) {
          taken += MESSAGE;
        }
        assertThat(taken).isPositive().isLessThanOrEqualTo(MOST_BYTES + IN_THE_KERNEL);
      } finally {
        transport.close();
      }
    }
  }

  /** Says hello as NATS does, and reads nothing after the client's first PING. */
  private static void greet(Socket client) throws IOException {
    client
        .getOutputStream()
        .write(
            """
            INFO {"server_id":"x","version":"2.10.0","proto":1,"max_payload":1048576}\r
            """
                .getBytes(UTF_8));
    BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("PING")) {
        client.getOutputStream().write("PONG\r\n".getBytes(UTF_8));
        return;
      }
    }
  }
}
