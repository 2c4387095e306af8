package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator's port: its reports, its actions, and access to it. */
final class AdminPortTest {
  private static final String BY_HERE = "by the operator's port, from this machine";
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
  private static final String TOKEN = "0123456789abcdef0123";

  private static Prosa serve(String... more) throws IOException {
    String[] flags = new String[more.length + 2];
    flags[0] = "--admin";
    flags[1] = "127.0.0.1:0";
    System.arraycopy(more, 0, flags, 2, more.length);
    return Prosa.serve(flags);
  }

  @Test
  void metricsAreValidAndCountWhatHappens() throws Exception {
    try (Prosa prosa = serve();
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana");
        RawMember bia = RawMember.enter(prosa.port(), Prosa.HOST, "Bia")) {
      AdminPort admin = AdminPort.of(prosa);
      ana.say("one");
      ana.say("two");
      Await.until("Bia to hear both", () -> bia.heard() == 2);
      ana.send("{\"type\": \"no such thing\"}");
      ana.awaits("\"refused\"");

      assertThat(admin.metric("prosa_seats{state=\"seated\"}")).isEqualTo(2);
      assertThat(admin.metric("prosa_rooms{seated=\"2\"}")).isEqualTo(1);
      assertThat(admin.metric("prosa_joins_total{how=\"direct\"}")).isEqualTo(2);
      assertThat(admin.metric("prosa_join_duration_seconds_count")).isEqualTo(2);
      assertThat(admin.metric("prosa_messages_total")).isEqualTo(2);
      assertThat(admin.metric("prosa_deliveries_total")).isEqualTo(4);
      assertThat(admin.metric("prosa_missed_messages_total")).isZero();
      assertThat(admin.metric("prosa_refusals_total{kind=\"message\",reason=\"unknown-type\"}"))
          .isEqualTo(1);
      assertThat(admin.metric("prosa_network_bytes_total{direction=\"sent\"}")).isPositive();
      assertThat(admin.metric("prosa_network_bytes_total{direction=\"received\"}")).isPositive();
      assertThat(
              admin.metric(
                  "prosa_handshakes_total{cause=\"none\",outcome=\"done\",protocol=\"zmtp\"}"))
          .isEqualTo(2);
      assertThat(admin.metric("process_open_fds")).isPositive();
      Await.until("delays", () -> delays(admin) > 5);

      AdminPort.Reply text = admin.get("/metrics");
      assertThat(text.head()).contains("text/plain; version=0.0.4");
      checkedByPromtool(text.body());
      AdminPort.Reply open = admin.get("/metrics", "Accept: application/openmetrics-text");
      assertThat(open.head()).contains("application/openmetrics-text; version=1.0.0");
      assertThat(open.body()).endsWith("# EOF\n");
    }
  }

