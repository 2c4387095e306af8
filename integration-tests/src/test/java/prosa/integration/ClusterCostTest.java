package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.integration.AdminPort.nodesKnownTo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a message to ten members costs of whom none, half or all came in at another node than the
 * one that has their room: processor time of both nodes and of NATS, and how long it takes.
 */
final class ClusterCostTest {
  private static final int MEMBERS = 10;
  private static final int PER_SECOND = 1_000;
  private static final int WARMUP = 10 * PER_SECOND;
  private static final int MEASURED = 10 * PER_SECOND;
  private static final double TICKS_PER_SECOND = 100;
  private static final Pattern SENT = Pattern.compile("@(\\d+)@");

  /** A member whose thread notes how long each message took. */
  private static final class Hearer implements AutoCloseable {
    private final RawPeer peer;
    private final long[] micros = new long[WARMUP + MEASURED];
    private final AtomicInteger heard = new AtomicInteger();
    private volatile boolean seated;

    Hearer(Prosa at, String name) throws IOException {
      peer = RawPeer.join(at.port(), "DEALER", Prosa.HOST);
      Thread.ofPlatform().daemon().start(this::read);
      send("{\"type\": \"enter\", \"user\": \"" + name + "\"}");
      Await.until("a seat", () -> seated);
    }

    private void read() {
      try {
        while (true) {
          String event = peer.message();
          Matcher sent = SENT.matcher(event);
          if (sent.find()) {
            micros[heard.get()] = (System.nanoTime() - Long.parseLong(sent.group(1))) / 1_000;
            heard.incrementAndGet();
          } else {
            seated |= event.contains("\"seated\"");
          }
        }
      } catch (IOException e) {
        // closed
      }
    }

    void send(String message) throws IOException {
      peer.send(RawPeer.message(message));
    }

    @Override
    public void close() throws IOException {
      peer.close();
    }
  }

  private static Prosa node(NatsServer nats, String name) throws IOException {
    return Prosa.serveMeasured(
        nats.node(name, "--console", "off", "--message-rate", "off", "--join-rate", "off"));
  }

  private static boolean tells(Prosa at, String what) {
    try {
      return AdminPort.of(at).get("/state").body().contains(what);
    } catch (IOException e) {
      return false;
    }
  }

  /** Processor time of some processes so far, in seconds. */
  private static double cpu(long... processes) throws IOException {
    double ticks = 0;
    for (long process : processes) {
      String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static void talk(Hearer speaker, int messages) throws IOException {
    long begin = System.nanoTime();
    for (int i = 0; i < messages; i++) {
      long due = begin + i * 1_000_000_000L / PER_SECOND;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      speaker.send(
          "{\"type\": \"say\", \"message\": \"a message of usual length @%d@\"}"
              .formatted(System.nanoTime()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 10})
  @Tag("long")
  void aMessageToTenMembers(int remote) throws Exception {
    List<Hearer> members = new ArrayList<>();
    try (NatsServer nats = NatsServer.start();
        Prosa a = node(nats, "a");
        Prosa b = node(nats, "b")) {
      Await.until("both nodes", () -> nodesKnownTo(a) == 2 && nodesKnownTo(b) == 2);
      Hearer opener = new Hearer(a, "Opener"); // its table is at a, whoever comes
      for (int i = 0; i < MEMBERS - 1; i++) {
        members.add(new Hearer(i < remote ? b : a, "m" + i));
      }
      if (remote == MEMBERS) {
        opener.send("{\"type\": \"leave\"}");
        opener.close();
        Await.until("b to know of a free seat", () -> tells(b, "\"members\": 9,"));
        members.add(new Hearer(b, "last"));
      } else {
        members.add(opener);
      }
      Await.until("all to sit at one table of a", () -> tells(a, "\"ssssssssss\""));
      Hearer speaker = members.getFirst();
      talk(speaker, WARMUP);
      awaitHeard(members, WARMUP);
      double atA = cpu(a.pid());
      double atB = cpu(b.pid());
      double atNats = cpu(nats.pid());
      talk(speaker, MEASURED);
      awaitHeard(members, WARMUP + MEASURED);
      atA = (cpu(a.pid()) - atA) * 1e6 / MEASURED;
      atB = (cpu(b.pid()) - atB) * 1e6 / MEASURED;
      atNats = (cpu(nats.pid()) - atNats) * 1e6 / MEASURED;
      long[] all =
          members.stream()
              .flatMapToLong(one -> Arrays.stream(one.micros, WARMUP, WARMUP + MEASURED))
              .sorted()
              .toArray();
      System.out.printf(
          Locale.ROOT,
          "%d of %d members remote: CPU per message %.0f µs at the owner, %.0f µs at the gateway,"
              + " %.0f µs at NATS; p50 %.2f ms, p99 %.2f ms, longest %.1f ms%n",
          remote,
          MEMBERS,
          atA,
          atB,
          atNats,
          all[all.length / 2] / 1e3,
          all[all.length * 99 / 100] / 1e3,
          all[all.length - 1] / 1e3);
      assertThat(all).hasSize(MEMBERS * MEASURED);
    } finally {
      for (Hearer member : members) {
        member.close();
      }
    }
  }

  private static void awaitHeard(List<Hearer> members, int messages) {
    Await.until(
        "all to have heard all",
        () -> members.stream().allMatch(one -> one.heard.get() >= messages));
  }
}
