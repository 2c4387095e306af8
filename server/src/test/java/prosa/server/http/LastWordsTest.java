package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.server.placement.Totals;
import prosa.testing.SocketMember;

/** Messages and answers at the end of a connection arrive, or cost nobody the seat. */
final class LastWordsTest {
  private static final String ELSEWHERE =
      "{\"type\": \"enter\", \"user\": \"x\", \"avoid\": \"Chat0\"}";

  @Test
  void portIsOpenWhileTheServerEndsAndWhoComesIsTold() throws Exception {
    OpenServer server = OpenServer.open();
    int port = server.port();
    try (RawBrowser slow = server.talker()) { // does not close when it is told to
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      assertThat(slow.frame().text()).contains("draining");

      try (RawBrowser health = RawBrowser.to(port);
          SocketMember dealer = SocketMember.zmtp(port, "DEALER");
          SocketMember asks = SocketMember.zmtp(port, "REQ")) {
        assertThat(health.ask("GET", "/healthz").status()).startsWith("HTTP/1.1 503");
        dealer.greeted();
        dealer.await(Pattern.compile("draining"));
        asks.open();
        asks.send(SocketMember.join(new byte[] {1, 0, 0, 8}, SocketMember.ascii("FindChat")));
        asks.await(Pattern.compile("\"error\": ?\"draining\""));
      }
      closing.get(10, TimeUnit.SECONDS);
    }
    assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
        .as("closed at last")
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void whoseNextIsNotAnsweredComesBackToTheNewSeatWithTheOldSecret() throws Exception {
    try (OpenServer server = OpenServer.open(Optional.empty());
        SocketMember stays = SocketMember.zmtp(server.port(), "DEALER");
        SocketMember other = SocketMember.zmtp(server.port(), "DEALER")) {
      SocketMember goes = SocketMember.zmtp(server.port(), "DEALER");
      stays.seated();
      String secret = goes.seated();
      assertThat(goes.room()).isEqualTo(stays.room());
      other.greeted().texts(ELSEWHERE);
      String there = other.room();
      assertThat(there).isNotEqualTo(stays.room());

      goes.texts("{\"type\": \"next\"}");
      goes.halfClose(); // nothing that it was answered is read
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (server.server().totals().get(10, TimeUnit.SECONDS).held() != 1) {
        assertThat(System.nanoTime()).as("a seat is held").isLessThan(deadline);
      }

      try (SocketMember back = SocketMember.zmtp(server.port(), "DEALER")) {
        back.greeted()
            .texts("{\"type\": \"enter\", \"user\": \"x\", \"seat\": \"" + secret + "\"}");
        assertThat(back.room()).isEqualTo(there);
      }
    }
  }

  /** What a member speaks. */
  enum Speaks {
    ZMTP,
    WEBSOCKET;

    SocketMember connect(OpenServer server) throws IOException {
      return this == ZMTP
          ? SocketMember.zmtp(server.port(), "DEALER")
          : SocketMember.webSocket(server.port());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoEntersSpeaksAndClosesInOneGoIsHeardAndKeepsNoSeat(Speaks how) throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember stays = SocketMember.zmtp(server.port(), "DEALER")) {
      stays.seated();
      for (int i = 0; i < 4; i++) { // no more than are announced at once
        SocketMember goes = how.connect(server);
        goes.greeted().texts(SocketMember.ENTER, say("first " + i), say("second " + i));
        endsInSomeWay(goes, i);
        stays.await(Pattern.compile("first " + i + "\".*second " + i + "\"", Pattern.DOTALL));
      }
      awaitOnlyOneSeat(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoEntersSpeaksLeavesAndClosesInOneGoIsHeardAndHasLeft(Speaks how) throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember stays = SocketMember.zmtp(server.port(), "DEALER")) {
      stays.seated();
      for (int i = 0; i < 4; i++) {
        SocketMember goes = how.connect(server);
        goes.greeted().texts(SocketMember.ENTER, say("word " + i), "{\"type\": \"leave\"}");
        endsInSomeWay(goes, i);
        stays.await(Pattern.compile("word " + i + "\".*\"left\"", Pattern.DOTALL));
      }
      awaitOnlyOneSeat(server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void firstWordIsSaidThoughItsMemberGoesBeforeItIsAnnounced(Speaks how) throws Exception {
    try (OpenServer server = OpenServer.open();
        SocketMember stays = SocketMember.zmtp(server.port(), "DEALER")) {
      stays.seated();
      for (int i = 0; i < 24; i++) { // more comings and goings than are announced at once
        SocketMember visits = SocketMember.zmtp(server.port(), "DEALER");
        visits.seated();
        visits.texts("{\"type\": \"leave\"}", SocketMember.ENTER);
        visits.movedFrom("nothing");
        visits.texts("{\"type\": \"leave\"}");
        visits.close();
      }
      for (int i = 0; i < 3; i++) {
        SocketMember goes = how.connect(server);
        goes.seated();
        goes.texts(say("late " + i), say("behind " + i));
        endsInSomeWay(goes, i);
        stays.await(Pattern.compile("late " + i + "\".*behind " + i + "\"", Pattern.DOTALL));
      }
    }
  }

  private static String say(String text) {
    return "{\"type\": \"say\", \"message\": \"" + text + "\"}";
  }

  private static void endsInSomeWay(SocketMember goes, int i) throws IOException {
    if (i % 2 == 0) {
      goes.halfClose();
    } else {
      goes.close();
    }
  }

  private static void awaitOnlyOneSeat(OpenServer server) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); // a seat is held for longer
    Totals totals = server.server().totals().get(10, TimeUnit.SECONDS);
    while (totals.seated() + totals.held() != 1) {
      assertThat(System.nanoTime()).as("seats: " + totals).isLessThan(deadline);
      totals = server.server().totals().get(10, TimeUnit.SECONDS);
    }
  }
}