  private static double delays(AdminPort admin) {
    try {
      return admin.metric("prosa_event_loop_delay_seconds_count{loop=\"rooms-1\"}");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void checkedByPromtool(String metrics) throws Exception {
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    promtool.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
    promtool.getOutputStream().close();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    promtool.getInputStream().transferTo(said);
    assertThat(promtool.waitFor()).as(said.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /** All that the port can be asked for, and what no answer may repeat. */
  private static final List<String> QUESTIONS =
      List.of(
          "GET /",
          "GET /dashboard.js",
          "GET /dashboard.css",
          "GET /messages-en.js",
          "GET /state",
          "GET /history",
          "GET /metrics",
          "GET /metrics Accept: application/openmetrics-text",
          "GET /live",
          "GET /ready",
          "GET /canarypath?canaryquery=1",
          "GET /state?canaryquery=1 X-Canaryheader: canaryvalue",
          "GET /state Origin: http://canary.example",
          "POST /state",
          "POST /actions/canaryaction",
          "POST /actions/remove-seat?room=Canaryroom&place=1",
          "POST /actions/remove-seat?room=Chat0&place=canaryplace",
          "POST /actions/close-room?room=Canaryroom",
          "POST /actions/block?network=canarynetwork&minutes=1",
          "POST /actions/block?network=198.51.100.0/24&minutes=canaryminutes",
          "POST /actions/unblock?network=canarynetwork",
          "POST /actions/emergency?level=canarylevel",
          "POST /actions/remove-seat?room=Chat0&place=1",
          "POST /actions/close-room?room=Chat0",
          "POST /actions/reload?node=canarynode",
          "POST /actions/reload",
          "POST /actions/drain",
          "GET /state",
          "GET /metrics",
          "GET /ready",
          "POST /actions/undrain");

  /**
   * Names, texts, codes, secrets and addresses are planted in every way; then every answer, head
   * and body, and the log are searched, byte by byte.
   */
  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void nothingThatItTellsHasANameATextACodeOrAnAddress(String format) throws Exception {
    String from = "127.0.0.77";
    try (Prosa prosa = serve("--log-format", format, "--log-level", "debug");
        RawMember ana = RawMember.enter(prosa.port(), from, "Canaryname");
        RawMember bia = RawMember.enter(prosa.port(), from, "Canaryother", ", \"private\": true")) {
      AdminPort admin = AdminPort.of(prosa);
      ana.say("canarytext");
      Await.until("it to be said", () -> ana.heard() == 1);
      bia.send("{\"type\": \"invite\"}");
      bia.awaits("\"invited\"");
      ana.send("{\"type\": \"rename\", \"user\": \"Canaryrenamed\"}");
      ana.awaits("\"Canaryrenamed\"");
      ana.send("{\"type\": \"canarytype\", \"canaryfield\": 1}");
      ana.awaits("\"refused\"");
      ana.send("canary is no JSON");
      String code = told(bia, "\"invited\"").replaceAll(".*\"code\": \"([^\"]+)\".*", "$1");
      String seat = told(ana, "\"seated\"").replaceAll(".*\"seat\": \"([^\"]+)\".*", "$1");
      String other = told(bia, "\"seated\"").replaceAll(".*\"seat\": \"([^\"]+)\".*", "$1");
      assertThat(List.of(code, seat, other)).allMatch(secret -> secret.length() > 3);
      StringBuilder all = new StringBuilder();
      for (String question : QUESTIONS) {
        String[] words = question.split(" ", 3);
        String[] headers = words.length == 3 ? new String[] {words[2]} : new String[0];
        AdminPort.Reply reply =
            words[0].equals("GET") ? admin.get(words[1], headers) : admin.post(words[1], headers);
        assertThat(reply.head() + reply.body())
            .as(question)
            .doesNotContainIgnoringCase("canary")
            .doesNotContain(from, code, seat, other);
        all.append(reply);
      }
      all.append(health(admin));
      assertThat(all.toString().length()).isGreaterThan(20_000);
      assertThat(prosa.err())
          .doesNotContainIgnoringCase("canary")
          .doesNotContain(from, code, seat, other);
    }
  }

  private static String told(RawMember member, String what) {
    return member.told().stream().filter(text -> text.contains(what)).findFirst().orElseThrow();
  }

  @Test
  void readinessHasAReasonAndHealthTellsIt() throws Exception {
    try (Prosa prosa = serve("--drain", "60s");
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana")) {
      AdminPort admin = AdminPort.of(prosa);
      assertThat(admin.get("/ready").body()).isEqualTo("ready\n");
      assertThat(admin.get("/live").status()).isEqualTo(200);
      assertThat(health(admin)).isEqualTo("0 ready");
      admin.post("/actions/drain");
      ana.awaits("\"draining\"");
      AdminPort.Reply no = admin.get("/ready");
      assertThat(no.status()).isEqualTo(503);
      assertThat(no.body()).isEqualTo("draining\n");
      assertThat(health(admin)).isEqualTo("1 not ready: draining");

      assertThat(admin.post("/actions/undrain").status()).isEqualTo(200);
      ana.awaits("\"open\"");
      Await.until("a server that is ready", () -> ready(admin));
      try (RawMember bia = RawMember.enter(prosa.port(), Prosa.HOST, "Bia")) {
        bia.awaits("\"seated\"");
      }
      prosa.errWith("connections are closed: " + BY_HERE, "open again: " + BY_HERE);
    }
    assertThat(health(new AdminPort(1))).isEqualTo("1 nobody answers at 127.0.0.1:1");
  }

  private static boolean ready(AdminPort admin) {
    try {
      return admin.get("/ready").status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static String health(AdminPort admin) throws Exception {
    List<String> command = JavaCommand.of(JavaCommand.Program.SERVER);
    command.addAll(List.of("prosa.app.Main", "health", "127.0.0.1:" + admin.port()));
    Outcome outcome = Outcome.of(Path.of("."), command.toArray(String[]::new));
    return outcome.exit() + " " + outcome.out().strip();
  }

  @Test
  void seatsAreTakenAndRoomsClosed() throws Exception {
    try (Prosa prosa = serve();
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana");
        RawMember _ = RawMember.enter(prosa.port(), Prosa.HOST, "Bia");
        PythonClients python = PythonClients.of(prosa.port())) {
      PythonClients.Client caio = python.join("caio");
      caio.settle();
      prosa.awaitUsers("Chat0", 3);
      AdminPort admin = AdminPort.of(prosa);
      assertThat(admin.post("/actions/remove-seat?room=Chat0&place=2").body())
          .isEqualTo("removed\n");
      ana.awaits("\"left\"", "\"Bia\"");
      assertThat(admin.post("/actions/remove-seat?room=Chat0&place=2").status()).isEqualTo(404);
      assertThat(admin.post("/actions/remove-seat?room=Chat0&place=3").status()).isEqualTo(200);
      Await.until("caio to lose a connection", () -> caio.seen("to", "DISCONNECTED") > 0);
      assertThat(admin.post("/actions/remove-seat?room=Chat0").status()).isEqualTo(400);
      assertThat(admin.post("/actions/typo").status()).isEqualTo(404);
      assertThat(admin.post("/actions/typo").body()).startsWith("there is no such action");
      assertThat(admin.post("/dashboard.css").status()).isEqualTo(405);
      assertThat(admin.post("/live").status()).isEqualTo(405);

      assertThat(admin.post("/actions/close-room?room=Chat0").status()).isEqualTo(200);
      Await.until("nobody to be connected", () -> prosa.users() == 0);
      assertThat(admin.post("/actions/close-room?room=Chat0").status()).isEqualTo(404);
      prosa.errWith(
          "Chat0 - a seat was taken from its member: place 2, " + BY_HERE,
          "Chat0 - closed: " + BY_HERE);
    }
  }

  @Test
  void networksAreBlockedForATime() throws Exception {
    try (Prosa prosa = serve();
        RawPeer ana = RawPeer.join(prosa.port(), "DEALER", "127.0.0.9")) {
      AdminPort admin = AdminPort.of(prosa);
      assertThat(admin.post("/actions/block?network=127.0.0.8/30&minutes=1").status())
          .isEqualTo(200);
      assertThat(ana.endsWithin(FIVE_SECONDS)).isTrue();
      assertThat(RawPeer.isClosedAtAccept(prosa.port(), "127.0.0.10")).isTrue();
      assertThat(admin.get("/state").body()).contains("127.0.0.8/30");
      assertThat(admin.post("/actions/unblock?network=127.0.0.8/30").status()).isEqualTo(200);
      RawPeer.join(prosa.port(), "DEALER", "127.0.0.9").close();
      Await.until("two lines that say who did it", () -> sources(prosa) == 2);
      assertThat(admin.post("/actions/block?network=everybody&minutes=1").status()).isEqualTo(400);
      assertThat(admin.post("/actions/block?network=10.0.0.0/8&minutes=0").status()).isEqualTo(400);
    }
  }

  @Test
  void emergencyLevelsSlowJoinsAndNewcomersAndStopLinks() throws Exception {
    try (Prosa prosa = serve();
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana")) {
      AdminPort admin = AdminPort.of(prosa);
      assertThat(admin.post("/actions/emergency?level=no-links").body()).isEqualTo("no-links\n");
      ana.say("see https://example.org/");
      ana.awaits("\"refused\"", "\"links-off\"", "Links are switched off");
      ana.say("one");
      Await.until("it to be heard", () -> ana.heard() == 1);
      ana.say("two");
      ana.awaits("\"refused\"", "\"rate\"");
      assertThat(ana.heard()).isEqualTo(1);
      boolean slowed = false;
      for (int i = 0; i < 12 && !slowed; i++) {
        try (RawPeer peer = RawPeer.join(prosa.port(), "DEALER", Prosa.HOST)) {
          peer.message();
          peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"Bia\"}"));
          slowed = peer.message().contains("\"rate\"");
        }
      }
      assertThat(slowed).as("joins are slowed").isTrue();
      assertThat(admin.post("/actions/emergency?level=normal").status()).isEqualTo(200);
      ana.say("see https://example.org/");
      Await.until("a link to be heard", () -> ana.heard() == 2);
      assertThat(admin.post("/actions/emergency?level=11").status()).isEqualTo(400);
      Await.until("two lines that say who did it", () -> sources(prosa) == 2);
    }
  }

  /** Somebody who asks for what there is not keeps nobody else from a seat. */
  @Tag("long")
  @Test
  void joinsThatFailAreNotTheFewOfAnEmergency() throws Exception {
    byte[] enter =
        RawPeer.message("{\"type\": \"enter\", \"user\": \"Bia\", \"invite\": \"nosuchcode\"}");
    byte[] request =
        RawPeer.concat(
            RawPeer.frame(1, new byte[0]),
            RawPeer.message(
                "{\"request\": \"FindChat\", \"user\": \"Caio\", \"invite\": \"nosuchcode\"}"));
    try (Prosa prosa = serve();
        RawPeer bia = RawPeer.join(prosa.port(), "DEALER", "127.0.2.1");
        RawPeer caio = RawPeer.join(prosa.port(), "REQ", "127.0.2.2")) {
      AdminPort admin = AdminPort.of(prosa);
      assertThat(admin.post("/actions/emergency?level=slow-joins").status()).isEqualTo(200);
      bia.message();
      for (int i = 0; i < 8; i++) {
        bia.send(enter);
        assertThat(bia.message()).contains("\"unknown-invite\"");
        caio.send(request);
        caio.delimiter();
        assertThat(caio.message()).contains("\"unknown-invite\"");
      }
      RawMember.enter(prosa.port(), "127.0.2.3", "Ana").close();
    }
  }

  /** Whoever keeps many connections open leaves room for the operator. */
  @Tag("long")
  @Test
  void oneAddressDoesNotKeepTheOthersOut() throws Exception {
    List<RawPeer> greedy = new ArrayList<>();
    try (Prosa prosa = serve()) {
      AdminPort admin = AdminPort.of(prosa);
      for (int i = 0; i < 80; i++) {
        greedy.add(RawPeer.connect(admin.port(), "127.0.2.1"));
      }
      assertThat(greedy.getLast().endsWithin(Await.LONG)).isTrue();
      for (int i = 0; i < 10; i++) {
        assertThat(admin.get("/live").status()).isEqualTo(200);
      }
    } finally {
      for (RawPeer peer : greedy) {
        peer.close();
      }
    }
  }

  /** A slip in the name of another node must not be taken for this one. */
  @Test
  void anActionHasItsOwnParametersOnceEach() throws Exception {
    try (Prosa prosa = serve()) {
      AdminPort admin = AdminPort.of(prosa);
      for (String wrong :
          List.of(
              "drain?node=a&node=b",
              "drain?nod=b",
              "drain?Node=b",
              "drain?room=Chat0",
              "undrain?x",
              "reload?node=a&node=b",
              "emergency?level=no-links&level=normal",
              "emergency?level=no-links&node=a&node=b",
              "block?network=10.0.0.0/8&minutes=1&minutes=2",
              "block?network=192.168/16&minutes=1",
              "close-room?room=Chat0&node=b",
              "remove-seat?room=Chat0&place=1&place=2")) {
        assertThat(admin.post("/actions/" + wrong).status()).as(wrong).isEqualTo(400);
      }
      assertThat(admin.get("/ready").status()).isEqualTo(200);
      assertThat(admin.get("/state").body()).contains("\"emergency\": \"normal\"");
      assertThat(sources(prosa)).isZero();
    }
  }

  @Tag("long")
  @Test
  void whoSaysNothingIsClosed() throws Exception {
    try (Prosa prosa = serve();
        RawPeer peer = RawPeer.connect(AdminPort.of(prosa).port(), Prosa.HOST)) {
      assertThat(peer.endsWithin(Await.LONG)).isTrue();
    }
  }

  /** How many lines of the log say that an operator of this machine did something. */
  private static long sources(Prosa prosa) {
    return prosa.err().lines().filter(line -> line.contains(BY_HERE)).count();
  }

  @Test
  void onlyOwnPagesKnownNamesAndGetOrPostAsTheyShouldGetIn() throws Exception {
    try (Prosa prosa = serve()) {
      AdminPort admin = AdminPort.of(prosa);
      for (String path : List.of("/state", "/metrics", "/history")) {
        assertThat(admin.get(path, "Origin: http://evil.example").status()).isEqualTo(403);
        assertThat(admin.get(path, "Host: evil.example:" + admin.port()).status()).isEqualTo(421);
        assertThat(admin.post(path).status()).isEqualTo(405);
      }
      String action = "/actions/emergency?level=no-links";
      assertThat(admin.get(action).status()).isEqualTo(405);
      assertThat(admin.post(action, "Origin: http://evil.example").status()).isEqualTo(403);
      assertThat(admin.post(action, "Origin: null").status()).isEqualTo(403);
      assertThat(admin.post(action, "Host: evil.example").status()).isEqualTo(421);
      assertThat(admin.get("/state").body()).contains("\"emergency\": \"normal\"");
      assertThat(admin.get("/state").head()).doesNotContainIgnoringCase("set-cookie");
      String own = "Origin: http://localhost:" + admin.port();
      assertThat(admin.post("/actions/emergency?level=normal", own).status()).isEqualTo(200);
      assertThat(admin.get("/").head())
          .contains("content-security-policy: default-src 'none'; script-src 'self'");
    }
  }

  @Tag("long")
  @Test
  void otherAddressesNeedAToken(@TempDir Path folder) throws Exception {
    Outcome open = Prosa.serveInVain("--bind", Prosa.HOST, "--port", "0", "--admin", "0.0.0.0:0");
    assertThat(open.exit()).isEqualTo(2);
    assertThat(open.err()).contains("--admin-token-file");
    Path file = folder.resolve("token");
    Files.writeString(file, "short\n");
    Outcome weak =
        Prosa.serveInVain(
            "--bind",
            Prosa.HOST,
            "--port",
            "0",
            "--admin",
            "0.0.0.0:0",
            "--admin-token-file",
            file.toString());
    assertThat(weak.exit()).isEqualTo(2);
    assertThat(weak.err()).contains("16 characters").doesNotContain("Exception");
    Files.writeString(file, TOKEN + "\n");
    try (Prosa prosa = Prosa.serve("--admin", "0.0.0.0:0", "--admin-token-file", file.toString())) {
      AdminPort admin = AdminPort.of(prosa);
      assertThat(admin.get("/state").status()).isEqualTo(401);
      assertThat(admin.get("/metrics", "Authorization: Bearer wrong").status()).isEqualTo(401);
      assertThat(admin.post("/actions/drain").status()).isEqualTo(401);
      assertThat(admin.get("/state", "Authorization: Bearer " + TOKEN).status()).isEqualTo(200);
      assertThat(admin.get("/state", "authorization: bearer " + TOKEN).status()).isEqualTo(200);
      for (String wrong : List.of(TOKEN, "Bearer" + TOKEN, "Basic " + TOKEN, "Bearer ")) {
        assertThat(admin.get("/state", "Authorization: " + wrong).status()).isEqualTo(401);
      }
      assertThat(admin.get("/live").status()).isEqualTo(200);
      assertThat(admin.get("/ready").status()).isEqualTo(200);
      assertThat(prosa.err()).doesNotContain(TOKEN);
    }
  }
}
