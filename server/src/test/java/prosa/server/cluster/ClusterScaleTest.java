package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterScale.Figures;
import prosa.server.cluster.ClusterScale.Plan;

/**
 * The cluster on paper. {@code -Dprosa.scale.users=10000000,1000000} computes for so many users, on
 * {@code prosa.scale.nodes} nodes with visits of {@code prosa.scale.visit} seconds, over {@code
 * prosa.scale.seconds}, by {@code prosa.scale.seed}, and prints the table of docs/cluster.md.
 */
final class ClusterScaleTest {
  private static final long SEED = Long.getLong("prosa.scale.seed", 1);
  private static final double TRIP_MILLIS = 1;

  private static Plan plan(int nodes, int users, double visit, double seconds) {
    return new Plan(SEED, nodes, users, visit, seconds, TRIP_MILLIS);
  }

  @Test
  void fewAreAloneWhoWouldNotBeBeforeABalancerThatKnowsEverything() {
    for (int users : List.of(3, 6, 15, 30)) {
      Figures figures = ClusterScale.of(plan(3, users, 60, 1_000_000));
      assertThat(figures.alone())
          .as("of %d users", users)
          .isPositive()
          .isLessThanOrEqualTo(1.2 * figures.aloneAtBest());
      assertThat(figures.remote()).isBetween(0.01, 0.9);
      assertThat(figures.announcements()).isBetween(1.0, 10.0);
    }
  }

  @Test
  void oneNodeAsksNobody() {
    Figures figures = ClusterScale.of(plan(1, 100, 30, 3_000));
    assertThat(figures.remote()).isZero();
    assertThat(figures.asked()).isZero();
    assertThat(figures.ratio()).isEqualTo(1);
  }

  @Test
  void sameSeedGivesTheSameFigures() {
    Plan plan = plan(10, 200, 60, 300);
    assertThat(ClusterScale.of(plan)).isEqualTo(ClusterScale.of(plan));
  }

  @Test
  void tableOfTheWantedSizes() {
    List<Integer> users =
        Stream.of(System.getProperty("prosa.scale.users", "200,2000").split(","))
            .map(Integer::valueOf)
            .toList();
    int nodes = Integer.getInteger("prosa.scale.nodes", 20);
    double visit = Integer.getInteger("prosa.scale.visit", 300);
    double seconds = Integer.getInteger("prosa.scale.seconds", 60);
    System.out.println(Figures.head());
    for (int each : users) {
      Figures figures = ClusterScale.of(plan(nodes, each, visit, seconds));
      System.out.println(figures.row());
      assertThat(figures.newcomers()).isPositive();
      assertThat(figures.alone()).isBetween(0.0, 1.0);
    }
  }
}
