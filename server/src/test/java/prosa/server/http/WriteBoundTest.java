package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.server.operations.Counters.Count;
import prosa.testing.MaskedFrames;
import prosa.testing.SocketMember;

/**
 * A peer that sends requests and does not read the answers is no longer read from, and then closed.
 */
final class WriteBoundTest {
  /** More than fits into all buffers on the way, were the server to read on. */
  private static final long MUCH = 64L << 20;

  private static final long MOST = 8L << 20;

  /** What has an answer and can be asked for again and again, or once and is pressed on with. */
  enum Asks {
    QUESTIONS_OF_A_REQ,
    PINGS_OF_ZMTP,
    PINGS_OF_A_MEMBER,
    PINGS_OF_A_BROWSER,
    REQUESTS_OF_HTTP,
    REFUSALS_AT_THE_DOOR,
    REFUSALS_AT_A_TABLE,
    REFUSALS_OF_A_BROWSER,
    REPEATED_MESSAGES,
    ERROR_OF_ZMTP,
    VIOLATION_OF_ZMTP,
    CLOSE_FRAME,
    ERROR_OF_HTTP
  }

  @ParameterizedTest
  @EnumSource
  void whoDoesNotReadIsNotReadFromAndThenClosed(Asks asks) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty());
        Socket peer = deaf(server.port())) {
      long before = PlatformDependent.usedDirectMemory();
      byte[] flood = flood(asks);
      OutputStream out = peer.getOutputStream();
      AtomicBoolean given = new AtomicBoolean();
      Thread watchdog = closeLater(peer, given);
      long taken = 0;
      boolean closed = false;
      out.write(opening(asks));
      try {
        while (taken < MUCH) {
          out.write(flood);
          taken += flood.length;
        }
      } catch (IOException e) {
        closed = true; // what was taken was answered, and is thrown away
      }
      watchdog.interrupt();
      assertThat(given.get()).as("closed by the test, after %d bytes", taken).isFalse();
      assertThat(closed).as("after %d bytes", taken).isTrue();
      assertThat(taken).isLessThan(MUCH);
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(MOST + (32L << 20));
      until("it is closed", () -> server.server().connections() == 0);
    }
  }

  @Test
  void whoReadsAllItsAnswersIsReadFromAsFastAsItReads() throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty());
        Socket peer = deaf(server.port())) {
      byte[] flood = flood(Asks.PINGS_OF_ZMTP);
      peer.getOutputStream().write(opening(Asks.PINGS_OF_ZMTP));
      Thread reading =
          Thread.ofPlatform()
              .start(
                  () -> {
                    byte[] some = new byte[64 * 1024];
                    try {
                      while (peer.getInputStream().read(some) >= 0) {
                        Thread.onSpinWait();
                      }
                    } catch (IOException e) {
                      // closed at the end
                    }
                  });
      for (long taken = 0; taken < MUCH / 128; taken += flood.length) {
        peer.getOutputStream().write(flood);
      }
      until("it is accepted", () -> server.server().connections() == 1);
      assertThat(server.server().counters().of(Count.STUCK)).isZero();
      peer.shutdownInput();
      reading.join(TimeUnit.SECONDS.toMillis(10));
    }
  }

  /** A server that neither reads nor closes would have the writer wait for ever. */
  private static Thread closeLater(Socket peer, AtomicBoolean given) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
              if (!Thread.interrupted()) {
                given.set(true);
                try {
                  peer.close();
                } catch (IOException e) {
                  // closed already
                }
              }
            });
  }

  private static Socket deaf(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private static final String ENTER = "{\"type\": \"enter\", \"user\": \"x\"}";
  private static final String SAY = "{\"type\": \"say\", \"message\": \"x\", \"id\": \"1\"}";

  private static byte[] opening(Asks asks) {
    return switch (asks) {
      case QUESTIONS_OF_A_REQ, PINGS_OF_ZMTP -> SocketMember.opening("REQ");
      case REQUESTS_OF_HTTP -> new byte[0];
      case REFUSALS_AT_THE_DOOR -> SocketMember.opening("DEALER");
      case REFUSALS_AT_A_TABLE, REPEATED_MESSAGES, PINGS_OF_A_MEMBER, VIOLATION_OF_ZMTP ->
          SocketMember.join(SocketMember.opening("DEALER"), SocketMember.zmtpText(ENTER));
      case ERROR_OF_ZMTP -> SocketMember.opening("PULL");
      case PINGS_OF_A_BROWSER, REFUSALS_OF_A_BROWSER, CLOSE_FRAME ->
          SocketMember.join(
              SocketMember.ascii(
                  RawBrowser.request(
                      "GET", "/talk", RawBrowser.handshake("Origin: http://here:1"))),
              MaskedFrames.frame(0x81, ENTER));
      case ERROR_OF_HTTP -> SocketMember.ascii("NO SUCH REQUEST\r\n\r\n");
    };
  }

  private static byte[] flood(Asks asks) {
    byte[] one =
        switch (asks) {
          case QUESTIONS_OF_A_REQ -> new byte[] {1, 0, 0, 1, 'x'};
          case PINGS_OF_ZMTP, PINGS_OF_A_MEMBER -> new byte[] {4, 7, 4, 'P', 'I', 'N', 'G', 0, 0};
          case PINGS_OF_A_BROWSER -> MaskedFrames.frame(0x89, "x".repeat(100));
          case REQUESTS_OF_HTTP, ERROR_OF_HTTP ->
              SocketMember.ascii(RawBrowser.request("GET", "/healthz"));
          case REFUSALS_AT_THE_DOOR, REFUSALS_AT_A_TABLE, ERROR_OF_ZMTP ->
              SocketMember.zmtpText("[");
          case REFUSALS_OF_A_BROWSER -> MaskedFrames.frame(0x81, "[");
          case REPEATED_MESSAGES -> SocketMember.zmtpText(SAY);
          case VIOLATION_OF_ZMTP -> new byte[] {(byte) 0x80, 0};
          case CLOSE_FRAME -> MaskedFrames.frame(0x83, "x");
        };
    int times = 64 * 1024 / one.length;
    byte[] all = new byte[times * one.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(String what, Condition condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
