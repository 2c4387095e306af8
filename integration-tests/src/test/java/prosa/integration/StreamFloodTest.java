package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
 * networks, and behind a proxy: honest members are served as in quiet times, or as while another
 * server beside theirs is flooded.
 */
@Tag("alone")
final class StreamFloodTest {
  private static final String ABUSER = "127.0.9.1";
  private static final int CONNECTIONS = 40;
  private static final int SECONDS = 3;

  /** How often in the tests that take long; the others do it once. */
  private static final int ROUNDS = 2;

  private static final Duration QUIET = Duration.ofSeconds(2);

  @TempDir private Path folder;

  /** How a server is flooded: by a command that becomes the flooder, if any, and from where. */
  private record FloodTarget(List<String> by, FloodSource way) {
    FloodTarget(FloodSource way) {
      this(List.of(), way);
    }

    String flood(StreamFlood what, int seconds) throws Exception {
      return StreamFlooder.run(by, way, what, CONNECTIONS, seconds);
    }
  }

  /** Floods a server, whose honest members are measured, and another one in turn. */
  private static void under(
      int rounds,
      Prosa prosa,
      Prosa other,
      HonestMembers members,
      Function<Prosa, FloodTarget> at,
      StreamFlood flood)
      throws Exception {
    FloodTarget target = at.apply(prosa);
    FloodTarget elsewhere = at.apply(other);
    List<String> done = new ArrayList<>();
    var _ = target.flood(flood, 1); // loads the server's classes
    var _ = elsewhere.flood(flood, 1);
    try {
      members.assertServedAsWellAsBeside(
          rounds,
          QUIET,
          () -> done.add("elsewhere: " + elsewhere.flood(flood, SECONDS)),
          () -> done.add(target.flood(flood, SECONDS)));
    } finally {
      System.out.println("flood: " + done);
    }
    assertThat(done).allMatch(told -> told.contains("connections="));
    ResourceSnapshot.isAtRest(prosa);
  }

  private static FloodTarget ipv4(Prosa prosa, boolean tls) {
    return new FloodTarget(
        new FloodSource(Prosa.HOST, prosa.port(), List.of(ABUSER), tls, Proxied.NO));
  }

  private Prosa serveWithTls(String trusted) throws Exception {
    Path ownFolder = Files.createTempDirectory(folder, "server");
    return Prosa.serveMeasured(Prosa.withTls(ownFolder, "--trusted", trusted));
  }

  /** What is read in one go is decrypted before anybody can say what it costs. */
  @Test
  void recordsOfOneByteInsideTlsCostTheOthersNothing() throws Exception {
    try (Prosa prosa = serveWithTls(HonestMembers.NO_NETWORK);
        Prosa other = serveWithTls(HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(1, prosa, other, members, one -> ipv4(one, true), StreamFlood.TINY_RECORDS);
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
    try (Prosa prosa = serveWithTls(HonestMembers.NO_NETWORK);
        Prosa other = serveWithTls(HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(ROUNDS, prosa, other, members, one -> ipv4(one, tls), flood);
    }
  }

  /** The abuser's address has no limit: only those of its connections hold, and those in all. */
  @Tag("long")
  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = StreamFlood.class,
      names = {"COMMANDS", "PRIVATE_ROOMS", "TINY_RECORDS", "FRAGMENTS", "EMPTY_LINES"})
  void floodsOfATrustedAddressCostTheOthersNothing(StreamFlood flood) throws Exception {
    try (Prosa prosa = serveWithTls(ABUSER + "/32");
        Prosa other = serveWithTls(ABUSER + "/32");
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(ROUNDS, prosa, other, members, one -> ipv4(one, true), flood);
    }
  }

  private static Prosa serveBehind(String proxy) throws Exception {
    return Prosa.serveMeasured("--trusted", HonestMembers.NO_NETWORK, "--proxy", proxy);
  }

  private static FloodTarget through(Prosa prosa, Proxied proxied) {
    return new FloodTarget(
        new FloodSource(Prosa.HOST, prosa.port(), List.of(ABUSER), false, proxied));
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
    try (Prosa prosa = serveBehind(ABUSER + "/32");
        Prosa other = serveBehind(ABUSER + "/32");
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      for (Proxied proxied : List.of(Proxied.HEADER, Proxied.FORWARDED)) {
        under(ROUNDS, prosa, other, members, one -> through(one, proxied), flood);
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
    try (Prosa prosa = serveBehind("127.0.99.1");
        Prosa other = serveBehind("127.0.99.1");
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      under(ROUNDS, prosa, other, members, one -> through(one, Proxied.FORWARDED), flood);
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
    try (Prosa prosa = serveInNamespace();
        Prosa other = serveInNamespace();
        HonestMembers members = HonestMembers.gatherInNetworkOf(prosa.pid(), prosa.port())) {
      under(
          ROUNDS,
          prosa,
          other,
          members,
          one ->
              new FloodTarget(
                  Outcome.enterNetworkOf(one.pid()),
                  new FloodSource("::1", one.port(), from, false, Proxied.NO)),
          flood);
    }
  }

  private static Prosa serveInNamespace() throws Exception {
    return Prosa.serveMeasuredAfter(
        NetworkLimitsTest.NAMESPACE, "--bind", "::", "--trusted", HonestMembers.NO_NETWORK);
  }
}
