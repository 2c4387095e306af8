package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage;
import prosa.server.cluster.OwnerLink;
import prosa.server.placement.ClientAddress;

/** A classic client that comes in at another node. */
final class RemoteClassicMemberTest {
  private final List<ClusterMessage.DownItem> told = new ArrayList<>();

  private void tell(OwnerLink to, List<ClusterMessage.DownItem> items) {
    told.addAll(items);
  }

  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void hearsOfItsSeatAgainWithWhatIsToldAfterAGap() {
    try (TestRoom home = new TestRoom()) {
      home.room.seatRemote(
          3,
          1_000,
          null,
          new ClusterMessage.Enter(
              -1, "seat", "?", -1, 0, true, false, "", new ClientAddress("node", true), ""),
          "secret",
          false,
          -1,
          home.budgets.unlimited(),
          this::tell);
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
}
