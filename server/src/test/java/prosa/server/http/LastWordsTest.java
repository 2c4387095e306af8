package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
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
}
