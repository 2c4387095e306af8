package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.ErrorCode;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RefusalCounts;
import prosa.server.operations.RefusalCounts.RefusalForm;
import prosa.testing.MaskedFrames;
import prosa.testing.SocketMember;

/** Each refusal is counted in one place, by its reason, once. */
final class RefusalCountsTest {
  private static final String ENTER = "{\"type\": \"enter\", \"user\": \"x\"}";

  private static SocketMember peer(OpenServer server, boolean web) throws IOException {
    return web ? SocketMember.webSocket(server.port()) : SocketMember.zmtp(server.port(), "DEALER");
  }

  /** Says something that is refused, and waits for the refusal. */
  private static void refused(SocketMember peer, ErrorCode why, String text) throws IOException {
    peer.texts(text);
    peer.await(Pattern.compile("\"reason\": \"" + why.code() + "\""));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAMemberIsRefusedIsCountedByItsCode(boolean web) throws Exception {
    Set<ErrorCode> said = EnumSet.noneOf(ErrorCode.class);
    try (OpenServer server = OpenServer.open();
        SocketMember peer = peer(server, web)) {
      peer.greeted();
      for (Map.Entry<ErrorCode, String> no :
          Map.of(
                  ErrorCode.NOT_SEATED, "{\"type\": \"say\", \"message\": \"x\"}",
                  ErrorCode.BAD_JSON, "[",
                  ErrorCode.UNKNOWN_TYPE, "{\"type\": \"dance\"}",
                  ErrorCode.BAD_NAME, "{\"type\": \"enter\", \"user\": \"\"}",
                  ErrorCode.STALE_SEAT,
                      "{\"type\": \"enter\", \"user\": \"x\", \"seat\": \"none\"}",
                  ErrorCode.UNKNOWN_INVITE,
                      "{\"type\": \"enter\", \"user\": \"x\", \"invite\": \"none\"}")
              .entrySet()) {
        refused(peer, no.getKey(), no.getValue());
        said.add(no.getKey());
      }
      peer.texts(ENTER);
      peer.await(Pattern.compile("\"seated\""));
      refused(peer, ErrorCode.ALREADY_SEATED, ENTER);
      refused(peer, ErrorCode.NOWHERE_ELSE, "{\"type\": \"next\"}");
      refused(peer, ErrorCode.BAD_FIELD, "{\"type\": \"say\"}");
      said.addAll(
          EnumSet.of(ErrorCode.ALREADY_SEATED, ErrorCode.NOWHERE_ELSE, ErrorCode.BAD_FIELD));
      RefusalCounts counts = server.server().counters().refusals();
      for (ErrorCode code : ErrorCode.values()) {
        assertThat(counts.of(code)).as(code.code()).isEqualTo(said.contains(code) ? 1 : 0);
      }
      assertThat(server.server().counters().of(Count.REFUSED)).isEqualTo(said.size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoIsRefusedTooOftenIsReadMoreSlowly(boolean web) throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember peer = peer(server, web)) {
      peer.seated();
      long begun = System.nanoTime();
      String[] nonsense = new String[65];
      Arrays.fill(nonsense, "[");
      nonsense[64] = "{\"type\": \"say\", \"message\": \"at last\"}";
      peer.texts(nonsense);
      peer.await(Pattern.compile("at last"));
      assertThat(System.nanoTime() - begun).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_200));
      assertThat(server.server().counters().of(Count.REFUSALS_PAUSED)).isPositive();
      assertThat(server.server().counters().refusals().of(ErrorCode.BAD_JSON)).isEqualTo(64);
    }
  }

