package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.ServerAddress;
import prosa.zmtp.CurvePublicKey;

/** Nodes of a cluster that require CURVE, with one key and each with its own. */
@Timeout(150)
final class ClusterCurveTest {
  private static final String CLASSIC = "from a classic member";

  @TempDir private Path folder;

  /** A member on the client library, which keeps what it is told. */
  private static final class Member implements AutoCloseable {
    final List<ChatEvent> events = new CopyOnWriteArrayList<>();
    final ChatClient client;

    Member(ServerAddress at, String name) {
      client = ChatClient.enter(ConnectOptions.to(at, name), (_, event) -> events.add(event));
    }

    RoomSnapshot seat() {
      Await.until(
          "a seat, not " + events,
          () -> events.stream().anyMatch(ChatEvent.Seated.class::isInstance));
      return client.snapshot().orElseThrow();
    }

    void awaitsTable(Optional<String> room) {
      RoomSnapshot first = seat();
      Await.until(
          "one table, not " + first,
          () -> client.snapshot().flatMap(RoomSnapshot::room).equals(room));
    }

    boolean hears(String text) {
      return events.stream()
          .anyMatch(
              event -> event instanceof ChatEvent.Said(Message said) && said.text().equals(text));
    }

    void awaits(String text) {
      Await.until(text + ", not " + events, () -> hears(text));
    }

    @Override
    public void close() {
      client.close();
    }
  }

  private CurvePublicKey key(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(JavaCommand.of(JavaCommand.Program.SERVER));
    command.addAll(List.of("prosa.app.Main", "keygen", folder.resolve(name).toString()));
    Outcome made = Outcome.of(Path.of("."), command.toArray(String[]::new));
    assertThat(made.exit()).as(made.err()).isZero();
    return CurvePublicKey.ofZ85(made.out().strip()).orElseThrow();
  }

  private Prosa node(NatsServer nats, String name, String keyFile, String... more)
      throws IOException {
    List<String> flags =
        new ArrayList<>(
            List.of("--curve-key", folder.resolve(keyFile).toString(), "--curve", "required"));
    flags.addAll(List.of(more));
    return Prosa.serve(nats.node(name, flags.toArray(String[]::new)));
  }

  private static void together(Prosa... nodes) {
    for (Prosa node : nodes) {
      Await.until("all nodes", () -> AdminPort.nodesKnownTo(node) == nodes.length);
    }
  }

  private static ServerAddress address(Prosa node, CurvePublicKey key) {
    return ServerAddress.parse("prosa://" + Prosa.HOST + ":" + node.port() + "/#" + key.urlText())
        .orElseThrow();
  }

  private static ZMQ.Socket curve(ZContext context, SocketType type, int port, CurvePublicKey key) {
    return JeroCurve.connected(context, type, port, key.z85(), 200);
  }

  /**
   * So long a socket of JeroMQ may be silent; then it is made anew, since it forgets one at times.
   */
  private static final int SILENT_MILLIS = 6_000;

  /** A classic member of that node, on JeroMQ with its key, until it has heard this and itself. */
  private static Set<String> classic(Prosa node, CurvePublicKey key, String until) {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    Await.until(
        until + ", not " + heard,
        () -> {
          visit(node, key, until, heard);
          return heardAll(heard, until);
        });
    return heard;
  }

  private static boolean heardAll(Set<String> heard, String until) {
    return heard.stream().anyMatch(one -> one.contains(until))
        && heard.stream().anyMatch(one -> one.contains(CLASSIC));
  }

  private static void visit(Prosa node, CurvePublicKey key, String until, Set<String> heard) {
    try (ZContext context = new ZContext()) {
      ZMQ.Socket door = curve(context, SocketType.REQ, node.port(), key);
      door.setReceiveTimeOut(SILENT_MILLIS);
      door.send("FindChat");
      String answer = door.recvStr();
      if (answer == null) {
        return;
      }
      List<String> ports = List.of(answer.replaceAll("[^0-9,]", "").split(",", 2));
      ZMQ.Socket publisher =
          curve(context, SocketType.PUB, Integer.parseInt(ports.getFirst()), key);
      ZMQ.Socket subscriber =
          curve(context, SocketType.SUB, Integer.parseInt(ports.getLast()), key);
      var _ =
          Await.within(
              Duration.ofMillis(SILENT_MILLIS),
              () -> {
                publisher.send("{\"user\": \"Rui\", \"message\": \"" + CLASSIC + "\"}");
                String text = subscriber.recvStr();
                if (text != null) {
                  heard.add(text);
                }
                return heardAll(heard, until);
              });
    }
  }

