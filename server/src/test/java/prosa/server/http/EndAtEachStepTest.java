package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.server.placement.Totals;
import prosa.testing.ConnectionEnds;
import prosa.testing.ConnectionEnds.ClassicStep;
import prosa.testing.ConnectionEnds.Connects;
import prosa.testing.ConnectionEnds.MemberStep;
import prosa.testing.SocketMember;
import prosa.testing.TlsSockets;
import prosa.zmtp.CurveClient;
import prosa.zmtp.CurveKeyPair;

/**
 * A connection may end at any step, in any way, on any transport: nothing of it stays, neither a
 * seat nor a room nor a socket, and the next two members sit at one table.
 *
 * <p>Each step is ended sixty times (inside TLS and CURVE and behind a proxy, seven times; a
 * thousand times in {@link EndAtEachStepManyTimesTest}), from four threads at once: by FIN, by RST,
 * and by FIN with data before it, at once or some microseconds later, so that the end meets the
 * connection on one event loop, on the other, and between the two.
 */
@Execution(ExecutionMode.CONCURRENT) // each has a server of its own, and mostly waits
class EndAtEachStepTest {
  @TempDir private Path folder;

  /** How often each step is ended. */
  int times() {
    return 60;
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfADirectMember(MemberStep step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      endsAtEachStep(server, times(), () -> SocketMember.zmtp(server.port(), "DEALER"), step);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfABrowser(MemberStep step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      endsAtEachStep(server, times(), () -> SocketMember.webSocket(server.port()), step);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfADirectMemberInsideCurve(MemberStep step) throws Exception {
    CurveKeyPair key = CurveKeyPair.generate(new SecureRandom());
    try (OpenServer server = OpenServer.fleeting(key)) {
      Supplier<CurveClient> keys = CurveClient.of(key.publicKey(), new SecureRandom());
      endsAtEachStep(
          server, few(), () -> CurveSocketMember.connect(server.port(), keys.get()), step);
    }
  }

  /** Half of them are browsers; the header is in one packet with what follows, or before it. */
  @ParameterizedTest
  @EnumSource
  void nothingStaysOfAMemberBehindAProxy(MemberStep step) throws Exception {
    try (OpenServer server = OpenServer.fleetingBehindProxies()) {
      AtomicInteger turn = new AtomicInteger();
      endsAtEachStep(
          server,
          few(),
          () -> {
            int number = turn.getAndIncrement();
            SocketMember peer =
                number % 2 == 0
                    ? SocketMember.zmtp(server.port(), "DEALER")
                    : SocketMember.webSocket(server.port());
            return peer.behindProxy(number);
          },
          step);
    }
  }

  /** What takes much longer than the rest of it. */
  private int few() {
    return times() < 1_000 ? times() / 8 : times();
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfABrowserInsideTls(MemberStep step) throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.fleeting(Optional.of(certificate))) {
      SSLContext trusting = TlsSockets.trusting();
      endsAtEachStep(
          server,
          few(),
          () ->
              SocketMember.webSocket(
                  trusting
                      .getSocketFactory()
                      .createSocket(
                          SocketMember.connect(server.port()), "here", server.port(), true)),
          step);
    }
  }

  @Test
  void nothingStaysOfAHandshakeOfTls() throws Exception {
    try (var certificate = TestCertificate.in(folder);
        OpenServer server = OpenServer.fleeting(Optional.of(certificate))) {
      byte[] begun = {0x16, 3, 1, 0, 40, 1, 0, 0, 36, 3, 3};
      ConnectionEnds.many(
          times(),
          chance -> {
            SocketMember peer = SocketMember.webSocket(server.port());
            peer.send(begun);
            peer.end(chance);
          });
      nothingIsLeft(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfAClassicClient(ClassicStep step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      ConnectionEnds.many(times(), chance -> ConnectionEnds.at(step, server.port(), chance));
      nothingIsLeft(server);
    }
  }

  private static void endsAtEachStep(
      OpenServer server, int times, Connects connects, MemberStep step) throws Exception {
    ConnectionEnds.many(times, chance -> ConnectionEnds.at(step, connects, chance));
    nothingIsLeft(server);
  }

  /** How far a request comes that asks for no WebSocket. */
  enum HttpStep {
    HALF_ASKED,
    HALF_A_BODY,
    ASKS,
    ASKS_FOR_MUCH,
    ASKS_MANY_TIMES,
    IS_REFUSED,
    READS_THE_BEGINNING
  }

  @ParameterizedTest
  @EnumSource
  void nothingStaysOfARequest(HttpStep step) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty())) {
      ConnectionEnds.many(
          times(), chance -> request(SocketMember.webSocket(server.port()), step, chance));
      nothingIsLeft(server);
    }
  }

  private static void request(SocketMember peer, HttpStep step, Random chance) throws IOException {
    String page = RawBrowser.request("GET", "/");
    String much = RawBrowser.request("GET", "/a/1/x.js");
    switch (step) {
      case HALF_ASKED ->
          peer.send(Arrays.copyOf(SocketMember.ascii(page), 1 + chance.nextInt(page.length() - 1)));
      case HALF_A_BODY ->
          peer.send(
              SocketMember.ascii(RawBrowser.request("POST", "/", "Content-Length: 100") + "half"));
      case ASKS -> peer.send(SocketMember.ascii(page));
      case ASKS_FOR_MUCH -> peer.send(SocketMember.ascii(much));
      case ASKS_MANY_TIMES -> peer.send(SocketMember.ascii(much.repeat(8)));
      case IS_REFUSED -> {
        peer.send(SocketMember.ascii("GET  / HTTP/9\r\n\r\n"));
        peer.await(Pattern.compile("HTTP/1.1 [45]"));
      }
      case READS_THE_BEGINNING -> {
        peer.send(SocketMember.ascii(much));
        peer.await(Pattern.compile("HTTP/1.1 200"));
      }
    }
    ConnectionEnds.pause(chance);
    peer.end(chance);
  }

  /** What a server has of those who came, at one moment. */
  private record Left(Totals seatsAndRooms, int sockets, int linesAtDoor) {
    static final Left NOTHING = new Left(new Totals(0, 0, 0, 0, 0), 0, 0);

    static Left of(OpenServer server) throws Exception {
      return new Left(
          server.server().totals().get(10, TimeUnit.SECONDS),
          server.server().connections(),
          server.server().connectionsAtDoor().get(10, TimeUnit.SECONDS));
    }
  }

  private static void nothingIsLeft(OpenServer server) throws Exception {
    // Who is gone at once is accepted all the same, before those who come later.
    try (SocketMember later = SocketMember.zmtp(server.port(), "DEALER")) {
      later.seated();
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    Left left = Left.of(server);
    while (!left.equals(Left.NOTHING) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      left = Left.of(server);
    }
    assertThat(left).as("seed %d", ConnectionEnds.SEED).isEqualTo(Left.NOTHING);

    try (SocketMember first = SocketMember.zmtp(server.port(), "DEALER");
        SocketMember second = SocketMember.zmtp(server.port(), "DEALER")) {
      first.seated();
      second.seated();
      assertThat(first.room()).as("seed %d", ConnectionEnds.SEED).isEqualTo(second.room());
      assertThat(second.heard()).contains("\"place\": 2").containsOnlyOnce("\"here\"");
    }
  }
}
