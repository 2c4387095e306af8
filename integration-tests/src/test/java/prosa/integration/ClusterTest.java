package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.integration.AdminPort.nodesKnownTo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.ZContext;
import prosa.integration.PythonClients.Client;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.testing.PemFiles;

/** Several servers that are one, over a real nats-server. */
final class ClusterTest {
  private static final Duration TOGETHER = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(300);

  private final ZContext context = new ZContext();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<AutoCloseable> open = Collections.synchronizedList(new ArrayList<>());
  private NatsServer nats;

  @BeforeEach
  void start() throws IOException {
    nats = NatsServer.start();
  }

  @AfterEach
  void stop() throws Exception {
    threads.close();
    for (AutoCloseable one : List.copyOf(open).reversed()) {
      one.close();
    }
    context.close();
    http.close();
    nats.close();
  }

  private Prosa node(String name, String... flags) throws IOException {
    return at(nats.url(), name, flags);
  }

  /** A node that finds NATS there. */
  private Prosa at(String url, String name, String... flags) throws IOException {
    Prosa node = Prosa.serve(NatsServer.nodeAt(url, name, flags));
    open.add(node);
    return node;
  }

  private Prosa started(String name) {
    try {
      return node(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nodes that know each other. */
  private List<Prosa> nodes(String... names) throws IOException {
    List<CompletableFuture<Prosa>> starting =
        Stream.of(names)
            .map(name -> CompletableFuture.supplyAsync(() -> started(name), threads))
            .toList();
    List<Prosa> nodes = starting.stream().map(CompletableFuture::join).toList();
    for (Prosa node : nodes) {
      Await.until("all nodes", () -> nodesKnownTo(node) == names.length);
    }
    return nodes;
  }

  private static String ready(Prosa node) {
    try {
      return AdminPort.of(node).get("/ready").body();
    } catch (IOException e) {
      return "";
    }
  }

  private DirectPeer dealer(Prosa at, String name) {
    DirectPeer peer = new JeroDealer(context, name, Prosa.HOST, at.port());
    open.add(peer);
    return peer;
  }

  private DirectPeer browser(Prosa at, String name) {
    DirectPeer peer = WebSocketPeer.connect(http, name, Prosa.HOST, at.port());
    open.add(peer);
    return peer;
  }

  private Client classic(Prosa at, String name) throws Exception {
    PythonClients clients = PythonClients.of(at.port());
    open.add(clients);
    return clients.join(name);
  }

  /**
   * Enters, and sits in this room at once, or a moment later: a node that does not answer in time
   * costs nobody more.
   */
  private static ServerMessage.Seated sitsIn(DirectPeer peer, String room) {
    ServerMessage.Seated seated = peer.enters();
    while (!seated.room().equals(room)) {
      seated = peer.skipsTo(ServerMessage.Seated.class);
    }
    return seated;
  }

  private static void heardBy(DirectPeer peer, String text) {
    ServerMessage.Said said = peer.skipsTo(ServerMessage.Said.class);
    while (!said.message().equals(text)) {
      said = peer.skipsTo(ServerMessage.Said.class);
    }
  }

  private static void awaitSolo(Prosa at) {
    awaitMembers(at, 1);
  }

  /** A node knows of one that has so many members in its rooms. */
  private static void awaitMembers(Prosa at, int members) {
    Await.until(
        "members to be announced",
        () -> {
          try {
            return AdminPort.of(at).get("/state").body().contains("\"members\": " + members + ",");
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void membersWhoComeInAtThreeNodesSitAtOneTable() throws Exception {
    List<Prosa> nodes = nodes("a", "b", "c");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    ServerMessage.Seated first = ana.enters();
    awaitSolo(nodes.get(1));
    DirectPeer bia = dealer(nodes.get(1), "Bia");
    ServerMessage.Seated second = sitsIn(bia, "Chat0@a");
    assertThat(first.room()).isEqualTo("Chat0@a");
    assertThat(second.members()).hasSize(1);

    bia.says("oi", "1");
    ana.skipsTo(ServerMessage.Joined.class);
    // if node a was slow to answer, she sat at home first, and is told away and back on her way
    ServerMessage.Said said = ana.skipsTo(ServerMessage.Said.class);
    assertThat(said.message()).isEqualTo("oi");
    assertThat(bia.next(ServerMessage.Said.class).id()).contains("1");

    bia.send("{\"type\": \"rename\", \"user\": \"Beatriz\"}");
    assertThat(ana.next(ServerMessage.Renamed.class).to()).isEqualTo("Beatriz");
    assertThat(bia.next(ServerMessage.Renamed.class).to()).isEqualTo("Beatriz");
    bia.send("{\"type\": \"react\", \"n\": 1, \"reaction\": \"👍\"}");
    assertThat(ana.next(ServerMessage.Reacted.class).n()).isEqualTo(1);
    bia.next(ServerMessage.Reacted.class);
    bia.send("{\"type\": \"leave\"}");
    assertThat(ana.next(ServerMessage.Left.class).user()).isEqualTo("Beatriz");
  }

  @Test
  void aNodeOpensNoEncryptedRoom() throws Exception {
    DirectPeer ana = dealer(node("a"), "Ana");
    ana.next(ServerMessage.Hello.class);
    ana.send("{\"type\": \"enter\", \"user\": \"Guest\", \"private\": true, \"encrypted\": true}");
    ana.refused(ErrorCode.NO_ENCRYPTION);
    ana.send("{\"type\": \"enter\", \"user\": \"Ana\", \"private\": true}");
    assertThat(ana.whole(ServerMessage.Seated.class).salt()).isEmpty();
  }

  @Test
  @Tag("long")
  void classicClientsOfTwoNodesAndADirectMemberTalk() throws Exception {
    List<Prosa> nodes = nodes("a", "b", "c");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    ana.enters();
    awaitSolo(nodes.get(1));
    Client rui = classic(nodes.get(1), "Rui");
    rui.settle();
    awaitMembers(nodes.get(0), 2);
    rui.say("oi");
    heardBy(ana, "oi");
    ana.says("tudo bem?");
    Await.until("to be heard", () -> rui.heard().contains("Ana: tudo bem?"));
    ana.send("{\"type\": \"say\", \"message\": \"waves\", \"action\": true}");
    Await.until("to be heard", () -> rui.heard().contains("Ana: * waves"));
  }

  @Test
  @Tag("long")
  void memberComesBackThroughAnotherNodeAndIsToldWhatItMissed() throws Exception {
    List<Prosa> nodes = nodes("a", "b", "c");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    ana.enters();
    awaitSolo(nodes.get(1));
    DirectPeer bia = dealer(nodes.get(1), "Bia");
    ServerMessage.Seated seat = sitsIn(bia, "Chat0@a");
    bia.says("here");
    heardBy(bia, "here");
    heardBy(ana, "here"); // however she came to this table, it is over
    bia.close();
    ana.skipsTo(ServerMessage.Away.class);
    ana.says("one");
    ana.says("two");
    heardBy(ana, "two");

    DirectPeer back = dealer(nodes.get(2), "Bia");
    ServerMessage.Seated again = back.comesBack(seat.seat(), 1);
    assertThat(again.room()).isEqualTo(seat.room());
    assertThat(again.place()).isEqualTo(seat.place());
    assertThat(back.next(ServerMessage.Missed.class)).isEqualTo(new ServerMessage.Missed(2, 3));
    assertThat(ana.next(ServerMessage.Back.class).user()).isEqualTo("Bia");
  }

  @Test
  void companyOfANodeThatIsKilledIsTogetherAgain() throws Exception {
    List<Prosa> nodes = nodes("a", "b", "c");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    ServerMessage.Seated anas = ana.enters();
    awaitSolo(nodes.get(1));
    DirectPeer bia = dealer(nodes.get(1), "Bia");
    ServerMessage.Seated bias = sitsIn(bia, "Chat0@a");
    Client rui = classic(nodes.get(2), "Rui");
    rui.settle();
    awaitMembers(nodes.get(0), 3);
    rui.say("oi");
    heardBy(bia, "oi");
    bia.send("{\"type\": \"rename\", \"user\": \"Beatriz\"}");
    assertThat(bia.skipsTo(ServerMessage.Renamed.class).to()).isEqualTo("Beatriz");

    nodes.get(0).kill();
    long began = System.nanoTime();
    DirectPeer back = dealer(nodes.get(2), "Ana");
    ServerMessage.Seated seated = back.comesBack(anas.seat(), anas.n());
    ServerMessage.Seated moved = bia.skipsTo(ServerMessage.Seated.class);
    assertThat(seated.room()).isEqualTo(moved.room()).isNotEqualTo(bias.room());
    // on a slow machine two nodes each take the company in before they hear of each other
    assertThat(seated.formerly()).contains(bias.room());
    assertThat(moved.formerly()).contains(bias.room());
    assertThat(seated.place()).isEqualTo(anas.place());
    assertThat(moved.place()).isEqualTo(bias.place());
    assertThat(moved.user()).isEqualTo("Beatriz");
    back.says("here we are");
    heardBy(bia, "here we are");
    Await.until("to be heard", () -> rui.heard().contains("Ana: here we are"));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TOGETHER);
  }

  @Test
  @Tag("long")
  void nodeThatDrainsGivesItsRoomsAwayWithTheirNumbersAndTheirCodes() throws Exception {
    Prosa a = node("a", "--drain", "4s");
    Prosa b = node("b");
    Await.until("both nodes", () -> nodesKnownTo(a) == 2 && nodesKnownTo(b) == 2);
    DirectPeer ana = dealer(a, "Ana");
    ana.next(ServerMessage.Hello.class);
    ana.send("{\"type\": \"enter\", \"user\": \"Ana\", \"private\": true}");
    ServerMessage.Seated anas = ana.whole(ServerMessage.Seated.class);
    ana.send("{\"type\": \"invite\"}");
    String code = ana.next(ServerMessage.Invited.class).code();
    DirectPeer bia = dealer(b, "Bia");
    ServerMessage.Seated bias =
        bia.enters("{\"type\": \"enter\", \"user\": \"Bia\", \"invite\": \"" + code + "\"}");
    assertThat(bias.room()).isEqualTo(anas.room()).endsWith("@a");
    long biasId = ana.whole(ServerMessage.Joined.class).member();
    ana.says("one", "1");
    heardBy(ana, "one");
    heardBy(bia, "one");

    a.terminate();
    ServerMessage.Seated there = ana.whole(ServerMessage.Seated.class);
    assertThat(there.room()).endsWith("@b");
    assertThat(there.isPrivate()).isTrue();
    assertThat(there.n()).isEqualTo(1);
    assertThat(there.formerly()).containsExactly(anas.room());
    assertThat(there.member()).isEqualTo(anas.member());
    assertThat(there.members())
        .extracting(ServerMessage.MemberEntry::member)
        .containsExactly(biasId);
    assertThat(bia.skipsTo(ServerMessage.Seated.class).room()).isEqualTo(there.room());
    ana.says("one", "1"); // was said before, with this id
    ServerMessage.Said again = ana.skipsTo(ServerMessage.Said.class);
    assertThat(again.n()).isEqualTo(1);
    DirectPeer rui = dealer(b, "Rui");
    assertThat(
            rui.enters("{\"type\": \"enter\", \"user\": \"Rui\", \"invite\": \"" + code + "\"}")
                .room())
        .isEqualTo(there.room());
    rui.says("two");
    heardBy(bia, "two");
    assertThat(a.exit(Duration.ofSeconds(15))).isZero();
    assertThat(a.err().substring(a.err().indexOf("nobody is seated")))
        .as("it leaves NATS, which is no trouble")
        .doesNotContain("alone");
  }

  @Test
  void withoutNatsEachNodeGoesOnAloneAndJoinsByItself() throws Exception {
    nats.stop();
    Prosa a = node("a");
    Prosa b = node("b");
    Await.until("to say that it is alone", () -> ready(a).startsWith("ready, alone: NATS at "));
    assertThat(ready(a))
        .isEqualTo("ready, alone: NATS at " + nats.address() + " cannot be reached\n");
    DirectPeer ana = dealer(a, "Ana");
    assertThat(ana.enters().room()).isEqualTo("Chat0@a");
    nats.startAgain();
    Await.until("both nodes", () -> nodesKnownTo(a) == 2 && nodesKnownTo(b) == 2);
    assertThat(ready(a)).isEqualTo("ready, with b\n");
    awaitSolo(b);
    DirectPeer bia = dealer(b, "Bia");
    sitsIn(bia, "Chat0@a");

    nats.stop();
    ServerMessage.Seated alone = bia.skipsTo(ServerMessage.Seated.class);
    assertThat(alone.room()).endsWith("@b");
    bia.says("in the dark");
    heardBy(bia, "in the dark");
    nats.startAgain();
    ServerMessage.Seated together = ana.skipsTo(ServerMessage.Seated.class);
    assertThat(together.room()).isEqualTo(alone.room());
    ana.says("again");
    heardBy(bia, "again");
  }

  @Test
  @Tag("long")
  void wrongCredentialsAreSaidInOneSentence(@TempDir Path folder) throws Exception {
    nats.close();
    nats = NatsServer.start("--user", "prosa", "--pass", "right");
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong\n");
    Path right = Files.writeString(folder.resolve("right"), "right\n");
    Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(right, PosixFilePermissions.fromString("rw-r-----"));
    Prosa out = node("a", "--cluster-user", "prosa", "--cluster-password-file", wrong.toString());
    Prosa in = node("b", "--cluster-user", "prosa", "--cluster-password-file", right.toString());
    Await.until("to be told", () -> ready(out).contains("wrong credentials"));
    assertThat(ready(out))
        .isEqualTo(
            "ready, alone: NATS at "
                + nats.address()
                + " does not let this node in: wrong credentials\n");
    assertThat(ready(in)).isEqualTo("ready\n");
    String open = "everybody on this machine may read the password for NATS";
    assertThat(out.err()).contains(open);
    assertThat(in.err()).doesNotContain(open);
    DirectPeer ana = dealer(out, "Ana");
    assertThat(ana.enters().room()).isEqualTo("Chat0@a");
  }

  @Test
  @Tag("long")
  void secondNodeOfANameDoesNotStartAndTheFirstOneStays() throws Exception {
    Prosa b = nodes("a", "b").getLast();
    Outcome second =
        Prosa.serveInVain(
            "--bind", Prosa.HOST, "--port", "0", "--cluster", nats.url(), "--node", "a");
    assertThat(second.exit()).isNotZero();
    assertThat(second.err())
        .contains(
            "another node of the cluster is called a already; give this one another name with"
                + " --node");
    assertThat(Await.within(Duration.ofSeconds(2), () -> nodesKnownTo(b) < 2)).isFalse();
  }

  /**
   * A clock of the machine that is wrong changes nothing: nodes do not tell each other the time.
   */
  @Test
  @Tag("long")
  void nodesWhoseClocksDifferByAnHourAreOne() throws Exception {
    Prosa a = node("a");
    Prosa b =
        Prosa.serveAfter(
            "export FAKETIME=-1h FAKETIME_DONT_FAKE_MONOTONIC=1"
                + " LD_PRELOAD=$(echo /usr/lib/*/faketime/libfaketimeMT.so.1)",
            nats.node("b"));
    open.add(b);
    Await.until("both nodes", () -> nodesKnownTo(a) == 2 && nodesKnownTo(b) == 2);
    double apart =
        AdminPort.of(a).metric("process_start_time_seconds")
            - AdminPort.of(b).metric("process_start_time_seconds");
    assertThat(apart).as("seconds between the clocks").isBetween(3_000.0, 3_700.0);
    assertThat(ready(a)).isEqualTo("ready, with b\n");
    assertThat(ready(b)).isEqualTo("ready, with a\n");
    DirectPeer ana = dealer(a, "Ana");
    ServerMessage.Seated anas = ana.enters();
    awaitSolo(b);
    DirectPeer bia = dealer(b, "Bia");
    sitsIn(bia, "Chat0@a");
    bia.says("oi");
    heardBy(ana, "oi");
    a.kill();
    DirectPeer back = dealer(b, "Ana");
    ServerMessage.Seated seated = back.comesBack(anas.seat(), anas.n());
    assertThat(bia.skipsTo(ServerMessage.Seated.class).room()).isEqualTo(seated.room());
    back.says("here we are");
    heardBy(bia, "here we are");
  }

  @Tag("long")
  @Test
  void nodeOfAnotherVersionOfTheProtocolIsLeftAloneAndTold() throws Exception {
    Prosa a = node("a");
    try (RawNats wire = new RawNats(nats.port())) {
      byte[] announced = wire.firstOf("prosa.prosa.all");
      byte[] other = announced.clone();
      other[0] = (byte) (announced[0] + 2); // the version
      assertThat(other[3]).isEqualTo((byte) 'a');
      other[3] = 'z'; // the name of its node
      Await.until(
          "to be told",
          () -> {
            try {
              wire.publish("prosa.prosa.all", other); // again and again, as a node does
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return ready(a).contains("another version");
          });
    }
    assertThat(ready(a)).isEqualTo("ready, apart from nodes of another version: z\n");
    a.errWith(
        "node z speaks version 3 of the cluster's protocol and this one 1: their members do not"
            + " meet",
        "Cluster - the cluster: apart from nodes of another version: z");
    assertThat(nodesKnownTo(a)).isEqualTo(1);
    assertThat(dealer(a, "Ana").enters().room()).isEqualTo("Chat0@a");
  }

  @Test
  @Tag("long")
  void tlsAndATokenOfNatsAreUsedAndLookedAt(@TempDir Path folder) throws Exception {
    PemFiles files = new PemFiles(folder);
    files.write(Prosa.HOST, "EC"); // a common name: no address is compared with that
    Path named = Files.createDirectory(folder.resolve("named"));
    PemFiles ofTheHost = new PemFiles(named);
    ofTheHost.write("localhost", "EC");
    nats.close();
    nats =
        NatsServer.start(
            "--tls",
            "--tlscert",
            ofTheHost.chain().toString(),
            "--tlskey",
            ofTheHost.key().toString(),
            "--auth",
            "right");
    Path right = Files.writeString(folder.resolve("right"), "right\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "wrong\n");
    String host = "localhost:" + nats.port();
    String token = "--cluster-password-file";
    String trusts = "--cluster-ca";
    String authority = ofTheHost.chain().toString();
    Prosa a = at("tls://" + host, "a", token, right.toString(), trusts, authority);
    Prosa b = at("tls://" + host, "b", token, right.toString(), trusts, authority);
    Await.until("both nodes", () -> nodesKnownTo(a) == 2 && nodesKnownTo(b) == 2);
    assertThat(ready(a)).isEqualTo("ready, with b\n");
    DirectPeer ana = dealer(a, "Ana");
    ana.enters();
    awaitSolo(b);
    sitsIn(dealer(b, "Bia"), "Chat0@a");

    Prosa stranger = at("tls://" + host, "c", token, wrong.toString(), trusts, authority);
    Await.until("to be told", () -> ready(stranger).contains("wrong credentials"));
    assertThat(ready(stranger))
        .isEqualTo(
            "ready, alone: NATS at " + host + " does not let this node in: wrong credentials\n");
    for (Prosa without :
        List.of(
            at("nats://" + host, "d", token, right.toString()),
            at("tls://" + host, "e", token, right.toString()), // the system trusts nobody here
            at("tls://" + host, "f", token, right.toString(), trusts, files.chain().toString()),
            at("tls://" + nats.address(), "g", token, right.toString(), trusts, authority))) {
      Await.until("to be told", () -> ready(without).contains("TLS"));
      assertThat(ready(without)).endsWith(" does not let this node in: TLS does not come about\n");
    }
    assertThat(nodesKnownTo(a)).isEqualTo(2);
  }

  @Test
  @Tag("long")
  void keepAndReturnWorkAcrossNodes() throws Exception {
    Prosa a = node("a", "--capacity", "2");
    Prosa b = node("b", "--capacity", "2");
    Await.until("both nodes", () -> nodesKnownTo(a) == 2 && nodesKnownTo(b) == 2);
    DirectPeer ana = dealer(a, "Ana");
    assertThat(ana.enters().room()).isEqualTo("Chat0@a");
    DirectPeer bia = dealer(a, "Bia");
    assertThat(bia.enters().room()).isEqualTo("Chat0@a");
    awaitMembers(b, 2);
    DirectPeer rui = dealer(b, "Rui");
    assertThat(rui.enters().room()).isEqualTo("Chat0@b");
    awaitMembers(a, 1);

    // From home to another node, and back.
    ana.skipsTo(ServerMessage.Joined.class);
    ana.send("{\"type\": \"next\", \"keep\": true}");
    assertThat(ana.skipsTo(ServerMessage.Seated.class).room()).isEqualTo("Chat0@b");
    assertThat(ana.next(ServerMessage.Held.class)).isEqualTo(new ServerMessage.Held("Chat0@a", 10));
    assertThat(bia.skipsTo(ServerMessage.Away.class).user()).isEqualTo("Ana");
    assertThat(rui.skipsTo(ServerMessage.Joined.class).user()).isEqualTo("Ana");
    ana.says("oi");
    heardBy(rui, "oi");
    ana.send("{\"type\": \"return\"}");
    assertThat(ana.skipsTo(ServerMessage.Seated.class).room()).isEqualTo("Chat0@a");
    assertThat(bia.skipsTo(ServerMessage.Back.class).user()).isEqualTo("Ana");
    assertThat(rui.skipsTo(ServerMessage.Left.class).user()).isEqualTo("Ana");
    ana.says("home again");
    heardBy(bia, "home again");
    ana.send("{\"type\": \"return\"}");
    assertThat(ana.skipsTo(ServerMessage.Refused.class).reason().code()).isEqualTo("nowhere-else");

    // From a table of another node home, and back there.
    DirectPeer eva = dealer(a, "Eva");
    assertThat(sitsIn(eva, "Chat0@b").members()).hasSize(1);
    bia.send("{\"type\": \"leave\"}");
    ana.skipsTo(ServerMessage.Left.class);
    eva.send("{\"type\": \"next\", \"keep\": true}");
    assertThat(eva.skipsTo(ServerMessage.Seated.class).room()).isEqualTo("Chat0@a");
    assertThat(eva.next(ServerMessage.Held.class)).isEqualTo(new ServerMessage.Held("Chat0@b", 10));
    assertThat(rui.skipsTo(ServerMessage.Away.class).user()).isEqualTo("Eva");
    eva.send("{\"type\": \"return\"}");
    assertThat(eva.skipsTo(ServerMessage.Seated.class).room()).isEqualTo("Chat0@b");
    assertThat(rui.skipsTo(ServerMessage.Back.class).user()).isEqualTo("Eva");
    assertThat(ana.skipsTo(ServerMessage.Left.class).user()).isEqualTo("Eva");
    eva.says("here");
    heardBy(rui, "here");
  }

  /** Members of two nodes decide, and whoever is moved away comes back through neither of them. */
  @Test
  @Tag("long")
  void membersOfTwoNodesMoveOneAwayWhoComesBackThroughNeither() throws Exception {
    Prosa a = node("a", "--vote-after", "500ms", "--drain", "5s");
    Prosa b = node("b", "--vote-after", "500ms");
    Await.until("both nodes", () -> nodesKnownTo(a) == 2 && nodesKnownTo(b) == 2);
    DirectPeer ana = dealer(a, "Ana");
    String room = ana.enters().room();
    ana.send("{\"type\": \"invite\"}");
    String code = ana.skipsTo(ServerMessage.Invited.class).code();
    List<DirectPeer> others = new ArrayList<>();
    for (Prosa at : List.of(a, b, b)) {
      DirectPeer one = dealer(at, at == a ? "Caio" : others.size() == 1 ? "Bia" : "Rui");
      others.add(one);
      ServerMessage.Seated seated = one.enters(entering(one.name(), code));
      assertThat(seated.room()).isEqualTo(room);
    }
    DirectPeer caio = others.get(0);
    DirectPeer bia = others.get(1);
    DirectPeer rui = others.get(2);
    List<ServerMessage.Vote> begun = new ArrayList<>();
    Await.until(
        "all to have sat there long enough",
        () -> {
          bia.send("{\"type\": \"vote\", \"place\": 4, \"reason\": \"spam\"}");
          for (ServerMessage answer = bia.next(); answer != null; answer = bia.within(SHORT)) {
            if (answer instanceof ServerMessage.Vote vote) {
              begun.add(vote);
            }
          }
          return !begun.isEmpty();
        });
    assertThat(begun.getFirst().user()).isEqualTo("Rui");
    String yes = "{\"type\": \"ballot\", \"vote\": " + begun.getFirst().vote() + ", \"yes\": true}";
    for (DirectPeer one : List.of(ana, caio)) {
      one.skipsTo(ServerMessage.Vote.class);
      one.send(yes);
    }
    for (DirectPeer one : List.of(ana, bia, caio)) {
      assertThat(one.skipsTo(ServerMessage.Voted.class).moved()).isTrue();
      assertThat(one.skipsTo(ServerMessage.Left.class).user()).isEqualTo("Rui");
    }
    assertThat(rui.skipsTo(ServerMessage.Voted.class).moved()).isTrue();
    assertThat(rui.skipsTo(ServerMessage.Seated.class).room()).isNotEqualTo(room);
    for (Prosa at : List.of(a, b)) {
      DirectPeer again = dealer(at, "RUI 2");
      again.next(ServerMessage.Hello.class);
      again.send(entering("RUI 2", code));
      again.refused(ErrorCode.VOTED_AWAY);
    }
    ana.says("among us");
    heardBy(bia, "among us");
    // Who is alone is brought to company within a second or two, but not back there.
    assertThat(rui.within(Duration.ofMillis(2_500))).isNull();

    a.terminate(); // the table goes to the other node, and who may not come back along with it
    assertThat(bia.skipsTo(ServerMessage.Seated.class).formerly()).containsExactly(room);
    DirectPeer again = dealer(b, "Rui");
    again.next(ServerMessage.Hello.class);
    again.send(entering("Rui", code));
    again.refused(ErrorCode.VOTED_AWAY);
    again.send(entering("Lia", code));
    assertThat(again.next(ServerMessage.Seated.class).formerly()).as("somebody new").isEmpty();
  }

  private static String entering(String user, String code) {
    return "{\"type\": \"enter\", \"user\": \"" + user + "\", \"invite\": \"" + code + "\"}";
  }

  /** A browser comes in at one node and sits at another one's table. */
  @Test
  @Tag("long")
  void aBrowserOverARelaySeesAGatewayDieAndSleep() throws Exception {
    List<Prosa> nodes = nodes("a", "b", "c");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    ana.enters();
    awaitSolo(nodes.get(1));
    DirectPeer bia = browser(nodes.get(1), "Bia");
    ServerMessage.Seated bias = sitsIn(bia, "Chat0@a");
    ana.skipsTo(ServerMessage.Joined.class);
    bia.says("oi", "1");
    heardBy(ana, "oi");
    assertThat(bia.next(ServerMessage.Said.class).id()).contains("1");
    ana.says("tudo bem? 👍");
    heardBy(bia, "tudo bem? 👍");

    nodes.get(1).signal("STOP"); // its gateway sleeps: the owner misses it
    assertThat(ana.skipsTo(ServerMessage.Away.class).user()).isEqualTo("Bia");
    ana.says("are you there?");
    heardBy(ana, "are you there?");
    nodes.get(1).signal("CONT");
    assertThat(ana.skipsTo(ServerMessage.Back.class).user()).isEqualTo("Bia");
    ServerMessage.Seated woken = bia.skipsTo(ServerMessage.Seated.class);
    assertThat(woken.place()).isEqualTo(bias.place());
    bia.next(ServerMessage.Missed.class);
    bia.says("slept");
    heardBy(ana, "slept");
    heardBy(bia, "slept");

    nodes.get(1).kill(); // its gateway dies
    assertThat(ana.skipsTo(ServerMessage.Away.class).user()).isEqualTo("Bia");
    DirectPeer back = browser(nodes.get(2), "Bia");
    ServerMessage.Seated again = back.comesBack(woken.seat(), woken.n());
    assertThat(again.room()).isEqualTo("Chat0@a");
    assertThat(again.place()).isEqualTo(bias.place());
    assertThat(ana.skipsTo(ServerMessage.Back.class).user()).isEqualTo("Bia");
    back.says("here again");
    heardBy(ana, "here again");
  }

  private static void refused(String sentence, String url, String... flags) throws Exception {
    Outcome outcome =
        Prosa.serveInVain(
            Stream.concat(Stream.of("--cluster", url), Stream.of(flags)).toArray(String[]::new));
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).contains(sentence);
  }

  @Test
  void badValuesAreRefusedWithOneSentence() throws Exception {
    refused(
        "--cluster takes nats://HOST:PORT or tls://HOST:PORT, such as nats://127.0.0.1:4222:"
            + " http://here",
        "http://here");
    refused(
        "a node's name has 1 to 15 lower-case letters, digits and hyphens: Not A Name",
        nats.url(),
        "--node",
        "Not A Name");
    refused(
        "--advertise takes the HOST:PORT under which clients reach this server, such as"
            + " chat.example.org:5555 or [2001:db8::1]:5555: here",
        nats.url(),
        "--advertise",
        "here");
    assertThat(Prosa.serveInVain("--node", "a").err()).contains("go with --cluster");
  }

  @Test
  @Tag("long")
  void twoClustersOnOneNatsDoNotMeet() throws Exception {
    Prosa one = node("a", "--cluster-name", "one");
    Prosa other = node("a", "--cluster-name", "other");
    assertThat(nodesKnownTo(one)).isEqualTo(1);
    assertThat(nodesKnownTo(other)).isEqualTo(1);
    assertThat(Optional.of(ready(other))).contains("ready\n");
  }

  /** Who sits there by way of other nodes is told as who came in where the table is. */
  @Test
  void membersOfAllNodesAreToldThatTheOperatorClosedTheirTable() throws Exception {
    List<Prosa> nodes = nodes("a", "b");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    assertThat(ana.enters().room()).isEqualTo("Chat0@a");
    awaitSolo(nodes.get(1));
    DirectPeer bia = browser(nodes.get(1), "Bia");
    sitsIn(bia, "Chat0@a");
    DirectPeer rui = dealer(nodes.get(1), "Rui");
    sitsIn(rui, "Chat0@a");
    AdminPort b = AdminPort.of(nodes.get(1));
    assertThat(b.post("/actions/close-room?room=Chat9@a").status()).isEqualTo(404);
    assertThat(b.post("/actions/undrain?node=a").status()).isEqualTo(404);
    assertThat(b.post("/actions/close-room?room=Chat0@a").status()).isEqualTo(200);
    for (DirectPeer one : List.of(ana, bia, rui)) {
      assertThat(one.skipsTo(ServerMessage.Refused.class).reason().code()).isEqualTo("room-closed");
    }
    assertThat(nodes.get(0).errWith("Chat0@a - closed: ")).doesNotContain("Chat9", "open again");
  }

  @Test
  @Tag("long")
  void operatorActsAtAnyNodeForAnyNode() throws Exception {
    List<Prosa> nodes = nodes("a", "b");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    assertThat(ana.enters().room()).isEqualTo("Chat0@a");
    assertThat(AdminPort.of(nodes.get(1)).post("/actions/close-room?room=Chat0@a").status())
        .isEqualTo(200);
    assertThat(ana.skipsTo(ServerMessage.Refused.class).reason().code()).isEqualTo("room-closed");
    DirectPeer bia = dealer(nodes.get(0), "Bia");
    String seat = "room=" + bia.enters().room() + "&place=1";
    AdminPort b = AdminPort.of(nodes.get(1));
    assertThat(b.post("/actions/remove-seat?" + seat).status()).isEqualTo(200);
    assertThat(bia.skipsTo(ServerMessage.Refused.class).reason().code()).isEqualTo("removed");
    assertThat(b.post("/actions/remove-seat?" + seat).status()).isEqualTo(404);
    assertThat(AdminPort.of(nodes.get(1)).post("/actions/emergency?level=no-links&node=a").status())
        .isEqualTo(200);
    assertThat(AdminPort.of(nodes.get(0)).get("/state").body())
        .contains("\"emergency\": \"no-links\"");
    for (String action :
        List.of("emergency?level=slow-joins", "block?network=203.0.113.0/24&minutes=5")) {
      AdminPort.Reply all = AdminPort.of(nodes.get(1)).post("/actions/" + action + "&node=*");
      assertThat(all.body()).isEqualTo("done at a, b\n");
      assertThat(all.status()).isEqualTo(200);
    }
    for (Prosa node : nodes) {
      assertThat(AdminPort.of(node).get("/state").body())
          .contains("\"emergency\": \"slow-joins\"", "\"network\": \"203.0.113.0/24\"");
    }
    AdminPort a = AdminPort.of(nodes.get(0));
    assertThat(a.post("/actions/unblock?network=203.0.113.0/24&node=b").status()).isEqualTo(200);
    assertThat(a.post("/actions/unblock?network=203.0.113.0/24&node=*").body())
        .isEqualTo("not done at b\n");
    assertThat(a.post("/actions/block?network=203.0.113.0/24&minutes=99999&node=b").status())
        .isEqualTo(404);
    assertThat(a.post("/actions/drain?node=c").status()).isEqualTo(404);
    assertThat(a.post("/actions/close-room?room=Chat9").status()).isEqualTo(404);
    assertThat(ready(nodes.get(1))).isEqualTo("ready, with a\n");
    assertThat(b.post("/actions/drain?node=a").status()).isEqualTo(200);
    Await.until("a has drained and is gone", () -> ready(nodes.get(1)).equals("ready\n"));
  }

  /** Each node reads its own files, whichever node is asked. */
  @Test
  void operatorHasTheSettingsOfAnyNodeReadAgainAtAnyNode(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("b.properties"), "capacity = 4\n");
    Prosa first = node("a");
    Prosa second = node("b", "--config", file.toString());
    Await.until("both nodes", () -> nodesKnownTo(first) == 2 && nodesKnownTo(second) == 2);
    AdminPort a = AdminPort.of(first);
    AdminPort b = AdminPort.of(second);

    Files.write(file, List.of("capacity = 5", "threads = 2"));
    AdminPort.Reply read = a.post("/actions/reload?node=b");
    assertThat(read.body()).isEqualTo("read again; the next start: threads\n");
    assertThat(read.status()).isEqualTo(200);
    assertThat(b.get("/state").body()).contains("\"capacity\": 5");
    assertThat(a.post("/actions/reload?node=*").body())
        .isEqualTo("done at a, b; the next start: threads\n");
    DirectPeer ana = dealer(second, "Ana");
    assertThat(ana.enters().room()).as("still a room of its node").isEqualTo("Chat0@b");
    awaitSolo(first);
    sitsIn(dealer(first, "Bia"), "Chat0@b");

    Files.write(file, List.of("capacity = many"));
    AdminPort.Reply refused = a.post("/actions/reload?node=b");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).contains("capacity = many").hasLineCount(1);
    AdminPort.Reply some = b.post("/actions/reload?node=*");
    assertThat(some.status()).isEqualTo(409);
    assertThat(some.body()).startsWith("not done at b: ").contains("capacity = many");
    assertThat(b.get("/state").body()).contains("\"capacity\": 5");
    second.errWith("by the operator's port, from this machine, for a node");
    assertThat(a.post("/actions/reload?node=c").status()).isEqualTo(404);
  }

  /** What an operator sees at one node of all: in the state, the metrics, health and top. */
  @Test
  @Tag("long")
  void eachNodeShowsAllNodes() throws Exception {
    List<Prosa> nodes = nodes("a", "b");
    DirectPeer ana = dealer(nodes.get(0), "Ana");
    ana.enters();
    awaitSolo(nodes.get(1));
    AdminPort b = AdminPort.of(nodes.get(1));
    assertThat(b.get("/state").body())
        .contains("\"node\": \"b\", \"trouble\": \"\"")
        .contains(
            "{\"node\": \"a\", \"draining\": false, \"rooms\": 1, \"members\": 1,"
                + " \"connections\": 1}")
        .contains("{\"node\": \"b\", \"draining\": false, \"rooms\": 0, \"members\": 0,");
    assertThat(b.metric("prosa_cluster_node_members{node=\"a\"}")).isEqualTo(1);
    assertThat(b.metric("prosa_cluster_node_rooms{node=\"a\"}")).isEqualTo(1);
    assertThat(b.metric("prosa_cluster_node_connections{node=\"a\"}")).isEqualTo(1);
    assertThat(b.metric("prosa_cluster_node_members{node=\"b\"}")).isZero();
    Outcome health = prosa("health", "127.0.0.1:" + b.port());
    assertThat(health.exit()).isZero();
    assertThat(health.out()).isEqualTo("ready, with a\n");
    Outcome one = prosa("top", "127.0.0.1:" + b.port(), "--once");
    assertThat(one.out())
        .as("b tells the tables of a, too")
        .contains("1 person at 1 table, 1 alone", "Chat0@a")
        .containsPattern("(?m)^a +1 +1 ");
    assertThat(b.get("/state?node=a").body())
        .contains("\"cluster\": {\"node\": \"a\"", "\"rooms\": [[0, 0, \"s.........\"]]");
    assertThat(b.get("/state?node=b").body()).contains("\"cluster\": {\"node\": \"b\"");
    assertThat(b.get("/metrics?node=a").body())
        .contains("prosa_seats{state=\"seated\"} 1.0", "prosa_cluster_node_members{node=\"b\"} 0");
    assertThat(b.get("/state?node=c").status()).isEqualTo(404);
    assertThat(b.get("/metrics?node=c").body()).isEqualTo("no such node, or it does not answer\n");
    Outcome both =
        prosa(
            "top",
            "127.0.0.1:" + b.port(),
            "127.0.0.1:" + AdminPort.of(nodes.get(0)).port(),
            "--once");
    assertThat(both.out()).contains("1 person at 1 table, 1 alone").contains("Chat0@a");
    nodes.get(0).close();
    Await.until("a to be gone", () -> ready(nodes.get(1)).equals("ready\n"));
    assertThat(b.get("/state?node=a").status()).isEqualTo(404);
    assertThat(prosa("health", "127.0.0.1:" + b.port()).out()).isEqualTo("ready\n");
  }

  private static Outcome prosa(String... arguments) throws Exception {
    return Outcome.of(
        Outcome.ROOT,
        Stream.concat(Stream.of(Outcome.ROOT.resolve("prosa").toString()), Stream.of(arguments))
            .toArray(String[]::new));
  }
}
