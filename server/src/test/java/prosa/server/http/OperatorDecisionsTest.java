package prosa.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.ErrorCode;
import prosa.server.admin.OperatedServer;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.RefusalCounts.RefusalForm;
import prosa.server.placement.RoomId;
import prosa.testing.SocketMember;

/** The operator's decisions are sent to the affected members, and counted. */
@Timeout(60)
final class OperatorDecisionsTest {
  private static final RoomId CHAT = new RoomId(0);
  private static final String SOURCE = "by a test";
  private static final Pattern PORTS =
      Pattern.compile("to_server\": ?(\\d+).*?from_server\": ?(\\d+)");

  private static SocketMember seated(OpenServer server, boolean web) throws IOException {
    SocketMember peer;
    if (web) {
      Socket socket = new Socket();
      socket.setSoTimeout(20_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      peer = SocketMember.webSocket(socket);
    } else {
      peer = SocketMember.zmtp(server.port(), "DEALER");
    }
    assertThat(peer.seated()).isNotEmpty();
    return peer;
  }

  private static void assertIsTold(SocketMember peer, ErrorCode why, String sentence)
      throws IOException {
    peer.await(Pattern.compile("\"reason\": ?\"" + why.code() + "\""));
    peer.await(Pattern.compile(sentence));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    try {
      peer.await(Pattern.compile("never said"));
    } catch (IOException e) {
      // its end
    }
    assertThat(System.nanoTime()).isLessThan(end);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoLosesItsSeatIsToldWhyAndTheOthersStay(boolean web) throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember first = seated(server, web);
        SocketMember second = seated(server, web)) {
      OperatedServer operated = server.server().operated(_ -> {}, _ -> List.of());
      assertThat(operated.removeSeat(CHAT, 1, SOURCE).get(20, TimeUnit.SECONDS)).isTrue();
      assertIsTold(first, ErrorCode.REMOVED, "has taken your seat from you");
      second.await(Pattern.compile("\"left\""));
      assertThat(second.heard()).doesNotContain("refused");
      assertThat(server.server().counters().refusals().of(ErrorCode.REMOVED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoSitsInARoomThatIsClosedIsToldWhy(boolean web) throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember first = seated(server, web);
        SocketMember second = seated(server, !web)) {
      OperatedServer operated = server.server().operated(_ -> {}, _ -> List.of());
      assertThat(operated.closeRoom(CHAT, SOURCE).get(20, TimeUnit.SECONDS)).isTrue();
      assertIsTold(first, ErrorCode.ROOM_CLOSED, "has closed this table");
      assertIsTold(second, ErrorCode.ROOM_CLOSED, "has closed this table");
      assertThat(server.server().counters().refusals().of(ErrorCode.ROOM_CLOSED)).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoseNetworkIsBlockedIsToldWhy(boolean web) throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember member = seated(server, web);
        SocketMember atDoor = SocketMember.zmtp(server.port(), "DEALER").greeted()) {
      OperatedServer operated = server.server().operated(_ -> {}, _ -> List.of());
      operated.block(CidrBlock.parse("127.0.0.0/8"), Duration.ofMinutes(1), SOURCE);
      assertIsTold(member, ErrorCode.BLOCKED, "lets nobody in from your network");
      assertThat(server.server().counters().refusals().of(ErrorCode.BLOCKED)).isEqualTo(1);
      await(() -> operated.connections() == 0);
      assertThat(atDoor.heard()).doesNotContain("refused");
    }
  }

  @Test
  void classicMessagesThatAnEmergencyKeepsBackAreCounted() throws Exception {
    try (OpenServer server = OpenServer.open()) {
      Matcher ports;
      try (SocketMember asks = SocketMember.zmtp(server.port(), "REQ")) {
        asks.open();
        asks.send("\1\0\0\10FindChat".getBytes(UTF_8));
        ports = asks.await(PORTS);
      }
      OperatedServer operated = server.server().operated(_ -> {}, _ -> List.of());
      operated.emergency(EmergencyLevel.Level.NO_LINKS, SOURCE);
      try (SocketMember publisher = SocketMember.zmtp(Integer.parseInt(ports.group(1)), "PUB");
          SocketMember subscriber = SocketMember.zmtp(Integer.parseInt(ports.group(2)), "SUB")) {
        publisher.open();
        subscriber.open();
        subscriber.send(new byte[] {0, 1, 1});
        say(publisher, "see https://example.org/");
        await(() -> keptBack(server, "link") == 1);
        say(publisher, "one");
        subscriber.await(Pattern.compile("\"one\""));
        say(publisher, "two");
        await(() -> keptBack(server, "newcomer") == 1);
        assertThat(subscriber.heard()).doesNotContain("example.org").doesNotContain("two");
        assertThat(keptBack(server, "link")).isEqualTo(1);
      }
    }
  }

  private static void say(SocketMember publisher, String text) throws IOException {
    publisher.send(SocketMember.zmtpText("{\"user\": \"x\", \"message\": \"" + text + "\"}"));
  }

  private static long keptBack(OpenServer server, String why) {
    return server.server().counters().refusals().of(RefusalForm.EMERGENCY, why);
  }
}
