package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  private void seat(TestRoom home) {
    home.room.seatRemote(
        3,
        1_000,
        null,
        new ClusterMessage.Enter(
            -1, "seat", "?", -1, 0, true, false, "", new ClientAddress("192.0.2.1", false), ""),
        "secret",
        false,
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