  @Test
  void aSeatThatIsTakenOverIsCounted() throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember first = peer(server, true);
        SocketMember second = peer(server, false)) {
      String seat = first.seated();
      second.greeted().texts("{\"type\": \"enter\", \"user\": \"x\", \"seat\": \"" + seat + "\"}");
      first.await(Pattern.compile("resumed-elsewhere"));
      assertThat(server.server().counters().refusals().of(ErrorCode.RESUMED_ELSEWHERE))
          .isEqualTo(1);
    }
  }

  @Test
  void whatHttpIsRefusedIsCountedByItsStatus() throws Exception {
    try (OpenServer server = OpenServer.open()) {
      for (String request :
          new String[] {
            "GET /nothing HTTP/1.1\r\nHost: here\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET /" + "a".repeat(3000) + " HTTP/1.1\r\nHost: here\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\n",
            "GET /talk HTTP/1.1\r\nHost: here\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: here\r\n\r\n"
          }) {
        try (Socket socket = SocketMember.connect(server.port())) {
          socket.getOutputStream().write(SocketMember.ascii(request));
          assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
      }
      assertThat(of(server, RefusalForm.HTTP))
          .isEqualTo(Map.of("400", 1L, "404", 1L, "405", 1L, "414", 1L, "426", 1L, "505", 1L));
      assertThat(server.server().counters().of(Count.REFUSED)).isEqualTo(6);
    }
  }

  @Test
  void whoBreaksAProtocolIsCountedByWhatItBroke() throws Exception {
    try (OpenServer server = OpenServer.open()) {
      byte[] old = new byte[64];
      old[0] = (byte) 0xFF;
      old[9] = 0x7F;
      old[10] = 1;
      byte[] curve = SocketMember.opening("DEALER");
      System.arraycopy(SocketMember.ascii("CURVE"), 0, curve, 12, 5);
      for (byte[] bytes :
          new byte[][] {
            SocketMember.ascii("?????"),
            old,
            curve,
            SocketMember.opening("PULL"),
            SocketMember.join(SocketMember.opening("DEALER"), new byte[] {(byte) 0x80, 0})
          }) {
        try (Socket socket = SocketMember.connect(server.port())) {
          socket.getOutputStream().write(bytes);
          readToTheEnd(socket);
        }
      }
      try (SocketMember browser = peer(server, true)) {
        browser.greeted().send(MaskedFrames.frame(0x83, "x"));
        assertEnds(browser);
      }
      Map<String, Long> expected =
          Map.of(
              "greeting", 1L,
              "version", 1L,
              "mechanism", 1L,
              "socket-type", 1L,
              "flags", 1L,
              "websocket-protocol", 1L);
      await(() -> of(server, RefusalForm.PROTOCOL), expected);
    }
  }

  @Test
  void whoIsNotReadyInTimeIsCounted() throws Exception {
    try (OpenServer server = OpenServer.impatient();
        Socket half = SocketMember.connect(server.port())) {
      half.getOutputStream().write(Arrays.copyOf(SocketMember.opening("DEALER"), 40));
      readToTheEnd(half);
      await(() -> server.server().counters().refusals().of(RefusalForm.TIMEOUT, "handshake"), 1L);
    }
  }

  /** All deadlines of a connection come due in one round of a loop that stood still. */
  @Test
  void whoIsLateInMoreThanOneWayIsCountedOnce() throws Exception {
    try (OpenServer server = OpenServer.impatient();
        SocketMember browser = SocketMember.webSocket(server.port()).greeted();
        Socket half = SocketMember.connect(server.port())) {
      half.getOutputStream().write(Arrays.copyOf(SocketMember.opening("DEALER"), 40));
      assertThat(half.getInputStream().read()).isEqualTo(0xFF); // all its deadlines are running
      for (int i = 0; i < 2; i++) {
        try (Socket stops = SocketMember.connect(server.port())) {
          stops
              .getOutputStream()
              .write(SocketMember.ascii("GET /stops HTTP/1.1\r\nHost: here\r\n\r\n"));
          assertThat(stops.getInputStream().read()).isEqualTo('H');
        }
      }
      readToTheEnd(half);
      assertEnds(browser);
      await(() -> server.server().connections(), 0);
      assertThat(of(server, RefusalForm.TIMEOUT))
          .containsEntry("handshake", 1L)
          .containsEntry("heartbeat", 1L);
      assertThat(server.server().counters().of(Count.TIMED_OUT)).isEqualTo(2);
    }
  }

  @Test
  void tlsWhereThereIsNoneIsCounted() throws Exception {
    try (OpenServer server = OpenServer.open();
        Socket socket = SocketMember.connect(server.port())) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0});
      readToTheEnd(socket);
      assertThat(of(server, RefusalForm.ACCEPT).get("tls")).isEqualTo(1);
      assertThat(server.server().counters().of(Count.TURNED_AWAY)).isEqualTo(1);
    }
  }

  /** A peer may see its end before that is counted. */
  private static <T> void await(Supplier<T> counted, T expected) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!counted.get().equals(expected) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(counted.get()).isEqualTo(expected);
  }

  private static Map<String, Long> of(OpenServer server, RefusalForm kind) {
    return server.server().counters().refusals().all().entrySet().stream()
        .filter(entry -> entry.getKey().kind() == kind)
        .collect(Collectors.toMap(entry -> entry.getKey().reason(), Map.Entry::getValue));
  }

  private static void readToTheEnd(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {}
    } catch (IOException e) {
      // it ends with a reset
    }
  }

  private static void assertEnds(SocketMember peer) {
    try {
      peer.await(Pattern.compile("never said"));
      throw new AssertionError("it goes on");
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("closed before");
    }
  }
}
