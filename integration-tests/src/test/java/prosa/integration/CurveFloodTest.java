package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.integration.Flooder.Flood;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.zmtp.Bytes;
import prosa.zmtp.Connector;
import prosa.zmtp.CurveClient;
import prosa.zmtp.CurvePublicKey;
import prosa.zmtp.RequestException;
import prosa.zmtp.ZmtpLimits;
import prosa.zmtp.ZmtpRequest;

/** A flood of handshakes of CURVE, and the floods of other tests inside CURVE. */
@Timeout(240)
final class CurveFloodTest {
  private static final String OTHER = "127.0.0.3";
  private static final int ADDRESSES = 16;
  private static final int FLOOD = 250; // below the limit of connections of one address

  @TempDir private Path folder;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());

  @AfterEach
  void stop() {
    LoopShutdown.begin(group, Duration.ofSeconds(5)).syncUninterruptibly();
  }

  /** Makes a key for the server in this file; connects with it. */
  private Connector connector(Path keyFile) throws Exception {
    CurvePublicKey key = CurvePublicKey.ofZ85(CurveKeys.generate(keyFile)).orElseThrow();
    ZmtpLimits patient = ZmtpLimits.defaults().withHandshake(Await.LONG); // on a busy machine, too
    return new Connector(group, Transport.best(), patient, CurveClient.of(key, new SecureRandom()));
  }

  @Test
  void whoHadNoHandshakeLatelyIsServedWhileManyAddressesFlood() throws Exception {
    Path keyFile = folder.resolve("server.key");
    Connector connector = connector(keyFile);
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger sent = new AtomicInteger();
    try (Prosa server =
        Prosa.serve(
            "--trusted", "10.0.0.0/8", "--handshake", "30s", "--curve-key", keyFile.toString())) {
      List<Thread> flood = new ArrayList<>();
      for (int i = 1; i <= ADDRESSES; i++) {
        String from = "127.0.5." + i;
        flood.add(Thread.ofVirtual().start(() -> greetOnAndOn(server.port(), from, over, sent)));
      }
      try {
        Await.until("the handshakes of all to be used up", () -> sent.get() > 600);
        for (int round = 0; round < 3; round++) {
          assertThat(end(connector, server.port()).get(60, TimeUnit.SECONDS))
              .as("after " + sent.get() + " greetings of the flood")
              .isEmpty();
          Await.within(Duration.ofSeconds(1), () -> false);
        }
      } finally {
        over.set(true);
        for (Thread thread : flood) {
          thread.join();
        }
      }
    }
  }

  /** Asks for handshakes of CURVE, a little faster than one address may have them. */
  private static void greetOnAndOn(int port, String from, AtomicBoolean over, AtomicInteger sent) {
    byte[] greeting = RawPeer.greeting();
    byte[] curve = {'C', 'U', 'R', 'V', 'E'};
    System.arraycopy(curve, 0, greeting, 12, curve.length);
    while (!over.get()) {
      try (RawPeer peer = RawPeer.connect(port, from)) {
        peer.send(greeting);
        sent.incrementAndGet();
        var _ = peer.endsWithin(Duration.ofMillis(20));
      } catch (IOException e) {
        // closed at accept
      }
    }
  }

  @Tag("long")
  @Test
  void anAddressHasSoManyHandshakesAtOnceAndOthersAreServed() throws Exception {
    Path keyFile = folder.resolve("server.key");
    Connector connector = connector(keyFile);
    try (Prosa server = Prosa.serve("--trusted", "10.0.0.0/8", "--curve-key", keyFile.toString())) {
      List<CompletableFuture<Optional<RequestException.Reason>>> ends = new ArrayList<>();
      long begun = System.nanoTime();
      for (int i = 0; i < FLOOD; i++) {
        ends.add(end(connector, server.port()));
      }
      try (RawClient other = RawClient.join(RawClient.ask(server.port(), OTHER), OTHER)) {
        other.say("{\"user\": \"other\", \"message\": \"meanwhile\"}");
        assertThat(other.hear()).contains("meanwhile");
      }
      int served = 0;
      Set<RequestException.Reason> reasons = EnumSet.noneOf(RequestException.Reason.class);
      for (CompletableFuture<Optional<RequestException.Reason>> end : ends) {
        Optional<RequestException.Reason> reason = end.get(60, TimeUnit.SECONDS);
        served += reason.isEmpty() ? 1 : 0;
        reason.ifPresent(reasons::add);
      }
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun) + 1;
      assertThat(reasons)
          .as("none takes it for a wrong key")
          .isSubsetOf(RequestException.Reason.LEFT, RequestException.Reason.TIMED_OUT);
      assertThat(served).isBetween(64, (int) Math.min(FLOOD, 64 + 16 * seconds));

      Await.until(
          "the address has handshakes again", () -> end(connector, server.port()).join().isEmpty());
    }
  }

  /**
   * Every frame inside CURVE is paid for as outside. How fast the others are served is for the
   * floods in the clear ({@link InputAbuseTest}).
   */
  @ParameterizedTest
  @EnumSource
  @Tag("long") // the flood takes what a busy machine has left, which may be nothing
  void whatIsSentInsideCurveIsReadAsFastAsItsBudgetsAllowAndTheOthersTalk(Flood what)
      throws Exception {
    Path keyFile = folder.resolve("server.key");
    String key = CurveKeys.generate(keyFile);
    try (Prosa server =
        Prosa.serve(
            "--trusted",
            "10.0.0.0/8",
            "--admin",
            "127.0.0.1:0",
            "--hold",
            "1s",
            "--reservation",
            "2s",
            "--curve-key",
            keyFile.toString())) {
      AdminPort operator = AdminPort.of(server);
      try (RawClient honest = RawClient.join(RawClient.ask(server.port(), OTHER), OTHER)) {
        CompletableFuture<String> flood =
            CompletableFuture.supplyAsync(() -> flood(server.port(), what, key));
        int said = 0;
        while (!flood.isDone() || said < 3) {
          String text = "word " + said++;
          honest.say("{\"user\": \"honest\", \"message\": \"" + text + "\"}");
          while (!honest.hear().contains(text + "\"")) {
            // what others say
          }
          Await.within(Duration.ofMillis(250), () -> false);
        }
        assertThat(flood.join()).doesNotContain(": 0 bytes");
        assertThat(operator.sumOf("prosa_pauses_total") + operator.sumOf("prosa_refusals_total"))
            .as("what was too much")
            .isPositive();
        Await.until("the flood's members to be gone", () -> seats(operator) == 1);
      }
      Await.until("nobody to be here", () -> seats(operator) == 0);
      assertThat(server.err()).doesNotContain("ERROR").doesNotContain("LEAK");
    }
  }

  private static String flood(int door, Flood what, String key) {
    try {
      return Flooder.runSealed(door, what, "127.0.9.1", 4, 3, key);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static double seats(AdminPort operator) {
    return operator.sumOf("prosa_seats");
  }

  /** How a question ends: empty with an answer. */
  private static CompletableFuture<Optional<RequestException.Reason>> end(
      Connector connector, int port) {
    return new ZmtpRequest(connector)
        .ask(
            new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), port),
            Bytes.of("FindChat"),
            Duration.ofSeconds(20))
        .handle(
            (_, thrown) -> {
              Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
              return cause instanceof RequestException failed
                  ? Optional.of(failed.reason())
                  : Optional.empty();
            });
  }
}
