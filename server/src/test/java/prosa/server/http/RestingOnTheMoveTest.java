package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.server.http.EndAtEachStepTest.Peer;
import prosa.server.operations.Counters.Count;

/**
 * Who is refused too often is not read for a while. What it does meanwhile, at the door or at a
 * table, is done by the one thread whose turn it is: a rest that began at the door does not end
 * there when the member sits at a table.
 */
final class RestingOnTheMoveTest {
  private static final String ENTER = "{\"type\": \"enter\", \"user\": \"x\"}";
  private static final String STALE = "{\"type\": \"enter\", \"user\": \"x\", \"seat\": \"none\"}";
  private static final String NONSENSE = "{\"type\": \"nonsense\"}";
  private static final String LEAVE = "{\"type\": \"leave\"}";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachTextIsTakenByTheThreadOfItsTable(boolean web) throws Exception {
    try (OpenServer server = OpenServer.fleeting(Optional.empty());
        Peer peer =
            web ? Peer.webSocket(plain(server.port())) : Peer.zmtp(server.port(), "DEALER")) {
      peer.seated();
      List<String> texts = new ArrayList<>();
      for (int i = 0; i < 55; i++) {
        texts.add(NONSENSE); // uses up what may be refused at once
      }
      for (int i = 0; i < 4; i++) {
        texts.addAll(List.of(LEAVE, STALE, ENTER, NONSENSE, NONSENSE));
        texts.add("{\"type\": \"say\", \"message\": \"round " + i + "\"}");
      }
      peer.texts(texts.toArray(String[]::new));
      for (int i = 0; i < 4; i++) {
        peer.await(Pattern.compile("\"said\"[^}]*round " + i));
      }
      assertThat(server.server().counters().of(Count.REFUSALS_PAUSED)).isPositive();
      assertThat(server.server().connections()).isEqualTo(1);
    }
  }

  private static Socket plain(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }
}
