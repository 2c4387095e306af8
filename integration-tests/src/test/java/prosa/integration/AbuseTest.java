package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.integration.Abuser.Target;
import prosa.integration.Abuser.Way;
import prosa.testing.PemFiles;

/**
 * A randomised abuser ({@link Abuser}) at full speed, from few and many connections and addresses,
 * costs honest members next to nothing, and nothing of it remains.
 *
 * <p>Attacks and quiet whiles take turns. {@code -Dprosa.abuse.seed} repeats a run's choices,
 * {@code -Dprosa.abuse.seconds} says for how long each setting of the long test is under attack.
 */
@Tag("alone")
final class AbuseTest {
  private static final int SECONDS = 7;
  private static final int LONG_SECONDS = Integer.getInteger("prosa.abuse.seconds", 120);
  private static final Duration LULL = Duration.ofMillis(500);

  /** Held seats keep their rooms, and these their ports, for half a minute. */
  private static final Duration LAST_HELD = Duration.ofSeconds(60);

  /** A fifth of what a server has; one address may use a tenth of them. */
  private static final int CLASSIC_PORTS = 2_000;

  /** What the server may use more while it is abused: buffers, and code that is compiled. */
  private static final long MUCH_MEMORY = 64 << 20;

  /**
   * What it may use more after all the rounds than after the first: nothing that grows with time.
   */
  private static final long LITTLE_MEMORY = 16 << 20;

  private final long seed = Long.getLong("prosa.abuse.seed", System.nanoTime());

  @TempDir private Path folder;

  /** So many connections of an abuser, from so many addresses, on these ways. */
  private record Setting(int connections, int addresses, Set<Way> ways) {}

  /** Each setting has a way of its own besides the plain one; the seed says which. */
  private Set<Way> ways(int setting) {
    Way[] all = Way.values();
    return EnumSet.of(Way.PLAIN, all[Math.floorMod(seed + setting, all.length)]);
  }

  @Test
  void honestMembersNoticeNothingAndNothingRemains() throws Exception {
    abuse(1, SECONDS, "3s", new Setting(6, 1, ways(0)), new Setting(40, 40, ways(1)));
  }

  @Tag("long")
  @ParameterizedTest(name = "{0} connections from {1} addresses")
  @CsvSource({"1, 1", "6, 1", "40, 1", "40, 40"})
  void forMinutes(int connections, int addresses) throws Exception {
    Set<Way> all = EnumSet.allOf(Way.class);
    abuse(4, LONG_SECONDS / 4, "30s", new Setting(connections, addresses, all));
  }

  /** Members of the abuser's node sit at tables of the honest members' node, too. */
  @Tag("long")
  @ParameterizedTest(name = "{0} connections from {1} addresses")
  @CsvSource({"6, 1", "40, 40"})
  void throughAnotherNode(int connections, int addresses) throws Exception {
    try (NatsServer nats = NatsServer.start();
        Prosa home = node(nats, "home");
        Prosa other = node(nats, "other")) {
      Await.until("both nodes", () -> AdminPort.nodesKnownTo(other) == 2);
      String unused = CurveKeys.generate(folder.resolve("server.key"));
      Target target = new Target(other.port(), unused, EnumSet.of(Way.PLAIN));
      try (HonestMembers members = HonestMembers.gather(home.port())) {
        Abuser.run(target, seed, 1, connections, addresses); // loads classes
        List<String> done = new ArrayList<>();
        var _ =
            members.assertServedAsWellDuring(
                2,
                Duration.ofSeconds(5),
                () ->
                    done.add(
                        Abuser.run(
                            target, seed + done.size(), LONG_SECONDS / 4, connections, addresses)));
        System.out.printf("abuse through another node, seed %d: %s%n", seed, done);
        assertThat(AdminPort.of(other).metric("prosa_cluster_events_total{event=\"given\"}"))
            .as("seats at the other node's tables")
            .isPositive();
        everythingIsGone(home, HonestMembers.COUNT);
        everythingIsGone(other, 0);
      }
      for (Prosa node : List.of(home, other)) {
        assertThat(node.err()).as("what was logged: seed %d", seed).doesNotContain("ERROR");
      }
    }
  }

