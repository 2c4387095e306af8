package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import prosa.zmtp.RequestException.Reason;

@Timeout(30)
@ExtendWith(LeakCounter.Check.class)
class ZmtpRequestTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final RecordingSession session = new RecordingSession();

  @Test
  void eachQuestionHasAnAnswerAndASocketOfItsOwn() throws Exception {
    answering((connection, text) -> connection.send(List.of(bytes(""), bytes("re" + text))));
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      ZmtpRequest request = new ZmtpRequest(server.dialer);
      for (int i = 1; i <= 2; i++) {
        ZmtpRequest.Answer answer =
            request.ask(server.address(), Bytes.of("FindChat"), DEADLINE).get(10, TimeUnit.SECONDS);
        assertThat(answer.body()).isEqualTo(Bytes.of("re|FindChat"));
        assertThat(answer.peer().socketType()).isEqualTo(SocketType.ROUTER);
      }
      AwaitCondition.holds(
          "both sockets are closed",
          () -> session.events.stream().filter("closed Left[]"::equals).count() == 2);
      assertThat(server.connections).hasSize(2);
    }
  }

  @Test
  void aQuestionMayDependOnWhoIsThere() throws Exception {
    answering((connection, text) -> connection.send(List.of(bytes(""), bytes(text))));
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.REP, session)) {
      ZmtpRequest.Answer answer =
          new ZmtpRequest(server.dialer)
              .ask(server.address(), peer -> Bytes.of(peer.socketType().name()), DEADLINE)
              .get(10, TimeUnit.SECONDS);
      assertThat(answer.body().utf8()).isEqualTo("|REP");
    }
  }

  @Test
  void silenceEndsAtTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session)) {
      failure(Reason.TIMED_OUT, loops, ZmtpClientTest.address(silent), Duration.ofMillis(100));
    }
  }

  @Test
  void aPeerThatIsReadyAndSaysNothingEndsAtTheDeadline() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      failure(Reason.TIMED_OUT, server, server.address(), Duration.ofMillis(200));
      AwaitCondition.holds("the socket is closed", () -> session.events.contains("closed Left[]"));
    }
  }

  @Test
  void nobodyThereIsToldAtOnce() throws Exception {
    try (TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session)) {
      failure(Reason.UNREACHABLE, loops, ZmtpClientTest.nobody(), DEADLINE);
    }
  }

  @Test
  void aNameThatNobodyHasIsUnreachable() {
    try (TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session)) {
      InetSocketAddress unknown = InetSocketAddress.createUnresolved("no-such-host.invalid", 5555);
      failure(Reason.UNREACHABLE, loops, unknown, DEADLINE);
    }
  }

  @Test
  void anErrorInReadysPlaceIsARefusal() {
    session.onReady = connection -> connection.refuse("draining");
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      RequestException refused = failure(Reason.REFUSED, server, server.address(), DEADLINE);
      assertThat(refused).hasMessage("The peer refused: draining");
    }
  }

  @Test
  void aPeerThatTakesNoRequestsIsForeign() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.PUB, session)) {
      RequestException refused = failure(Reason.REFUSED, server, server.address(), DEADLINE);
      assertThat(refused).hasMessage("The peer refused: Invalid socket type");
    }
  }

  @Test
  void whatIsNoZmtpIsForeign() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestZmtpServer loops = TestZmtpServer.as(SocketType.ROUTER, session)) {
      CompletableFuture<?> answer =
          new ZmtpRequest(loops.dialer)
              .ask(ZmtpClientTest.address(listener), Bytes.of("?"), DEADLINE);
      try (var peer = listener.accept()) {
        peer.getOutputStream().write(WireBytes.ascii("SSH-2.0-x\r\n"));
        assertThat(reason(answer).reason()).isEqualTo(Reason.FOREIGN);
      }
    }
  }

  @Test
  void anAnswerWithoutItsEnvelopeIsForeign() {
    answering((connection, _) -> connection.send(bytes("bare")));
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      failure(Reason.FOREIGN, server, server.address(), DEADLINE);
    }
    answering((connection, _) -> connection.send(List.of(bytes("x"), bytes("y"))));
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      failure(Reason.FOREIGN, server, server.address(), DEADLINE);
    }
    answering((connection, _) -> connection.send(List.of(bytes(""), bytes("y"), bytes("z"))));
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      failure(Reason.FOREIGN, server, server.address(), DEADLINE);
    }
  }

  @Test
  void aPeerThatClosesInsteadOfAnsweringHasLeft() {
    answering((connection, _) -> connection.close());
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      failure(Reason.LEFT, server, server.address(), DEADLINE);
    }
  }

  @Test
  void aQuestionThatCannotBeMadeIsBroken() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      CompletableFuture<?> answer =
          new ZmtpRequest(server.dialer)
              .ask(
                  server.address(),
                  _ -> {
                    throw new IllegalStateException();
                  },
                  DEADLINE);
      assertThat(reason(answer).reason()).isEqualTo(Reason.BROKEN);
    }
  }

  @Test
  void cancellingClosesTheConnection() {
    try (TestZmtpServer server = TestZmtpServer.as(SocketType.ROUTER, session)) {
      CompletableFuture<?> answer =
          new ZmtpRequest(server.dialer).ask(server.address(), Bytes.of("?"), DEADLINE);
      AwaitCondition.holds("the question came", () -> session.events.contains("multipart |?"));
      answer.cancel(false);
      AwaitCondition.holds("the socket is closed", () -> session.events.contains("closed Left[]"));
    }
  }

  private void answering(BiConsumer<ZmtpConnection, String> answer) {
    session.onReady =
        connection -> {
          session.onMultipart = text -> answer.accept(connection, text);
          connection.accept();
        };
  }

  private static RequestException failure(
      Reason reason, TestZmtpServer loops, InetSocketAddress address, Duration deadline) {
    RequestException failure =
        reason(new ZmtpRequest(loops.dialer).ask(address, Bytes.of("?"), deadline));
    assertThat(failure.reason()).isEqualTo(reason);
    return failure;
  }

  private static RequestException reason(CompletableFuture<?> answer) {
    try {
      throw new AssertionError("It was answered: " + answer.get(20, TimeUnit.SECONDS));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RequestException why) {
        return why;
      }
      throw new AssertionError(failed);
    } catch (InterruptedException | TimeoutException late) {
      throw new AssertionError(late);
    }
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.wrappedBuffer(WireBytes.ascii(text));
  }
}
