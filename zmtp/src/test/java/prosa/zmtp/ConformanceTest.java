package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.net.Transport;
import prosa.testing.ConformanceRun;

/**
 * {@code conformance/zmtp.py} against this library as a server of four socket types. What differs
 * from libzmq is in {@code docs/protocol.md}, each with its reason, and nothing else does.
 */
final class ConformanceTest {
  private static final Duration HANDSHAKE = Duration.ofMinutes(1);

  private static final List<SocketType> TRIED =
      List.of(SocketType.REP, SocketType.ROUTER, SocketType.PUB, SocketType.SUB);

  @Test
  void whatDiffersFromLibzmqIsWrittenDownWithItsReason() throws Exception {
    List<Callable<Integer>> runs =
        TRIED.stream().map(own -> (Callable<Integer>) () -> run(own, "--patience", "0.5")).toList();
    try (ExecutorService atOnce = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> cases : atOnce.invokeAll(runs)) {
        assertThat(cases.get()).isGreaterThan(170);
      }
    }
  }

  @Test
  void soItIsWithCurve() throws Exception {
    SecureRandom random = new SecureRandom();
    CurveKeyPair key = CurveKeyPair.generate(random);
    while (!key.publicKey().z85().startsWith("-")) { // what looks like an option is a key as well
      key = CurveKeyPair.generate(random);
    }
    for (SocketType own : TRIED) {
      try (TestZmtpServer server = server(own, new CurveSelector(key, false, random))) {
        assertThat(
                ConformanceRun.curve(server.address().getPort(), own.name(), key.publicKey().z85())
                    .with("--patience", "0.5")
                    .compare(own.name()))
            .isGreaterThan(70);
      }
    }
  }

  private static int run(SocketType own, String... arguments) throws Exception {
    try (TestZmtpServer server = server(own, TestZmtpServer.NULL)) {
      return ConformanceRun.zmtp(server.address().getPort(), own.name())
          .with(arguments)
          .compare(own.name());
    }
  }

  @ParameterizedTest
  @Tag("long")
  @EnumSource(names = {"REP", "ROUTER", "PUB", "SUB"})
  void soItIsWithAGreetingCutAtEachByte(SocketType own) throws Exception {
    assertThat(run(own, "--long")).isGreaterThan(220);
  }

  private static TestZmtpServer server(SocketType own, MechanismSelector mechanisms) {
    ZmtpLimits limits = ZmtpLimits.defaults().withHandshake(HANDSHAKE);
    return new TestZmtpServer(
        Transport.best(),
        own,
        ZmtpConnection.Greets.AT_ONCE,
        limits,
        () -> new Answering(own),
        0,
        mechanisms);
  }

  /** What a server has to do that is tried: it answers, publishes or subscribes. */
  private static final class Answering implements ZmtpSession {
    private final SocketType own;
    private @Nullable ScheduledFuture<?> news;

    private Answering(SocketType own) {
      this.own = own;
    }

    @Override
    public void peerReady(ZmtpConnection connection, PeerInfo peer) {
      connection.accept();
      if (own == SocketType.SUB) {
        connection.subscribe(Bytes.EMPTY);
      } else if (own == SocketType.PUB) {
        news =
            connection
                .channel()
                .eventLoop()
                .scheduleAtFixedRate(() -> publish(connection), 20, 20, TimeUnit.MILLISECONDS);
      }
    }

    private static void publish(ZmtpConnection connection) {
      ByteBuf text = ascii("news of today");
      if (connection.subscriptions().matches(text, text.readerIndex(), text.readableBytes())) {
        connection.send(text);
      } else {
        text.release();
      }
    }

    private static ByteBuf ascii(String text) {
      return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    @Override
    public void message(ZmtpConnection connection, ByteBuf body) {}

    @Override
    public void multipart(ZmtpConnection connection, List<ByteBuf> parts) {
      if (own != SocketType.REP && own != SocketType.ROUTER) {
        return;
      }
      List<ByteBuf> answer = new ArrayList<>();
      for (ByteBuf part : parts) {
        answer.add(part.copy());
        if (!part.isReadable()) {
          break;
        }
      }
      answer.add(ascii("answer"));
      connection.send(answer);
    }

    @Override
    public void closed(ZmtpConnection connection, CloseReason why) {
      if (news != null) {
        news.cancel(false);
      }
    }
  }
}
