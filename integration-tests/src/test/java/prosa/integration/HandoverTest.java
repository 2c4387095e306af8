package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A planned restart during which the port stays open. */
final class HandoverTest {
  private static final int MEMBERS = 1000;
  private static final Duration BACK_WITHIN = Duration.ofSeconds(15);

  /** For how long the first process is waited for, however busy the machine is. */
  private static final Duration AT_MOST = Duration.ofMinutes(1);

  /** Members who come back when they are sent away, and what they met. */
  private static final class Crowd {
    final AtomicInteger refusedConnections = new AtomicInteger();
    final AtomicInteger back = new AtomicInteger();
    final AtomicLong lastBack = new AtomicLong();
    final List<Long> reconnects = new ArrayList<>();
    volatile boolean over;

    /** One member: seated, sent away, seated again. */
    void live(int port, String user, AtomicInteger seated) {
      String seat = "";
      for (int life = 0; life < 2; ) {
        try (RawPeer peer = RawPeer.join(port, "DEALER", Prosa.HOST)) {
          peer.message(); // hello
          peer.send(
              RawPeer.message(
                  "{\"type\": \"enter\", \"user\": \"%s\"%s}"
                      .formatted(user, seat.isEmpty() ? "" : ", \"seat\": \"" + seat + "\"")));
          String answer = peer.message();
          if (answer.contains("\"stale-seat\"")) {
            seat = "";
            peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"" + user + "\"}"));
            answer = peer.message();
          }
          if (!answer.contains("\"seated\"")) {
            throw new IOException(answer);
          }
          seat = answer.replaceAll(".*?\"seat\": \"([^\"]+)\".*", "$1");
          life++;
          if (life == 2) {
            lastBack.accumulateAndGet(System.nanoTime(), Math::max);
            back.incrementAndGet();
          } else {
            seated.incrementAndGet();
          }
          while (!over) {
            peer.message();
          }
          return;
        } catch (ConnectException e) {
          refusedConnections.incrementAndGet();
        } catch (IOException e) {
          // sent away
        }
        pause(ThreadLocalRandom.current().nextInt(50, 250));
        synchronized (reconnects) {
          reconnects.add(System.nanoTime());
        }
      }
    }

    private static void pause(int millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The most reconnects within any second. */
    int highestRate() {
      List<Long> times = reconnects.stream().sorted().toList();
      int most = 0;
      int first = 0;
      for (int last = 0; last < times.size(); last++) {
        while (times.get(last) - times.get(first) > 1_000_000_000L) {
          first++;
        }
        most = Math.max(most, last - first + 1);
      }
      return most;
    }
  }

  @Tag("long")
  @Test
  void aThousandMembersAreBackAndNobodyIsRefused() throws Exception {
    handOver();
  }

  /** Beside other tests the time says more about the machine than about the server. */
  @Test
  @Tag("long")
  void aThousandMembersAreBackIn15Seconds() throws Exception {
    assertThat(handOver()).isLessThan(BACK_WITHIN);
  }

  /** Replaces a server with a thousand members by another one, and says how long they were away. */
  private static Duration handOver() throws Exception {
    String port = Integer.toString(FreePort.find());
    Crowd crowd = new Crowd();
    AtomicInteger seated = new AtomicInteger();
    try (Prosa first =
        Prosa.serveMeasured(
            "--handover", "--port", port, "--drain", "6s", "--admin", "127.0.0.1:0")) {
      List<Thread> members = new ArrayList<>();
      for (int i = 0; i < MEMBERS; i++) {
        String user = "Member " + i;
        members.add(Thread.ofVirtual().start(() -> crowd.live(first.port(), user, seated)));
      }
      Await.until("all to sit", () -> seated.get() == MEMBERS);
      assertThat(crowd.refusedConnections).hasValue(0);

      Thread asking = Thread.ofVirtual().start(() -> ask(first.port(), crowd));
      long began = System.nanoTime();
      Duration took;
      try (Prosa second =
          Prosa.serveMeasured("--handover", "--port", port, "--admin", "127.0.0.1:0")) {
        assertThat(second.port()).isEqualTo(first.port());
        assertThat(first.exit(AT_MOST)).isZero();
        Await.until("all to be back", () -> crowd.back.get() == MEMBERS);
        took = Duration.ofNanos(crowd.lastBack.get() - began);
        System.out.printf(
            "%d members back %d ms after the second process was started; at most %d reconnects in"
                + " one second; %d connections refused%n",
            MEMBERS, took.toMillis(), crowd.highestRate(), crowd.refusedConnections.get());
        assertThat(crowd.refusedConnections).as("connections refused").hasValue(0);
        assertThat(crowd.highestRate()).as("reconnects in one second").isLessThan(MEMBERS / 2);
        AdminPort admin = AdminPort.of(second);
        assertThat(admin.metric("prosa_seats{state=\"seated\"}")).isEqualTo(MEMBERS);
        crowd.over = true;
        second.terminate();
        for (Thread member : members) {
          member.join();
        }
        asking.join();
        assertThat(second.exit(Duration.ofSeconds(40))).isZero();
      }
      assertThat(first.err()).contains("connections are closed: the next process has the port");
      return took;
    } finally {
      crowd.over = true;
    }
  }

  @Test
  void aServerThatDrainsAlreadyGoesOnWhileTheNextOneHasThePort() throws Exception {
    String port = Integer.toString(FreePort.find());
    try (Prosa first = Prosa.serve("--handover", "--port", port, "--drain", "60s");
        DrainTest.EndTimes ends = DrainTest.EndTimes.of(6, first.port())) {
      first.signal("TERM");
      try (Prosa second = Prosa.serve("--handover", "--port", port, "--drain", "0s")) {
        Await.until(
            "the port to be given",
            () -> first.err().contains("connections are closed: the next process has the port"));
        int before = ends.count();
        Await.until("the next one to be sent away", () -> ends.count() > before);
        assertThat(ends.count()).as("one after the other").isEqualTo(before + 1);
        first.signal("INT");
        assertThat(first.exit(Duration.ofSeconds(10))).isZero();
        second.terminate();
        assertThat(second.exit(Duration.ofSeconds(10))).isZero();
      }
    }
  }

  /** While it waits for the port it has not begun to listen to signals as a server does. */
  @Test
  void aHangUpWhileItStartsDoesNotEndIt(@TempDir Path folder) throws Exception {
    Path pid = folder.resolve("pid");
    int port = FreePort.find();
    Path meeting = folder.resolve("handover-" + Prosa.HOST + "-" + port);
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(meeting));
      List<String> command =
          new ArrayList<>(
              List.of(
                  "sh",
                  "-c",
                  "echo $$ >"
                      + pid
                      + "; export RUNTIME_DIRECTORY="
                      + folder
                      + "; exec env --default-signal=HUP \"$@\"",
                  "sh"));
      command.addAll(JavaCommand.of(JavaCommand.Program.SERVER));
      command.addAll(List.of("prosa.app.Main", "serve", "--handover", "--bind", Prosa.HOST));
      command.addAll(List.of("--port", Integer.toString(port)));
      Thread.ofVirtual()
          .start(
              () -> {
                try (SocketChannel _ = silent.accept()) {
                  hangUp(Files.readString(pid).strip());
                  var _ = silent.accept(); // until the end
                } catch (IOException e) {
                  // nobody else comes
                }
              });
      Outcome outcome = Outcome.of(Path.of("."), command.toArray(String[]::new));
      assertThat(outcome.err()).contains("does not hand over its port");
      assertThat(outcome.exit()).isEqualTo(2);
    }
  }

  private static void hangUp(String pid) throws IOException {
    new ProcessBuilder("kill", "-HUP", pid).inheritIO().start();
  }

  /** Connects again and again, as somebody new. */
  private static void ask(int port, Crowd crowd) {
    while (!crowd.over) {
      try (RawPeer peer = RawPeer.connect(port)) {
        peer.send(RawPeer.greeting());
        Crowd.pause(5);
      } catch (ConnectException e) {
        if (!crowd.over) {
          crowd.refusedConnections.incrementAndGet();
        }
      } catch (IOException e) {
        // ended
      }
    }
  }

  @Test
  void aSocketFromSystemdIsServed() throws Exception {
    Path script = Files.createTempFile("listen", ".py");
    try {
      Files.writeString(
          script,
          """
          import os, socket, sys
          s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(64); s.setblocking(False)
          if s.fileno() != 3:
              os.dup2(s.fileno(), 3)
          os.set_inheritable(3, True)
          os.environ["LISTEN_FDS"] = "1"
          os.environ["LISTEN_PID"] = str(os.getpid())
          os.execv(sys.argv[1], sys.argv[1:])
          """);
      try (Prosa prosa = Prosa.serveBy(List.of("/usr/bin/python3", script.toString()))) {
        try (RawMember ana = RawMember.enter(prosa.port(), Prosa.HOST, "Ana")) {
          ana.say("oi");
          Await.until("it to be heard", () -> ana.heard() == 1);
        }
      }
    } finally {
      Files.delete(script);
    }
  }
}
