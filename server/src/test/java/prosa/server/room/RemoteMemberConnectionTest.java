package prosa.server.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.ClientAddress;

/** What a member who comes in at another node says while it is not read from. */
final class RemoteMemberConnectionTest {

  /** Keeps what it is told. */
  private static final class Heard implements ConnectionHandler {
    final List<String> texts = new ArrayList<>();

    @Override
    public void text(MemberConnection connection, ByteBuf text) {
      texts.add(text.toString(UTF_8));
    }

    @Override
    public void tooLong(MemberConnection connection, long size) {}

    @Override
    public void notText(MemberConnection connection) {}

    @Override
    public void writable(MemberConnection connection) {}

    @Override
    public void closed(MemberConnection connection) {}
  }

  @Test
  @SuppressWarnings("NullAway") // nothing is told to the other node here
  void whatWaitsIsBounded() {
    try (TestRoom room = new TestRoom()) {
      ClusterMessage.Enter who =
          new ClusterMessage.Enter(
              7,
              "secret",
              "Ana",
              -1,
              0,
              false,
              false,
              "",
              new ClientAddress("192.0.2.1", false),
              "");
      RemoteMemberConnection member =
          new RemoteMemberConnection(
              1, new RemoteLink(null, _ -> {}, _ -> {}), who, room.budgets.unlimited());
      Heard heard = new Heard();
      member.owner(heard);
      member.pause();
      for (int i = 0; i < RemoteMemberConnection.MOST_WAITING + 100; i++) {
        member.input(Integer.toString(i).getBytes(UTF_8));
      }
      assertThat(heard.texts).isEmpty();
      member.resume();
      assertThat(heard.texts).hasSize(RemoteMemberConnection.MOST_WAITING).startsWith("0", "1");
    }
  }
}
