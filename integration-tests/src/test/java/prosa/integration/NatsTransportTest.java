package prosa.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.cluster.NatsSettings;
import prosa.cluster.NatsTransport;

/** What waits for NATS when that takes nothing any more. */
final class NatsTransportTest {
  private static final long MOST_BYTES = 8L << 20;
  private static final int MOST_RECEIVED = 16_384;
  private static final long IN_THE_KERNEL = 16L << 20;
  private static final int MESSAGE = 256 * 1024;

  /** So many are on their way at once. */
  private static final int ANNOUNCEMENTS = 25;

  /** Long enough for several attempts of the library. */
  private static final Duration REFUSALS = Duration.ofSeconds(4);

  @Test
  void whatWaitsForNatsIsBounded() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral(Prosa.HOST))) {
      server.setSoTimeout((int) Await.LONG.toMillis());
      NatsTransport transport = new NatsTransport(at(server.getLocalPort()), "a");
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

  /** What NATS brings faster than it is taken is dropped beyond a bound. */
  @Test
  void whatIsNotTakenFromNatsIsBounded() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    AtomicInteger heard = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral(Prosa.HOST))) {
      server.setSoTimeout((int) Await.LONG.toMillis());
      NatsTransport transport = new NatsTransport(at(server.getLocalPort()), "a");
      transport.open(
          _ -> {
            heard.incrementAndGet();
            try {
              taken.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      try (Socket client = server.accept()) {
        client.setSoTimeout((int) Await.LONG.toMillis());
        BufferedReader in = hello(client);
        String[] subscription = lineThatStarts(in, client, "SUB").split(" ", -1);
        String one = "MSG " + subscription[1] + " " + subscription[2] + " 1\r\nx\r\n";
        send(client, one.repeat(MOST_RECEIVED + 1_000) + "PING\r\n");
        var _ = lineThatStarts(in, client, "PONG");
        taken.countDown();
        Await.until("what was kept", () -> heard.get() >= MOST_RECEIVED);
        assertThat(Await.within(Duration.ofMillis(500), () -> heard.get() > MOST_RECEIVED + 1))
            .as("more than may wait, and the one that was being read")
            .isFalse();
      } finally {
        taken.countDown();
        transport.close();
      }
    }
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
  }

  /** Reads up to such a line; answers each PING before it. */
  private static String lineThatStarts(BufferedReader in, Socket client, String start)
      throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
      if (line.startsWith("PING")) {
        send(client, "PONG\r\n");
      }
    }
    throw new AssertionError("nothing that starts with " + start);
  }

  /** A connection that seems to be there, and through which nothing comes, is made anew. */
  @Test
  void whoHearsNothingComesAgain() throws Exception {
    AtomicBoolean announcing = new AtomicBoolean(true);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral(Prosa.HOST))) {
      server.setSoTimeout((int) Await.LONG.toMillis());
      NatsTransport transport = new NatsTransport(at(server.getLocalPort()), "a");
      Thread announcer =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    while (!Await.within(Duration.ofMillis(200), () -> !announcing.get())) {
                      var _ = transport.broadcast("here".getBytes(UTF_8));
                    }
                  });
      transport.open(_ -> {});
      try {
        for (int connections = 0; connections < 3; connections++) {
          try (Socket client = server.accept()) {
            client.setSoTimeout((int) Await.LONG.toMillis());
            greet(client);
            answerPings(client);
          }
        }
      } finally {
        announcing.set(false);
        announcer.join();
        transport.close();
      }
    }
  }

  private static NatsSettings at(int port) {
    return at("nats://" + Prosa.HOST + ":" + port);
  }

  private static NatsSettings at(String urls) {
    return new NatsSettings(urls, "prosa", Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** One of them is away from the start, another goes later; none tells of the others. */
  @Test
  void oneOfSeveralServersOfNatsIsEnough() throws Exception {
    String route = "nats://" + Prosa.HOST + ":" + FreePort.find();
    String[] together = {"--cluster_name", "test", "--no_advertise", "--cluster"};
    try (NatsServer first = NatsServer.start(with(together, route));
        NatsServer second =
            NatsServer.start(
                with(
                    together, "nats://" + Prosa.HOST + ":" + FreePort.find(), "--routes", route))) {
      String away = "nats://" + Prosa.HOST + ":" + FreePort.find();
      String urls = String.join(",", away, first.url(), second.url());
      NatsTransport one = new NatsTransport(at(urls), "a");
      NatsTransport other = new NatsTransport(at(urls), "b");
      Set<String> heard = ConcurrentHashMap.newKeySet();
      try {
        one.open(message -> heard.add(new String(message, UTF_8)));
        other.open(_ -> {});
        toldOf(heard, other, "before");
        first.stop();
        toldOf(heard, other, "without the first");
        first.startAgain();
        second.stop();
        toldOf(heard, other, "without the second");
        assertThat(one.trouble()).isEmpty();
        first.stop();
        String all = urls.replace("nats://", "").replace(",", ", ");
        Await.until("that none is there", () -> one.trouble().isPresent());
        assertThat(one.trouble()).contains("NATS at " + all + " cannot be reached");
      } finally {
        one.close();
        other.close();
      }
    }
  }

  private static String[] with(String[] flags, String... more) {
    return Stream.concat(Stream.of(flags), Stream.of(more)).toArray(String[]::new);
  }

  private static void toldOf(Set<String> heard, NatsTransport by, String what) {
    Await.until(
        what,
        () -> {
          var _ = by.send("a", what.getBytes(UTF_8));
          return heard.contains(what);
        });
  }

  /** Answers each PING and sends nothing else, until the client goes. */
  private static void answerPings(Socket client) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("PING")) {
        client.getOutputStream().write("PONG\r\n".getBytes(UTF_8));
      }
    }
  }

  /** The library gives up when it was refused twice with the same words; a node does not. */
  @Test
  void whoWasNotLetInTriesAgain() throws Exception {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    try (NatsServer nats = NatsServer.start("--user", "prosa", "--pass", "secret")) {
      NatsTransport transport = new NatsTransport(at(nats.port()), "a");
      try {
        transport.open(message -> heard.add(new String(message, UTF_8)));
        Await.until(
            "to be refused",
            () -> transport.trouble().filter(why -> why.endsWith("wrong credentials")).isPresent());
        assertThat(Await.within(REFUSALS, () -> transport.trouble().isEmpty())).isFalse();
        nats.stop();
        nats.startAgainWith();
        Await.until("to be let in", () -> transport.trouble().isEmpty());
        Await.until(
            "what it is told",
            () -> {
              var _ = transport.send("a", "to itself".getBytes(UTF_8));
              return heard.contains("to itself");
            });
      } finally {
        transport.close();
      }
    }
  }

  /** A user that has no permission for the cluster's subjects is let in, and hears nothing. */
  @Test
  void whoHasNoPermissionIsToldSo(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("nats.conf");
    String users =
        "authorization { users: [ { user: prosa, password: secret, permissions: {"
            + " publish: \"%1$s.>\", subscribe: \"%1$s.>\" } } ] }";
    Files.writeString(config, users.formatted("other"));
    try (NatsServer nats = NatsServer.start("-c", config.toString())) {
      NatsSettings settings =
          new NatsSettings(
              nats.url(),
              "prosa",
              Optional.of(new NatsSettings.Login("prosa", "secret")),
              Optional.empty(),
              Optional.empty());
      NatsTransport transport = new NatsTransport(settings, "a");
      try {
        transport.open(_ -> {});
        Await.until(
            "to be told",
            () -> announced(transport).filter(why -> why.contains("permission")).isPresent());
        assertThat(transport.trouble())
            .contains(
                "NATS at "
                    + nats.address()
                    + " does not let this node in: its user has no permission for prosa.prosa.>");
        assertThat(Await.within(REFUSALS, () -> announced(transport).isEmpty())).isFalse();
        nats.stop();
        Files.writeString(config, users.formatted("prosa"));
        nats.startAgain();
        Await.until("to be let in", () -> announced(transport).isEmpty());
      } finally {
        transport.close();
      }
    }
  }

  private static Optional<String> announced(NatsTransport transport) {
    var _ = transport.broadcast("here".getBytes(UTF_8));
    return transport.trouble();
  }

  @Test
  void whatANodeTellsAllIsNotHandedToItself() throws Exception {
    List<String> heardByOne = Collections.synchronizedList(new ArrayList<>());
    List<String> heardByOther = Collections.synchronizedList(new ArrayList<>());
    try (NatsServer nats = NatsServer.start()) {
      NatsTransport one = new NatsTransport(at(nats.port()), "a");
      NatsTransport other = new NatsTransport(at(nats.port()), "b");
      try {
        one.open(message -> heardByOne.add(new String(message, UTF_8)));
        other.open(message -> heardByOther.add(new String(message, UTF_8)));
        Await.until(
            "that they hear each other",
            () -> {
              var _ = other.broadcast("of the other".getBytes(UTF_8));
              var _ = one.broadcast("of the one".getBytes(UTF_8));
              return heardByOne.contains("of the other") && heardByOther.contains("of the one");
            });
        for (int i = 0; i < ANNOUNCEMENTS; i++) {
          assertThat(one.broadcast(("number " + i).getBytes(UTF_8))).isTrue();
          assertThat(one.broadcast("the same once more".getBytes(UTF_8))).isTrue();
        }
        Await.until("the last one", () -> heardByOther.contains("number " + (ANNOUNCEMENTS - 1)));
        var _ = other.broadcast("last".getBytes(UTF_8)); // comes after all of its own
        Await.until("the answer", () -> heardByOne.contains("last"));
        assertThat(heardByOne).containsOnly("of the other", "last");
      } finally {
        one.close();
        other.close();
      }
    }
  }

  /** Says hello as NATS does, and reads nothing after the client's first PING. */
  private static void greet(Socket client) throws IOException {
    var _ = lineThatStarts(hello(client), client, "PING");
    send(client, "PONG\r\n");
  }

  private static BufferedReader hello(Socket client) throws IOException {
    send(
        client,
        """
        INFO {"server_id":"x","version":"2.10.0","proto":1,"max_payload":1048576}\r
        """);
    return new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
  }
}
