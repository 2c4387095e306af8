package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.ServerAddress;
import prosa.integration.FreePort;
import prosa.integration.NatsServer;

/**
 * A node of a cluster whose process is stopped (SIGSTOP), so that its kernel goes on accepting and
 * nobody answers: a member on the client library comes back through the door that it was told, the
 * page through a balancer that does not look whether nodes are well.
 */
@Tag("graphical")
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT) // each has nodes and a browser of its own, and mostly waits
final class SilentNodeTest {
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * Takes connections to one node, later to each of two in turn, whether that one answers or not.
   */
  private static final class Balancer implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger turn = new AtomicInteger();
    private final int[] nodes;
    private volatile boolean alternates;

    Balancer(int... nodes) throws IOException {
      this.nodes = nodes;
      Thread.ofVirtual().start(this::accept);
    }

    String url() {
      return "http://" + LOOPBACK + ":" + door.getLocalPort();
    }

    /** From now on; the next connection is for the first node yet. */
    void alternates() {
      alternates = true;
    }

    private void accept() {
      try {
        while (true) {
          Socket in = door.accept();
          int to = alternates ? nodes[turn.getAndIncrement() % nodes.length] : nodes[0];
          Socket out = new Socket(InetAddress.getLoopbackAddress(), to);
          Thread.ofVirtual().start(() -> pump(in, out));
          Thread.ofVirtual().start(() -> pump(out, in));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private static void pump(Socket from, Socket into) {
      try (from;
          into) {
        from.getInputStream().transferTo(into.getOutputStream());
      } catch (IOException e) {
        // one of the two has gone
      }
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  /** A member on the client library with its usual times. */
  private static final class Member implements AutoCloseable {
    final List<ChatEvent> events = new CopyOnWriteArrayList<>();
    final ChatClient client;

    Member(int port, String name) {
      ServerAddress door = ServerAddress.parse(LOOPBACK + ":" + port).orElseThrow();
      client = ChatClient.enter(ConnectOptions.to(door, name), (_, event) -> events.add(event));
    }

    long times(Class<? extends ChatEvent> kind) {
      return events.stream().filter(kind::isInstance).count();
    }

    boolean hears(String text) {
      return events.stream()
          .anyMatch(
              event -> event instanceof ChatEvent.Said(Message said) && said.text().equals(text));
    }

    String room() {
      return client.snapshot().flatMap(RoomSnapshot::room).orElse("");
    }

    List<String> company() {
      return client.snapshot().map(RoomSnapshot::members).orElse(List.of()).stream()
          .filter(MemberInfo::here)
          .map(MemberInfo::name)
          .sorted()
          .toList();
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private static RestartableServer node(NatsServer nats, String name, int admin)
      throws IOException {
    int port = FreePort.find();
    return RestartableServer.openAt(
        port,
        "--cluster",
        nats.url(),
        "--node",
        name,
        "--advertise",
        LOOPBACK + ":" + port,
        "--admin",
        LOOPBACK + ":" + admin);
  }

  /** Whether a node says this at its operator's port. */
  private static boolean says(int admin, String path, String part) {
    URI at = URI.create("http://" + LOOPBACK + ":" + admin + path);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .contains(part);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Ana, who comes in at node one, and Caio, at two, at a table of this node. On a busy machine a
   * node may get no answer about a seat in time, and seat who comes at a table of its own, where
   * the other one is brought: then they come again.
   *
   * @param other the operator's port of the node that is not the owner
   */
  private static List<Member> atOneTable(String owner, int one, int two, int other)
      throws Exception {
    boolean anaFirst = owner.equals("one");
    for (int tries = 1; ; tries++) {
      Member first = anaFirst ? new Member(one, "Ana") : new Member(two, "Caio");
      Eventually.holds("who is alone is known", () -> says(other, "/state", "\"members\": 1,"));
      Member second = anaFirst ? new Member(two, "Caio") : new Member(one, "Ana");
      Eventually.holds(
          "both at one table", () -> first.company().size() == 1 && second.company().size() == 1);
      if (first.room().endsWith("@" + owner) && second.room().endsWith("@" + owner)) {
        return anaFirst ? List.of(first, second) : List.of(second, first);
      }
      assertThat(tries).as("times that they were seated in %s", first.room()).isLessThan(5);
      first.close();
      second.close();
      Eventually.holds(
          "nobody is there",
          () ->
              !says(other, "/state", "\"members\": 1,")
                  && !says(other, "/state", "\"members\": 2,"));
    }
  }

  /**
   * The table is that of the node that is stopped, and goes on at the other, or is at the other.
   */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"one, it is called Chat", "two, back at your seat"})
  void whoCameInAtANodeThatIsStoppedIsBackAtTheTableThroughTheOther(String owner, String told)
      throws Exception {
    int adminOfOne = FreePort.find();
    int adminOfTwo = FreePort.find();
    try (NatsServer nats = NatsServer.start();
        RestartableServer two = node(nats, "two", adminOfTwo);
        RestartableServer one = node(nats, "one", adminOfOne);
        Balancer balancer = new Balancer(one.port(), two.port());
        Chromium chromium = new Chromium()) {
      Eventually.holds("two nodes", () -> says(adminOfOne, "/ready", "ready, with two"));
      int other = owner.equals("one") ? adminOfTwo : adminOfOne;
      List<Member> both = atOneTable(owner, one.port(), two.port(), other);
      try (Member ana = both.getFirst();
          Member caio = both.getLast();
          PageUser bia = chromium.open(balancer.url()).sitDown("Bia")) {
        bia.holds("all at one table", () -> caio.company().equals(List.of("Ana", "Bia")));
        assertThat(caio.room()).endsWith("@" + owner);
        long seatedBefore = ana.times(ChatEvent.Seated.class);

        balancer.alternates();
        one.signal("STOP");
        try {
          bia.holds(
              "Ana is back, not " + ana.events,
              () -> ana.times(ChatEvent.Seated.class) > seatedBefore);
          bia.isTold(told);
          bia.isSeated();
          caio.client.say("all here?");
          bia.hears("all here?");
          bia.say("me");
          bia.holds("Ana hears both", () -> ana.hears("all here?") && ana.hears("me"));
          ana.client.say("me too");
          bia.hears("me too");
          bia.holds("Caio hears both", () -> caio.hears("me") && caio.hears("me too"));

          assertThat(ana.room()).isEqualTo(caio.room()).matches("Chat\\d+@two");
          assertThat(caio.company()).containsExactly("Ana", "Bia");
          assertThat(ana.times(ChatEvent.Lost.class)).isOne();
          assertThat(ana.times(ChatEvent.Unreachable.class)).isLessThanOrEqualTo(1);
          assertThat(bia.events()).filteredOn(line -> line.contains(told)).hasSize(1);
        } finally {
          one.signal("CONT");
        }
      }
    }
  }
}
