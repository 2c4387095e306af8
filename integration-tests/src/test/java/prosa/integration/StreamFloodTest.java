package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.integration.StreamFlooder.FloodSource;
import prosa.integration.StreamFlooder.Proxied;
import prosa.integration.StreamFlooder.StreamFlood;

/**
 * Floods through HTTP and WebSockets, with and without TLS, over IPv4, from many addresses of IPv6
 * networks, and behind a proxy: honest members are served as in quiet times.
 */
@Tag("alone")
final class StreamFloodTest {
  private static final String ABUSER = "127.0.9.1";
  private static final int CONNECTIONS = 40;
  private static final int SECONDS = 3;
  private static final int ROUNDS = 2;
  private static final Duration QUIET = Duration.ofSeconds(2);

  @TempDir private Path folder;

  private static void under(
      Prosa prosa, HonestMembers members, FloodSource way, StreamFlood... floods) throws Exception {
    under(List.of(), prosa, members, way, floods);
  }

  private static void under(
      List<String> by, Prosa prosa, HonestMembers members, FloodSource way, StreamFlood... floods)
      throws Exception {
    for (StreamFlood flood : floods) {
      List<String> done = new ArrayList<>();
      var _ = StreamFlooder.run(by, way, flood, CONNECTIONS, 1); // loads the server's classes
      try {
        var _ =
            members.assertServedAsWellDuring(
                ROUNDS,
                QUIET,
                () -> done.add(StreamFlooder.run(by, way, flood, CONNECTIONS, SECONDS)));
      } finally {
        System.out.println("flood: " + done);
      }
      assertThat(done).allMatch(told -> told.contains("connections="));
    }
    ResourceSnapshot.isAtRest(prosa);
  }

  private static FloodSource ipv4(Prosa prosa, boolean tls) {
    return new FloodSource(Prosa.HOST, prosa.port(), List.of(ABUSER), tls, Proxied.NO);
  }

  /** What is read in one go is decrypted before anybody can say what it costs. */
  @Test
  void recordsOfOneByteInsideTlsCostTheOthersNothing() throws Exception {
    try (Prosa prosa =
            Prosa.serveMeasured(Prosa.withTls(folder, "--trusted", HonestMembers.NO_NETWORK));
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(prosa, members, ipv4(prosa, true), StreamFlood.TINY_RECORDS);
    }
  }

  static Stream<Arguments> plainAndEncrypted() {
    return Stream.of(StreamFlood.values())
        .flatMap(flood -> Stream.of(Arguments.of(flood, false), Arguments.of(flood, true)));
  }

  @Tag("long")
  @ParameterizedTest(name = "{0}, TLS: {1}")
  @MethodSource("plainAndEncrypted")
  void floodsOfOneAddressCostTheOthersNothing(StreamFlood flood, boolean tls) throws Exception {
    try (Prosa prosa =
            Prosa.serveMeasured(Prosa.withTls(folder, "--trusted", HonestMembers.NO_NETWORK));
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(prosa, members, ipv4(prosa, tls), flood);
    }
  }

  /** The abuser's address has no limit: only those of its connections hold, and those in all. */
  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = StreamFlood.class,
      names = {"COMMANDS", "PRIVATE_ROOMS", "TINY_RECORDS", "FRAGMENTS", "EMPTY_LINES"})
  void floodsOfATrustedAddressCostTheOthersNothing(StreamFlood flood) throws Exception {
    try (Prosa prosa = Prosa.serveMeasured(Prosa.withTls(folder, "--trusted", ABUSER + "/32"));
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(prosa, members, ipv4(prosa, true), flood);
    }
  }

  /** Each connection is somebody else's, as the proxy says. */
  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = StreamFlood.class,
      names = {
        "COMMANDS",
        "PRIVATE_ROOMS",
        "PINGS",
        "HALF_GREETINGS",
        "DEAF_MEMBERS",
        "BAD_REQUESTS"
      })
  void floodsThroughAProxyCostTheOthersNothing(StreamFlood flood) throws Exception {
    try (Prosa prosa =
            Prosa.serveMeasured("--trusted", HonestMembers.NO_NETWORK, "--proxy", ABUSER + "/32");
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      for (Proxied proxied : List.of(Proxied.HEADER, Proxied.FORWARDED)) {
        under(
            prosa,
            members,
            new FloodSource(Prosa.HOST, prosa.port(), List.of(ABUSER), false, proxied),
            flood);
      }
    }
  }

  /** Whoever is no proxy says so in vain: it is one address, whatever it forges. */
  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = StreamFlood.class,
      names = {"COMMANDS", "PRIVATE_ROOMS"})
  void forgedForwardedAddressesChangeNothing(StreamFlood flood) throws Exception {
    try (Prosa prosa =
            Prosa.serveMeasured("--trusted", HonestMembers.NO_NETWORK, "--proxy", "127.0.99.1");
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(
          prosa,
          members,
          new FloodSource(Prosa.HOST, prosa.port(), List.of(ABUSER), false, Proxied.FORWARDED),
          flood);
    }
  }

  static Stream<Arguments> networks() {
    return Stream.of(
            StreamFlood.COMMANDS,
            StreamFlood.PRIVATE_ROOMS,
            StreamFlood.HALF_GREETINGS,
            StreamFlood.FRAGMENTS)
        .flatMap(flood -> Stream.of(Arguments.of(flood, 1), Arguments.of(flood, 8)));
  }

  /** Each connection comes from an address of its own, of one or of several IPv6 networks. */
  @Tag("long")
  @ParameterizedTest(name = "{0} from {1} networks")
  @MethodSource("networks")
  void floodsOfIpv6NetworksCostTheOthersNothing(StreamFlood flood, int networks) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not root");
    List<String> from =
        IntStream.range(0, 200)
            .mapToObj(i -> "fd00:0:0:%x::%x".formatted(1 + i % networks, 16 + i))
            .toList();
    try (Prosa prosa =
            Prosa.serveAfter(
                NetworkLimitsTest.NAMESPACE,
                "--bind",
                "::",
                "--trusted",
                HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gatherInNetworkOf(prosa.pid(), prosa.port())) {
      under(
          Outcome.enterNetworkOf(prosa.pid()),
          prosa,
          members,
          new FloodSource("::1", prosa.port(), from, false, Proxied.NO),
          flood);
    }
  }
}
