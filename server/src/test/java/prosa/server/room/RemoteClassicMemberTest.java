package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import prosa.protocol.ServerMessage;
import prosa.server.cluster.ClusterMessage;
import prosa.server.cluster.OwnerLink;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.operations.EmergencyLevel;
import prosa.server.placement.ClientAddress;

/** A classic client that comes in at another node. */
final class RemoteClassicMemberTest {
  private final List<ClusterMessage.DownItem> told = new ArrayList<>();

  private void tell(OwnerLink to, List<ClusterMessage.DownItem> items) {
    told.addAll(items);
  }

  private void seat(TestRoom home) {
    seat(home, 1_000, false);
  }

  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  private void seat(TestRoom home, long connection, boolean resumed) {
    home.room.seatRemote(
        3,
        connection,
        null,
        new ClusterMessage.Enter(
            999 - connection,
            "seat",
            "?",
            -1,
            0,
            true,
            false,
            "",
            new ClientAddress("192.0.2.1", false),
            ""),
        "secret",
        resumed,
        -1,
        home.budgets.unlimited(),
        this::tell);
  }

  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void hearsOfItsSeatAgainWithWhatIsToldAfterAGap() {
    try (TestRoom home = new TestRoom()) {
      seat(home);
      home.loop.run();
      ClusterMessage.DownItem seated = told.getFirst();
      assertThat(seated)
          .isInstanceOfSatisfying(
              ClusterMessage.Seated.class, seat -> assertThat(seat.secret()).isEqualTo("secret"));
      told.clear();
      home.room.resync(null, this::tell);
      home.loop.run();
      assertThat(told)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(new ClusterMessage.Sync(0, List.of(-1L)), seated);
    }
  }

  private static void say(TestRoom home, long connection, String user) {
    home.room.remoteInput(
        connection,
        new ClusterMessage.Text(
            999 - connection,
            ("{\"user\": \"" + user + "\", \"message\": \"oi\"}")
                .getBytes(StandardCharsets.UTF_8)));
    home.loop.run();
  }

  /** It was at the table when that was at another node, and was called so there. */
  @Test
  void isCalledAsBeforeWhenTheRoomComesFromAnotherNode() {
    try (TestRoom home = new TestRoom()) {
      home.room.expect(
          new ClusterMessage.MovedRoom(
              false,
              OptionalLong.of(41),
              Optional.empty(),
              List.of(
                  new ClusterMessage.MovedSeat(
                      3,
                      List.of("seat"),
                      "Mario",
                      true,
                      9,
                      new ClientAddress("192.0.2.1", false),
                      List.of()))),
          List.of("Chat7@b"));
      FakeMemberConnection bia = home.sit(1, "Bia");
      assertThat(((ServerMessage.Seated) bia.heardWhole().getFirst()).members())
          .containsExactly(
              new ServerMessage.MemberEntry(
                  3, "Mario", ServerMessage.Presence.AWAY, true, 9, Optional.empty()));
      seat(home, 1_000, true);
      home.loop.run();
      assertThat(bia.heard()).containsExactly(new ServerMessage.Back(3, "Mario", true));
      say(home, 1_000, "Mario");
      assertThat(bia.heard()).singleElement().isInstanceOf(ServerMessage.Said.class);
      assertThat(home.room.freeze().seats())
          .filteredOn(ClusterMessage.MovedSeat::classic)
          .extracting(ClusterMessage.MovedSeat::user, ClusterMessage.MovedSeat::member)
          .containsExactly(tuple("Mario", 9L));
    }
  }

  /** Its node begins anew with the room's. */
  @Test
  void isTheSameMemberWhenItsNodeConnectsItAnew() {
    try (TestRoom home = new TestRoom()) {
      FakeMemberConnection bia = home.sitQuietly(1, "Bia");
      seat(home);
      say(home, 1_000, "Mario");
      bia.heard();
      told.clear();
      seat(home, 1_001, true);
      home.loop.run();
      assertThat(bia.heard()).isEmpty();
      assertThat(told).singleElement().isInstanceOf(ClusterMessage.Seated.class);
      say(home, 1_001, "Mario");
      assertThat(bia.heard()).singleElement().isInstanceOf(ServerMessage.Said.class);
      home.room.remoteInput(1_001, new ClusterMessage.Here(-2, false));
      home.loop.run();
      seat(home, 1_002, true);
      home.loop.run();
      assertThat(bia.heard())
          .containsExactly(
              new ServerMessage.Away(3, "Mario", true), new ServerMessage.Back(3, "Mario", true));
    }
  }

  /** Its own node may be at another level. */
  @Test
  void whatTheEmergencyOfTheRoomsNodeForbidsIsNotSaid() {
    try (TestRoom home = new TestRoom()) {
      FakeMemberConnection bia = home.sit(1, "Bia");
      seat(home);
      home.room.loop().emergency().level(EmergencyLevel.Level.NO_LINKS);
      for (String text : List.of("http://example.org/", "no link")) {
        home.room.remoteInput(
            1_000,
            new ClusterMessage.Text(
                -1,
                ("{\"user\": \"Rui\", \"message\": \"" + text + "\"}")
                    .getBytes(StandardCharsets.UTF_8)));
      }
      home.loop.run();
      assertThat(bia.heard().stream().filter(ServerMessage.Said.class::isInstance))
          .extracting(said -> ((ServerMessage.Said) said).message())
          .containsExactly("no link");
    }
  }
}
