package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.integration.PythonClients.Client;

/** The effect of signals on a server with members. */
final class DrainTest {
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  /** A member, and when its connection ended. */
  private record Sitter(RawPeer peer, List<String> heard) {
    static Sitter enter(int port, String user) throws IOException {
      RawPeer peer = RawPeer.join(port, "DEALER", Prosa.HOST);
      peer.message(); // hello
      peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"" + user + "\"}"));
      assertThat(peer.message()).contains("\"seated\"");
      return new Sitter(peer, new ArrayList<>());
    }

    /** Nanoseconds at which it ends. */
    long end() throws IOException {
      try {
        while (true) {
          heard.add(peer.message());
        }
      } catch (IOException e) {
        return System.nanoTime();
      }
    }
  }

  /** Members whose connections end, and when. */
  record EndTimes(List<Sitter> sitters, List<Thread> readers, List<Long> ends)
      implements AutoCloseable {
    static EndTimes of(int members, int port) throws IOException {
      List<Sitter> sitters = new ArrayList<>();
      for (int i = 0; i < members; i++) {
        sitters.add(Sitter.enter(port, "Member " + i));
      }
      long began = System.nanoTime();
      List<Long> ends = new ArrayList<>();
      List<Thread> readers = new ArrayList<>();
      for (Sitter sitter : sitters) {
        readers.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        long end = sitter.end();
                        synchronized (ends) {
                          ends.add((end - began) / 1_000_000);
                        }
                      } catch (IOException e) {
                        throw new AssertionError(e);
                      }
                    }));
      }
      return new EndTimes(sitters, readers, ends);
    }

    /** How many have ended by now. */
    int count() {
      synchronized (ends) {
        return ends.size();
      }
    }

    /** Milliseconds after all had sat down, in order; once all have ended. */
    List<Long> millis() throws InterruptedException {
      for (Thread reader : readers) {
        reader.join();
      }
      return ends.stream().sorted().toList();
    }

    @Override
    public void close() throws IOException {
      for (Sitter sitter : sitters) {
        sitter.peer().close();
      }
    }
  }

  @Test
  void termClosesConnectionsEvenlyOverTheTimeGivenAndTellsIt() throws Exception {
    try (Prosa prosa = Prosa.serve("--drain", "3s")) {
      EndTimes ends = EndTimes.of(12, prosa.port());
      prosa.terminate();
      Await.until("a server that drains", () -> health(prosa.port()).contains("draining"));
      try (RawPeer late = RawPeer.join(prosa.port(), "DEALER", Prosa.HOST)) {
        assertThat(late.message()).contains("hello");
        assertThat(late.message()).contains("\"draining\"");
        assertThat(late.endsWithin(FIVE_SECONDS)).isTrue();
      }
      assertThat(prosa.exit(Duration.ofSeconds(8))).isZero();
      List<Long> millis = ends.millis();

      assertThat(millis).hasSize(12);
      for (int i = 0; i < 12; i++) {
        assertThat(millis.get(i)).as("ends: %s", millis).isBetween(i * 250L - 200, i * 250L + 2000);
      }
      assertThat(millis.get(9)).as("not all at once: %s", millis).isGreaterThan(2000);
      for (Sitter sitter : ends.sitters()) {
        assertThat(sitter.heard())
            .anyMatch(text -> text.equals("{\"type\": \"draining\", \"seconds\": 3}"));
      }
      ends.close();
      prosa.errWith("connections are closed: SIGTERM");
    }
  }

  @Test
  void classicMembersAreSentAwayToo() throws Exception {
    try (Prosa prosa = Prosa.serve("--drain", "1s");
        PythonClients python = PythonClients.of(prosa.port())) {
      List<Client> table = List.of(python.join("ana"), python.join("bia"));
      table.forEach(Client::settle);
      prosa.terminate();
      table.forEach(
          client ->
              Await.until(
                  client.name() + " to lose both connections",
                  () ->
                      client.seen("to", "DISCONNECTED") > 0
                          && client.seen("broadcast", "DISCONNECTED") > 0));
      assertThat(prosa.exit(Duration.ofSeconds(8))).isZero();
    }
  }

  @Test
  void secondSignalEndsAtOnce() throws Exception {
    try (Prosa prosa = Prosa.serve("--drain", "60s")) {
      Sitter sitter = Sitter.enter(prosa.port(), "Ana");
      prosa.terminate();
      assertThat(sitter.peer().message()).contains("\"draining\", \"seconds\": 60");
      prosa.signal("TERM");
      assertThat(prosa.exit(FIVE_SECONDS)).isZero();
      sitter.peer().close();
    }
  }

  @Tag("long")
  @Test
  void theFirstSignalLetsADrainGoOnThatAnActionBegan() throws Exception {
    try (Prosa prosa = Prosa.serve("--drain", "3s", "--admin", "127.0.0.1:0")) {
      AdminPort admin = AdminPort.of(prosa);
      try (EndTimes ends = EndTimes.of(6, prosa.port())) {
        assertThat(admin.post("/actions/drain").status()).isEqualTo(200);
        assertThat(admin.post("/actions/drain").status()).as("once more").isEqualTo(200);
        prosa.signal("TERM");
        assertThat(prosa.exit(Duration.ofSeconds(10))).isZero();
        assertThat(ends.millis().get(4)).as("%s", ends.millis()).isGreaterThan(1500);
      }
      prosa.errWith("by the operator's port", "connections are closed: SIGTERM");
    }
  }

  @Tag("long")
  @Test
  void aDrainRightAfterAnUndoneOneIsBegun() throws Exception {
    try (Prosa prosa = Prosa.serve("--drain", "60s", "--admin", "127.0.0.1:0")) {
      AdminPort admin = AdminPort.of(prosa);
      Sitter sitter = Sitter.enter(prosa.port(), "Ana");
      for (int i = 0; i < 30; i++) {
        admin.post("/actions/drain");
        admin.postAll("/actions/undrain", "/actions/drain");
        Await.until("a server that drains", () -> health(prosa.port()).contains("draining"));
        assertThat(admin.post("/actions/undrain").status()).isEqualTo(200);
        Await.until("a server that is open", () -> health(prosa.port()).startsWith("ok"));
      }
      sitter.peer().close();
    }
  }

  /** systemd gives a service that says it stops so long, and kills it then, whatever it says. */
  @Tag("long")
  @Test
  void theServiceManagerHearsOfTheEndWhenItCannotBeUndone(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("notify");
    try (ServiceNotices notices = ServiceNotices.at(socket);
        Prosa prosa =
            Prosa.serveAfter(
                "export NOTIFY_SOCKET=" + socket, "--drain", "4m", "--admin", "127.0.0.1:0")) {
      AdminPort admin = AdminPort.of(prosa);
      Sitter sitter = Sitter.enter(prosa.port(), "Ana");
      assertThat(notices.next()).isEqualTo("READY=1");
      assertThat(admin.post("/actions/drain").status()).isEqualTo(200);
      assertThat(sitter.peer().message()).contains("draining");
      assertThat(admin.post("/actions/undrain").status()).isEqualTo(200);
      assertThat(sitter.peer().message()).contains("open");

      prosa.signal("TERM");
      assertThat(notices.next())
          .as("longer than the drain")
          .isEqualTo("EXTEND_TIMEOUT_USEC=270000000");
      assertThat(sitter.peer().message()).contains("draining");
      prosa.signal("INT");
      assertThat(notices.next()).isEqualTo("STOPPING=1");
      assertThat(prosa.exit(FIVE_SECONDS)).isZero();
      sitter.peer().close();
    }
  }

  /** What a manager takes a notice of a reload by, which has to be its own clock. */
  private static final Pattern RELOADING = Pattern.compile("RELOADING=1\nMONOTONIC_USEC=(\\d+)");

  /** A reload is over when the server is ready again, also if it was in vain. */
  @Test
  void theServiceManagerHearsOfEachReloadAndOfStopsThatAreUndone(@TempDir Path folder)
      throws Exception {
    Path socket = folder.resolve("notify");
    Path file = Files.writeString(folder.resolve("prosa.properties"), "drain = 60s\n");
    try (ServiceNotices notices = ServiceNotices.at(socket);
        Prosa prosa =
            Prosa.serveAfter(
                "export NOTIFY_SOCKET=" + socket,
                "--config",
                file.toString(),
                "--admin",
                "127.0.0.1:0")) {
      assertThat(notices.next()).isEqualTo("READY=1");
      for (String settings : List.of("drain = 90s\n", "drain = never\n", "drain = 120s\n")) {
        Files.writeString(file, settings);
        long before = System.nanoTime() / 1_000;
        prosa.signal("HUP");
        Matcher reloading = RELOADING.matcher(notices.next());
        assertThat(reloading.matches()).isTrue();
        assertThat(Long.parseLong(reloading.group(1))).isBetween(before, System.nanoTime() / 1_000);
        assertThat(notices.next()).isEqualTo("READY=1");
      }
      Sitter sitter = Sitter.enter(prosa.port(), "Ana");
      for (int stop = 0; stop < 2; stop++) {
        prosa.signal("TERM");
        assertThat(notices.next()).isEqualTo("EXTEND_TIMEOUT_USEC=150000000");
        assertThat(sitter.peer().message()).contains("draining");
        assertThat(AdminPort.of(prosa).post("/actions/undrain").status()).isEqualTo(200);
        assertThat(sitter.peer().message()).contains("open");
      }
      prosa.signal("TERM");
      assertThat(notices.next()).isEqualTo("EXTEND_TIMEOUT_USEC=150000000");
      sitter.peer().close();
      assertThat(notices.next()).as("nobody is left to wait for").isEqualTo("STOPPING=1");
      assertThat(prosa.exit(FIVE_SECONDS)).isZero();
    }
  }

  @Test
  void interruptIsQuickAndSoIsTermWithFewMembers() throws Exception {
    try (Prosa prosa = Prosa.serve("--drain", "60s")) {
      Sitter sitter = Sitter.enter(prosa.port(), "Ana");
      prosa.signal("INT");
      assertThat(prosa.exit(FIVE_SECONDS)).isZero();
      sitter.peer().close();
    }
    try (Prosa prosa = Prosa.serve()) {
      Sitter sitter = Sitter.enter(prosa.port(), "Ana");
      prosa.terminate();
      assertThat(prosa.exit(FIVE_SECONDS)).isZero();
      sitter.peer().close();
    }
  }

  @Test
  void hangUpReadsTheSettingsAgainAndNobodyLosesASeat(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("prosa.properties");
    Files.writeString(file, "trusted = 10.0.0.0/8\nconnections-per-address = 3\n");
    try (Prosa prosa = Prosa.serve("--config", file.toString());
        RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana");
        RawMember bia = RawMember.enter(prosa.port(), Prosa.HOST, "Bia")) {
      bia.awaits("\"seated\"");
      Files.writeString(file, "trusted = 10.0.0.0/8\nconnections-per-address = 2\nthreads = 5\n");
      prosa.signal("HUP");
      Await.until("the settings to be read", () -> prosa.err().contains("read again"));
      prosa.errWith("the next start will change threads");
      assertThat(RawPeer.isClosedAtAccept(prosa.port(), Prosa.HOST)).as("one too many").isTrue();
      ana.say("still here");
      Await.until("Bia to hear Ana", () -> bia.heard() == 1);

      Files.writeString(file, "connections-per-address = many\n");
      prosa.signal("HUP");
      Await.until("the settings to be refused", () -> prosa.err().contains("were not changed"));
      prosa.errWith("prosa.properties, line 1: connections-per-address = many");
      ana.say("here yet");
      Await.until("Bia to hear Ana again", () -> bia.heard() == 2);
    }
  }

  private static String health(int port) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://" + Prosa.HOST + ":" + port + "/healthz"))
                  .timeout(FIVE_SECONDS)
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
