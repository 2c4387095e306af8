package prosa.server.room;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import prosa.protocol.ErrorCode;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.ClientAddress;

/** A member who comes in at another node, on one connection and then on another. */
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

  private static ClusterMessage.Enter entering(long member) {
    return new ClusterMessage.Enter(
        member,
        "secret",
        "Ana",
        -1,
        0,
        false,
        false,
        "",
        new ClientAddress("192.0.2.1", false),
        "");
  }

  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  private static void seat(TestRoom home, int place, long connection, boolean resumed) {
    home.room.seatRemote(
        place,
        connection,
        null,
        entering(connection),
        "secret",
        resumed,
        -1,
        home.budgets.unlimited(),
        (_, _) -> {});
    home.loop.run();
  }

  private static DirectMember memberAt(TestRoom home, int place) {
    return Objects.requireNonNull(home.room.roster().directAt(place));
  }

  @Test
  void nothingStaysOfConnectionsThatWereReplaced() {
    try (TestRoom home = new TestRoom()) {
      home.sit(1, "Bia");
      seat(home, 3, 100, false);
      for (int i = 1; i <= 50; i++) {
        seat(home, 3, 100 + i, true);
      }
      seat(home, 4, 200, false);
      assertThat(home.room.remoteDirects()).isEqualTo(2);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void nodeAtWhichAMemberComesInIsToldItsNewName() {
    List<ClusterMessage.DownItem> told = new ArrayList<>();
    try (TestRoom home = new TestRoom()) {
      home.sit(1, "Bia");
      home.room.seatRemote(
          3,
          100,
          null,
          entering(7),
          "secret",
          false,
          -1,
          home.budgets.unlimited(),
          (_, items) -> told.addAll(items));
      home.loop.run();
      byte[] rename = "{\"type\": \"rename\", \"user\": \"Bia\"}".getBytes(UTF_8);
      home.room.remoteInput(100, new ClusterMessage.Text(7, rename));
      home.loop.run();
      assertThat(told).contains(new ClusterMessage.Named(7, memberAt(home, 3).name()));
      assertThat(memberAt(home, 3).name()).startsWith("Bia").isNotEqualTo("Bia");
    }
  }

  @Test
  void nothingStaysOfWhoWasMovedAwayOrWent() {
    try (TestRoom home = new TestRoom()) {
      home.sit(1, "Bia");
      seat(home, 4, 200, false);
      for (int i = 0; i < 50; i++) {
        seat(home, 3, 100 + i, false);
        assertThat(home.room.remoteDirects()).isEqualTo(2);
        memberAt(home, 3).expelled();
      }
      home.room.remove(4, ErrorCode.REMOVED);
      assertThat(home.room.remoteDirects()).isZero();
    }
  }

  @Test
  @SuppressWarnings("NullAway") // nothing is told to the other node here
  void whatWaitsIsBounded() {
    try (TestRoom room = new TestRoom()) {
      RemoteMemberConnection member =
          new RemoteMemberConnection(
              1, new RemoteLink(null, _ -> {}, _ -> {}), entering(7), room.budgets.unlimited());
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