  /** What the page answers to who follows the link. */
  private static int page(String link) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(link)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private void talk(String keyOfOne, String keyOfTwo) throws Exception {
    CurvePublicKey first = key(keyOfOne);
    CurvePublicKey second = keyOfTwo.equals(keyOfOne) ? first : key(keyOfTwo);
    try (NatsServer nats = NatsServer.start();
        Prosa one = node(nats, "one", keyOfOne);
        Prosa two = node(nats, "two", keyOfTwo)) {
      together(one, two);
      try (Member ana = new Member(address(one, first), "Ana")) {
        Optional<String> room = ana.seat().room();
        try (Member bia = new Member(address(two, second), "Bia")) {
          bia.awaitsTable(room);
          ana.client.say("from node one");
          bia.awaits("from node one");
          bia.client.say("from node two");
          ana.awaits("from node two");

          ana.client.invite();
          bia.client.invite();
          for (Member member : List.of(ana, bia)) {
            Await.until(
                "a link",
                () -> member.events.stream().anyMatch(ChatEvent.Invited.class::isInstance));
            String link =
                member.events.stream()
                    .filter(ChatEvent.Invited.class::isInstance)
                    .map(event -> ((ChatEvent.Invited) event).link())
                    .findFirst()
                    .orElseThrow();
            ServerAddress invited = ServerAddress.parse(link).orElseThrow();
            assertThat(invited.key())
                .as(link)
                .contains(member.client.equals(ana.client) ? first : second);
            assertThat(page(link)).isEqualTo(200);
            try (Member friend = new Member(invited, "Eva")) {
              assertThat(friend.seat().room()).isEqualTo(room);
            }
          }

          Thread speaking =
              Thread.ofPlatform()
                  .daemon()
                  .start(
                      () -> {
                        while (!bia.hears(CLASSIC)) {
                          var _ = Await.within(Duration.ofSeconds(1), () -> false);
                          ana.client.say("to all");
                        }
                      });
          assertThat(classic(two, second, "to all")).isNotEmpty();
          ana.awaits(CLASSIC);
          bia.awaits(CLASSIC);
          speaking.join();
        }
      }
    }
  }

  @Tag("long")
  @Test
  void membersOfNodesWithOneKeyTalk() throws Exception {
    talk("one.key", "one.key");
  }

  @Test
  void membersOfNodesWithKeysOfTheirOwnTalk() throws Exception {
    talk("one.key", "two.key");
  }

  private Prosa advertised(NatsServer nats, String name, String keyFile) throws IOException {
    int port = FreePort.find();
    return node(
        nats,
        name,
        keyFile,
        "--port",
        Integer.toString(port),
        "--advertise",
        Prosa.HOST + ":" + port);
  }

  /**
   * Ana has her table at her own node, Bia hers at another one: each is told the door of the node
   * that is left, with its key.
   */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"one", "two"})
  void memberOfANodeThatDiesComesBackThroughAnotherByItsKey(String dies) throws Exception {
    CurvePublicKey first = key("one.key");
    CurvePublicKey second = key("two.key");
    try (NatsServer nats = NatsServer.start();
        Prosa one = advertised(nats, "one", "one.key");
        Prosa two = advertised(nats, "two", "two.key")) {
      together(one, two);
      try (Member ana = new Member(address(one, first), "Ana")) {
        Optional<String> room = ana.seat().room();
        try (Member bia = new Member(address(two, second), "Bia")) {
          bia.awaitsTable(room);
          Member lost = dies.equals("one") ? ana : bia;
          Member other = dies.equals("one") ? bia : ana;
          (dies.equals("one") ? one : two).kill();
          Await.until(
              "another seat, not " + lost.events,
              () -> lost.events.stream().filter(ChatEvent.Seated.class::isInstance).count() > 1);
          lost.client.say("from the other door");
          other.awaits("from the other door");
        }
      }
    }
  }
}