  private static Prosa node(NatsServer nats, String name) throws IOException {
    return Prosa.serveMeasured(
        nats.node(
            name,
            "--trusted",
            HonestMembers.NO_NETWORK,
            "--hold",
            "3s",
            "--reservation",
            "3s",
            "--room-linger",
            "1s",
            "--private-linger",
            "2s"));
  }

  private void abuse(int rounds, int seconds, String hold, Setting... settings) throws Exception {
    Path key = folder.resolve("server.key");
    String publicKey = CurveKeys.generate(key);
    PemFiles certificate = new PemFiles(folder);
    certificate.write("localhost", "EC");
    try (Prosa prosa =
        Prosa.serveMeasured(
            "--curve-key",
            key.toString(),
            "--tls-cert",
            certificate.chain().toString(),
            "--tls-key",
            certificate.key().toString(),
            "--proxy",
            Abuser.PROXIES + "0/24",
            "--trusted",
            HonestMembers.NO_NETWORK,
            "--hold",
            hold,
            "--longest-hold",
            hold,
            "--reservation",
            "3s",
            "--room-linger",
            "1s",
            "--private-linger",
            "2s",
            "--classic-ports",
            Prosa.somePorts(CLASSIC_PORTS))) {
      try (HonestMembers members = HonestMembers.gather(prosa.port())) {
        Setting last = settings[settings.length - 1];
        Target everything = new Target(prosa.port(), publicKey, EnumSet.allOf(Way.class));
        Abuser.run(everything, seed, 1, last.connections(), last.addresses()); // loads classes
        everythingIsGone(prosa, HonestMembers.COUNT);
        int descriptors = ResourceSnapshot.openFiles(prosa);
        List<Long> memory = new ArrayList<>(List.of(ResourceSnapshot.resident(prosa)));
        for (Setting setting : settings) {
          Target target = new Target(prosa.port(), publicKey, setting.ways());
          abuse(prosa, target, members, setting, rounds, seconds, memory);
        }
        everythingIsGone(prosa, HonestMembers.COUNT);
        System.out.printf(
            "abuse: MB resident, before and after each time: %s%n",
            memory.stream().map(bytes -> bytes >> 20).toList());
        long after = memory.getLast();
        assertThat(after - memory.getFirst()).as("memory: seed %d", seed).isLessThan(MUCH_MEMORY);
        assertThat(after - memory.get(1)).as("growth: seed %d", seed).isLessThan(LITTLE_MEMORY);
        boolean back =
            Await.within(LAST_HELD, () -> ResourceSnapshot.openFiles(prosa) <= descriptors);
        assertThat(back)
            .as(
                "its descriptors are back: seed %d, not %d but %s",
                seed, descriptors, ResourceSnapshot.openFilesByKind(prosa))
            .isTrue();
      }
      everythingIsGone(prosa, 0);
      assertThat(prosa.err()).as("what was logged: seed %d", seed).doesNotContain("ERROR");
    }
  }

  private void abuse(
      Prosa prosa,
      Target target,
      HonestMembers members,
      Setting setting,
      int rounds,
      int seconds,
      List<Long> memory)
      throws Exception {
    System.out.printf("abuse: seed %d, %s, %d times %d s%n", seed, setting, rounds, seconds);
    List<String> done = new ArrayList<>();
    var _ =
        members.assertServedAsWellDuring(
            rounds,
            Duration.ofSeconds(Math.max(2, seconds / 3)),
            () -> {
              done.add(
                  Abuser.run(
                      target,
                      seed + done.size(),
                      seconds,
                      setting.connections(),
                      setting.addresses()));
              memory.add(ResourceSnapshot.resident(prosa));
            });
    System.out.printf("abuse: %s%n", done);
    // What a few connections do in a few seconds is left to chance.
    assertThat(done)
        .allMatch(told -> told.matches(".*(?:messages|frames|questions|requests)=[1-9].*"));
    if (setting.connections() > 1) {
      assertThat(done.toString()).contains("DEALER messages");
    }
  }

  /**
   * Waits until the console counts just so many users, in all chats together, and stays at that.
   */
  private static void everythingIsGone(Prosa prosa, int butFor) {
    Await.until(
        butFor + " users, not " + prosa.users(),
        () -> prosa.users() == butFor && !Await.within(LULL, () -> prosa.users() != butFor));
  }
}
