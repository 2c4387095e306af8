package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage;
import prosa.server.placement.ClientAddress;

/** What a room tells one other node in a round. */
final class RemoteLinkTest {
  private final List<List<ClusterMessage.DownItem>> frames = new ArrayList<>();
  private final List<Runnable> later = new ArrayList<>();

  @SuppressWarnings("NullAway") // the link is asked for nothing
  private final RemoteLink link = new RemoteLink(null, frames::add, later::add);

  private static ClusterMessage.DownItem tell(int bytes) {
    return new ClusterMessage.Tell(1, new byte[bytes]);
  }

  private void endRound() {
    later.forEach(Runnable::run);
    later.clear();
  }

  @Test
  void roundIsOneFrame() {
    link.add(tell(1));
    link.add(tell(2));
    assertThat(frames).isEmpty();
    endRound();
    assertThat(frames).hasSize(1);
    assertThat(frames.getFirst()).hasSize(2);
  }

  /** Of 200 members each is told who all of them are: that is more than NATS takes at once. */
  @Test
  void longRoundIsCutIntoFramesThatNatsTakes() {
    List<ClusterMessage.DownItem> all = new ArrayList<>();
    for (int member = 0; member < 200; member++) {
      all.add(new ClusterMessage.Seated(member, 1, "secret", "Ana", 1, 1, new byte[15_000]));
    }
    all.forEach(link::add);
    endRound();
    assertThat(frames.stream().flatMap(List::stream)).containsExactlyElementsOf(all);
    assertThat(frames)
        .hasSizeGreaterThan(11)
        .allMatch(frame -> frame.size() * 15_000 < RemoteLink.MOST_BYTES);
  }

  /** Frames were lost on the way to the node at which 200 members of one table come in. */
  @Test
  @SuppressWarnings("NullAway") // one link is enough, and it is asked for nothing
  void largeTableIsToldAnewInFramesThatNatsTakes() {
    try (TestRoom home = new TestRoom(ModerationConfig.defaults(), Optional.empty(), 250)) {
      for (int place = 1; place <= 200; place++) {
        home.room.seatRemote(
            place,
            1_000 + place,
            null,
            new ClusterMessage.Enter(
                place,
                "secret",
                "Somebody " + place,
                -1,
                0,
                false,
                false,
                "",
                new ClientAddress("192.0.2.1", false),
                ""),
            "secret",
            false,
            -1,
            home.budgets.unlimited(),
            (_, items) -> frames.add(items));
      }
      home.loop.advance(Duration.ofMinutes(5)); // until all are announced
      frames.clear();
      home.room.resync(null, (_, items) -> frames.add(items));
      home.loop.run();
      List<Integer> bytes =
          frames.stream()
              .map(frame -> frame.stream().mapToInt(RemoteLinkTest::textOf).sum())
              .toList();
      assertThat(bytes.stream().mapToInt(size -> size).sum()).isGreaterThan(1 << 20);
      assertThat(bytes).allMatch(size -> size <= RemoteLink.MOST_BYTES);
      assertThat(frames.stream().flatMap(List::stream)).hasSize(201);
      assertThat(frames.getFirst().getFirst()).isInstanceOf(ClusterMessage.Sync.class);
    }
  }

  private static int textOf(ClusterMessage.DownItem item) {
    return item instanceof ClusterMessage.Seated seated ? seated.text().length : 0;
  }

  @Test
  void itemThatIsLongerThanAFrameGoesAlone() {
    link.add(tell(1));
    link.add(tell(RemoteLink.MOST_BYTES + 1));
    link.add(tell(1));
    endRound();
    assertThat(frames).hasSize(3);
  }
}
