package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Three nodes, NATS and a balancer in a lab, and members who talk while nodes are killed, stopped,
 * cut off, drained and restarted. Afterwards the members' history must keep all promises, and who
 * sat at one table must have talked with each other again within ten seconds.
 */
final class ClusterFaultTest {
  private static final double TOGETHER_SECONDS = 10;
  private static final Duration TALK = Duration.ofSeconds(3);
  private static final Duration DRAINED = Duration.ofSeconds(30);

  @BeforeEach
  void onlyWhereItIsPossible() throws Exception {
    assumeTrue(ClusterLab.isPossible(), "needs root and network namespaces");
  }

  /** Something that happens to a cluster while its members talk. */
  private interface Fault {
    /** Returns when all must be together again, counted from the moment that it returns. */
    long happens(LabCluster cluster) throws Exception;
  }

  private static void during(String what, int java, int python, Fault fault) throws Exception {
    try (LabCluster cluster = new LabCluster("a", "b", "c")) {
      ClusterCrowd some = cluster.javaMembers("j", java);
      ClusterCrowd others = cluster.pythonMembers("p", python);
      cluster.awaitSeated(LabCluster.names(some, others));
      some.talk(true);
      others.talk(true);
      cluster.awaitNobodyAlone();
      List<List<String>> companies = cluster.companies();
      long began = System.nanoTime();
      companies.forEach(company -> cluster.awaitTogether(company, began));

      long since = fault.happens(cluster);
      double longest = 0;
      for (List<String> company : companies) {
        longest = Math.max(longest, cluster.awaitTogether(company, since));
      }
      cluster.calm();
      System.out.printf(
          "%s: together again after %.1f s at most; %s; %d tables%n",
          what, longest, cluster.history().counts(), cluster.history().rooms().size());
      assertThat(HistoryCheck.violations(cluster.history(), true)).isEmpty();
      assertThat(cluster.defects()).isEmpty();
      assertThat(longest).as("together again").isLessThanOrEqualTo(TOGETHER_SECONDS);
    }
  }

  /** Time passes while they talk. */
  private static void talk(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  @Tag("long")
  void companyOfANodeThatIsKilledTalksAgain() throws Exception {
    during(
        "kill -9",
        4,
        8,
        cluster -> {
          long since = System.nanoTime();
          cluster.node("a").kill();
          return since;
        });
  }

  @Test
  @Tag("long")
  void companiesOfFullTablesOfANodeThatIsKilledTalkAgain() throws Exception {
    during(
        "kill -9 of one of three with 90 members",
        30,
        60,
        cluster -> {
          talk(TALK);
          long since = System.nanoTime();
          cluster.node("b").kill();
          return since;
        });
  }

  @Test
  @Tag("long")
  void aNodeThatSleepsForTwentySecondsIsJoinedWithTheOthers() throws Exception {
    during(
        "SIGSTOP for 20 s",
        15,
        30,
        cluster -> {
          Process sleeper = cluster.node("a").process();
          ClusterLab.signal("STOP", sleeper);
          talk(Duration.ofSeconds(20));
          ClusterLab.signal("CONT", sleeper);
          return System.nanoTime();
        });
  }

  @Test
  @Tag("long")
  void aNodeThatIsCutFromNatsForFifteenSecondsIsJoinedWithTheOthers() throws Exception {
    during(
        "cut from NATS for 15 s",
        15,
        30,
        cluster -> {
          cluster.node("b").machine().cut(ClusterLab.Side.BACK);
          talk(Duration.ofSeconds(15));
          cluster.node("b").machine().heal(ClusterLab.Side.BACK);
          return System.nanoTime();
        });
  }

  @Test
  @Tag("long")
  void membersWhoAreCutFromTheirNodeComeInThroughAnother() throws Exception {
    during(
        "members cut from one node",
        15,
        30,
        cluster -> {
          long since = System.nanoTime();
          cluster.node("c").machine().cut(ClusterLab.Side.FRONT);
          return since;
        });
  }

  @Test
  @Tag("long")
  void aNodeThatDrainsLosesNobodysCompany() throws Exception {
    during(
        "drain of one node",
        15,
        30,
        cluster -> {
          cluster.node("a").drain(DRAINED);
          return System.nanoTime();
        });
  }

  @Test
  @Tag("long")
  void aRollingRestartOfAllNodesUnderTrafficLosesNothing() throws Exception {
    during(
        "rolling restart of three",
        15,
        30,
        cluster -> {
          for (String name : List.of("a", "b", "c")) {
            LabCluster.Node node = cluster.node(name);
            node.drain(DRAINED);
            node.startAgain();
            Await.until(
                "all nodes to be there again", () -> node.metric("prosa_cluster_nodes") == 3);
            talk(TALK);
          }
          return System.nanoTime();
        });
  }

  @Test
  @Tag("long")
  void threeHundredUsersThroughOneAddressSitTogether() throws Exception {
    try (LabCluster cluster = new LabCluster("a", "b", "c")) {
      ClusterCrowd[] crowds = {
        cluster.javaMembers("j", 60),
        cluster.pythonMembers("p", 120),
        cluster.pythonMembers("q", 120)
      };
      List<String> names = LabCluster.names(crowds);
      long began = System.nanoTime();
      cluster.awaitSeated(names);
      System.out.printf("300 users: seated in %.1f s%n", (System.nanoTime() - began) / 1e9);
      cluster.awaitNobodyAlone();
      for (ClusterCrowd crowd : crowds) {
        crowd.talk(true);
      }
      long since = System.nanoTime();
      for (List<String> company : cluster.companies()) {
        cluster.awaitTogether(company, since);
      }
      cluster.calm();
      System.out.println(
          "300 users: "
              + cluster.history().counts()
              + ", tables by people "
              + cluster.history().rooms());
      assertThat(cluster.history().rooms().values()).allMatch(people -> people <= 10);
      assertThat(HistoryCheck.violations(cluster.history(), true)).isEmpty();
      assertThat(cluster.defects()).isEmpty();
    }
  }

  @Test
  @Tag("long")
  void classicClientsWhoComeInThroughTheBalancerTalkAcrossNodes() throws Exception {
    try (LabCluster cluster = new LabCluster("a", "b", "c")) {
      ClusterCrowd direct = cluster.pythonMembersAt(cluster.node("a"), "p", 3);
      cluster.awaitSeated(direct.names());
      String heard = classic(cluster, "oi from a classic client");
      assertThat(heard).contains("oi from a classic client");
      Await.until(
          "the text to be heard by all three",
          () ->
              cluster.history().events().stream()
                      .filter(
                          event ->
                              event instanceof ClusterHistory.Heard one
                                  && one.text().equals("oi from a classic client"))
                      .map(ClusterHistory.Event::who)
                      .distinct()
                      .count()
                  == 3);
    }
  }

  /** A classic client that says one text through the balancer; what it heard. */
  private static String classic(LabCluster cluster, String text) throws IOException {
    return cluster
        .client()
        .output(
            "timeout",
            "20",
            "/usr/bin/python3",
            Outcome.ROOT.resolve("integration-tests/src/test/python/classic_once.py").toString(),
            LabCluster.DOOR.replace(":5555", ""),
            "5555",
            text);
  }
}
