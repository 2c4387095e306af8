package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that SIGHUP changes in a running server, and the log of the others. */
final class ReloadTest {
  private static final String FIRST_TOKEN = "first-0123456789abcdef";
  private static final String SECOND_TOKEN = "second-0123456789abcdef";

  @TempDir private Path folder;
  private Path file;
  private int reloads;

  @BeforeEach
  void noSettings() {
    file = folder.resolve("prosa.properties");
  }

  private Prosa serve(List<String> settings, String... flags) throws IOException {
    Files.write(file, settings);
    String[] all = new String[flags.length + 2];
    all[0] = "--config";
    all[1] = file.toString();
    System.arraycopy(flags, 0, all, 2, flags.length);
    return Prosa.serve(all);
  }

  private void reload(Prosa prosa, String... settings) throws IOException, InterruptedException {
    Files.write(file, List.of(settings));
    reloads++;
    prosa.signal("HUP");
    Await.until("the settings to be read", () -> timesRead(prosa) == reloads);
  }

  private static int timesRead(Prosa prosa) {
    return prosa.err().split("the settings were read again", -1).length - 1;
  }

  /** The answer to a request. */
  private static String ask(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral(Prosa.HOST), port)) {
      socket.setSoTimeout((int) Await.LONG.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The status line of the answer. */
  private static String page(int port, String name) throws IOException {
    return page(port, name, "/").lines().findFirst().orElse("nothing");
  }

  private static String page(int port, String name, String path) throws IOException {
    return ask(
        port, "GET " + path + " HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n");
  }

  @Test
  void aCertificateThatCannotBeUsedChangesNothingAtAll() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    String[] good = Prosa.withTls(folder);
    String[] others = Prosa.withTls(other);
    List<String> pair = List.of("tls-cert = " + good[1], "tls-key = " + good[3]);
    try (Prosa prosa = serve(pair, "--admin", "127.0.0.1:0")) {
      AdminPort admin = AdminPort.of(prosa);
      Files.write(file, List.of("name = New", "tls-cert = " + good[1], "tls-key = " + others[3]));
      AdminPort.Reply refused = admin.post("/actions/reload");
      assertThat(refused.status()).as(refused.body()).isEqualTo(409);
      assertThat(refused.body()).contains("line 3: tls-key = ", "is not the key of");
      assertThat(prosa.errWith("the settings were not changed")).doesNotContain("again");
      Files.write(file, List.of("name = New", "tls-cert = " + others[1], "tls-key = " + others[3]));
      assertThat(admin.post("/actions/reload").status()).isEqualTo(200);
    }
  }

  @Test
  void tablesThatAreOpenedThenHaveTheNewCapacity() throws Exception {
    try (Prosa prosa = serve(List.of("capacity = 2"));
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana");
        RawMember bia = RawMember.enter(prosa.port(), Prosa.HOST, "Bia")) {
      ana.awaits("\"seated\"", "\"Chat0\"", "\"capacity\": 2");
      bia.awaits("\"seated\"", "\"Chat0\"", "\"capacity\": 2");
      reload(prosa, "capacity = 3");
      try (RawMember caio = RawMember.enter(prosa.port(), Prosa.HOST, "Caio");
          RawMember dina = RawMember.enter(prosa.port(), Prosa.HOST, "Dina");
          RawMember eva = RawMember.enter(prosa.port(), Prosa.HOST, "Eva");
          RawMember gil = RawMember.enter(prosa.port(), Prosa.HOST, "Gil")) {
        for (RawMember member : List.of(caio, dina, eva)) {
          member.awaits("\"seated\"", "\"Chat1\"", "\"capacity\": 3");
        }
        gil.awaits("\"seated\"", "\"Chat2\"", "\"capacity\": 3");
        ana.say("still at a table of two");
        Await.until("Bia to hear Ana", () -> bia.heard() == 1);
      }
    }
  }

  @Tag("long")
  @Test
  void seatsOfThoseWhoAreLostThenAreHeldForTheNewTime() throws Exception {
    try (Prosa prosa = serve(List.of("hold = 1h", "longest-hold = 1h"));
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana")) {
      try (RawMember _ = RawMember.enter(prosa.port(), Prosa.HOST, "Bia")) {
        ana.awaits("\"joined\"", "\"Bia\"");
        reload(prosa, "hold = 200ms", "longest-hold = 1s");
      }
      ana.awaits("\"left\"", "\"Bia\"");
    }
  }

  @Test
  void networksOfProxiesAndNamesOfThisServerChange() throws Exception {
    String behind =
        """
        PROXY TCP4 192.0.2.1 192.0.2.2 1025 5555\r
        GET /healthz HTTP/1.1\r
        Host: localhost\r
        Connection: close\r
        \r
        """;
    try (Prosa prosa = serve(List.of("host = first.example"), "--admin", "127.0.0.1:0")) {
      int admin = AdminPort.of(prosa).port();
      assertThat(ask(prosa.port(), behind)).doesNotContain("200");
      for (int port : List.of(prosa.port(), admin)) {
        assertThat(page(port, "first.example:" + port)).contains(" 200 ");
        assertThat(page(port, "second.example:" + port)).contains(" 421 ");
      }
      reload(prosa, "host = second.example", "proxy = 127.0.0.1");
      assertThat(ask(prosa.port(), behind)).contains(" 200 ");
      for (int port : List.of(prosa.port(), admin)) {
        assertThat(page(port, "first.example:" + port)).contains(" 421 ");
        assertThat(page(port, "second.example:" + port)).contains(" 200 ");
      }
      reload(prosa, "host = second.example");
      assertThat(ask(prosa.port(), behind)).doesNotContain("200");
    }
  }

  @Tag("long")
  @Test
  void tokenOfTheOperatorChangesAndABadOneChangesNothing() throws Exception {
    Path token = folder.resolve("token");
    Files.writeString(token, FIRST_TOKEN + "\n");
    String setting = "admin-token-file = " + token;
    try (Prosa prosa = serve(List.of(setting), "--admin", "127.0.0.1:0")) {
      AdminPort admin = AdminPort.of(prosa);
      assertThat(shows(admin, FIRST_TOKEN)).isEqualTo(200);
      Files.writeString(token, SECOND_TOKEN + "\n");
      reload(prosa, setting);
      assertThat(shows(admin, FIRST_TOKEN)).isEqualTo(401);
      assertThat(shows(admin, SECOND_TOKEN)).isEqualTo(200);

      Files.writeString(token, "short\n");
      Files.write(file, List.of(setting, "capacity = 3"));
      prosa.signal("HUP");
      prosa.errWith("were not changed");
      assertThat(prosa.errWith("16 characters or more")).doesNotContain("short");
      assertThat(shows(admin, SECOND_TOKEN)).isEqualTo(200);
      assertThat(admin.get("/state", "Authorization: Bearer " + SECOND_TOKEN).body())
          .as("nothing was taken over")
          .contains("\"capacity\": 10");
    }
  }

  /** The operator's port does what SIGHUP does, and answers how it went. */
  @Test
  void operatorHasThemReadAndIsToldHowItWent() throws Exception {
    try (Prosa prosa = serve(List.of("capacity = 4"), "--admin", "127.0.0.1:0")) {
      AdminPort admin = AdminPort.of(prosa);
      Files.write(file, List.of("capacity = 3"));
      AdminPort.Reply read = admin.post("/actions/reload");
      assertThat(read.status() + " " + read.body()).isEqualTo("200 read again\n");
      assertThat(admin.get("/state").body()).contains("\"capacity\": 3");
      prosa.errWith(
          "Server - the settings were read again: by the operator's port, from this machine\n");

      Files.write(file, List.of("capacity = 5", "threads = 2"));
      assertThat(admin.post("/actions/reload").body())
          .isEqualTo("read again; the next start: threads\n");
      assertThat(admin.get("/state").body()).contains("\"capacity\": 5");
      prosa.errWith("from this machine; the next start will change threads\n");

      Files.write(file, List.of("capacity = many"));
      AdminPort.Reply refused = admin.post("/actions/reload");
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.body()).contains("capacity").hasLineCount(1);
      assertThat(admin.get("/state").body()).contains("\"capacity\": 5");
      prosa.errWith("were not changed: by the operator's port, from this machine; ");

      assertThat(admin.post("/actions/reload?node=b").status()).isEqualTo(404);
      assertThat(admin.get("/actions/reload").status()).isEqualTo(405);
    }
  }

  @Test
  void whatTheHostSaysIsReadAgain() throws Exception {
    Path welcome = folder.resolve("welcome.txt");
    Path terms = folder.resolve("terms.txt");
    Files.writeString(welcome, "Come in.\n");
    Files.writeString(terms, "Be kind.\n");
    String[] settings = {"name = Bar", "welcome = " + welcome, "terms = " + terms};
    try (Prosa prosa = serve(List.of(settings))) {
      assertThat(hostSays(prosa)).contains("Bar", "Come in.", "Be kind.");
      Files.writeString(welcome, "Good evening.\n");
      Files.writeString(terms, "Be brief.\n");
      reload(prosa, settings);
      assertThat(hostSays(prosa)).contains("Bar", "Good evening.", "Be brief.");
      reload(prosa, "name = Inn", "contact = host@example.org", settings[1], settings[2]);
      assertThat(hostSays(prosa)).contains("Inn", "host@example.org", "Good evening.");

      Files.delete(terms);
      Files.writeString(welcome, "Nobody reads this.\n");
      prosa.signal("HUP");
      Await.until("a refusal", () -> prosa.err().contains("were not changed"));
      assertThat(hostSays(prosa)).contains("Inn", "Good evening.", "Be brief.");
    }
  }

  private static String hostSays(Prosa prosa) throws IOException {
    return page(prosa.port(), Prosa.HOST, "/host") + page(prosa.port(), Prosa.HOST, "/about?en");
  }

  private static int shows(AdminPort admin, String token) throws IOException {
    return admin.get("/state", "Authorization: Bearer " + token).status();
  }

  @Tag("long")
  @Test
  void formAndLevelOfTheLogChange() throws Exception {
    try (Prosa prosa = serve(List.of("log-level = info"))) {
      reload(prosa, "log-format = json");
      Await.until(
          "an object", () -> prosa.err().contains("\"message\":\"Server - the settings were"));
      // The line of the next one is of a level that is not logged: its effect is seen.
      Files.write(file, List.of("log-level = error", "host = quiet.example"));
      prosa.signal("HUP");
      Await.until("the name", () -> isKnown(prosa, "quiet.example"));
      reload(prosa, "log-level = info");
      assertThat(prosa.err()).endsWith("Server - the settings were read again\n");
    }
  }

  private static boolean isKnown(Prosa prosa, String name) {
    try {
      return page(prosa.port(), name).contains(" 200 ");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Tag("long")
  @Test
  void drainTakesAsLongAsIsSetThen() throws Exception {
    try (Prosa prosa = serve(List.of("drain = 0s"));
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana")) {
      reload(prosa, "drain = 50s");
      prosa.signal("TERM");
      ana.awaits("\"draining\"", "\"seconds\": 50");
      prosa.signal("TERM");
      assertThat(prosa.exit(Duration.ofSeconds(5))).isZero();
    }
  }

  @Tag("long")
  @Test
  void whatTakesEffectAtTheStartIsNamedInOneLine() throws Exception {
    try (Prosa prosa = serve(List.of("capacity = 4"))) {
      reload(
          prosa,
          "console = off",
          "frame-limit = 32K",
          "text-limit = 4K",
          "skip-limit = 2M",
          "queue-limit = 40K",
          "handshake = 4s",
          "handshake-frame-limit = 2K",
          "base-path = /chat",
          "admin = 127.0.0.1:1",
          "threads = 2",
          "handover = false",
          "dead-after = 90s",
          "descriptors = 90",
          "classic-rest = 1m");
      prosa.errWith(
          "the settings were read again: the next start will change console, frame-limit,"
              + " text-limit, skip-limit, handshake, handshake-frame-limit, base-path, admin,"
              + " threads\n");
      // who comes now has the limits of a server that goes on with the frames it had
      try (RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana")) {
        ana.awaits("\"seated\"", "\"capacity\": 10", "16384");
      }
    }
  }
}
