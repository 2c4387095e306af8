package prosa.server.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A cluster of any size on paper: newcomers arrive by a Poisson process at nodes chosen evenly,
 * stay for exponentially distributed times, and are seated by the rules of a cluster, {@link
 * PeerRanking} among them; beside it the same people before one balancer that knows all rooms at
 * once.
 *
 * <p>Time is virtual, and the same seed gives the same figures. Rooms are counted by how many sit
 * there, because rooms of one size are alike: so a million rooms are eleven numbers for each node.
 * Left out, as they change little: reservations (a newcomer sits down at once), held seats, private
 * rooms, and the members who are brought together later; a room closes when its last member leaves.
 */
final class ClusterScale {
  private static final int CAPACITY = 10;
  private static final double ANNOUNCE_SECONDS = 1;
  private static final double SOON_SECONDS = 0.1; // a node looks ten times a second for changes

  /**
   * What is computed.
   *
   * @param users how many there are at a time, on average
   * @param visitSeconds how long a visit is, on average
   * @param tripMillis from a node to another and back, through NATS
   */
  record Plan(
      long seed,
      int nodes,
      int users,
      double visitSeconds,
      double measureSeconds,
      double tripMillis) {
    Plan withNodes(int some) {
      return new Plan(seed, some, users, visitSeconds, measureSeconds, tripMillis);
    }

    double arrivals() {
      return users / visitSeconds;
    }
  }

  /**
   * What came of it.
   *
   * @param remote share of newcomers whose seat is on another node than they came in at
   * @param alone share of people who sit alone, on average over time
   * @param aloneAtBest the same before the balancer that knows everything
   * @param asked questions to other nodes per newcomer
   * @param askedAgain share of newcomers who needed a second question, because the first was based
   *     on an announcement that was no longer true
   * @param refused share of questions that were answered with no
   * @param announcements a second and node
   * @param doorMillis what asking adds to a seat, on average; then for 99 of 100, and at most
   */
  record Figures(
      Plan plan,
      long newcomers,
      double remote,
      double alone,
      double aloneAtBest,
      double asked,
      double askedAgain,
      double refused,
      double announcements,
      double doorMillis,
      double doorMillis99,
      double doorMillisMost) {
    /** People alone against one balancer that knows everything. */
    double ratio() {
      return aloneAtBest == 0 ? (alone == 0 ? 1 : Double.POSITIVE_INFINITY) : alone / aloneAtBest;
    }

    /** Messages that NATS takes in, a second: announcements, questions and answers. */
    double natsIn() {
      return announcements * plan.nodes() + 2 * asked * plan.arrivals();
    }

    /** Messages that NATS gives out, a second: each announcement goes to every other node. */
    double natsOut() {
      return announcements * plan.nodes() * (plan.nodes() - 1) + 2 * asked * plan.arrivals();
    }

    static String head() {
      return "| nodes | users | visit | remote seats | people alone | all-knowing | ratio | asked"
          + " per newcomer | second ask | announcements per node | NATS in/s | NATS out/s | door"
          + " mean, 99 %, most |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|";
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "| %,d | %,d | %.0f s | %.1f %% | %.3f | %.3f | %.2f | %.3f | %.2f %% | %.1f/s | %,.0f"
              + " | %,.0f | %.2f, %.0f, %.0f ms |",
          plan.nodes(),
          plan.users(),
          plan.visitSeconds(),
          100 * remote,
          alone * plan.users(),
          aloneAtBest * plan.users(),
          ratio(),
          asked,
          100 * askedAgain,
          announcements,
          natsIn(),
          natsOut(),
          doorMillis,
          doorMillis99,
          doorMillisMost);
    }
  }

  /** One node: its rooms by occupancy, and what it announced last. */
  private static final class Node implements PeerRanking.AnnouncedNode {
    final int index;
    final String name;
    final int[] rooms = new int[CAPACITY + 1];
    int members;

    int saidSolos;
    int saidFewest;
    int saidMembers;
    double saidAt;
    double nextLook;
    long round; // of announcements

    Node(int index, String name) {
      this.index = index;
      this.name = name;
    }

    /** The lowest occupancy with a free seat; 0 if there is none. */
    int smallest() {
      for (int n = 1; n < CAPACITY; n++) {
        if (rooms[n] > 0) {
          return n;
        }
      }
      return 0;
    }

    /** A newcomer sits down in a room of this occupancy; 0 is a new room. */
    void sitDown(int occupancy) {
      if (occupancy > 0) {
        rooms[occupancy]--;
      }
      rooms[occupancy + 1]++;
      members++;
    }

    /** One of the members leaves: the {@code which}-th, counted over the rooms by occupancy. */
    void leave(int which) {
      int rest = which;
      for (int n = 1; n <= CAPACITY; n++) {
        int here = n * rooms[n];
        if (rest < here) {
          rooms[n]--;
          if (n > 1) {
            rooms[n - 1]++;
          }
          members--;
          return;
        }
        rest -= here;
      }
      throw new AssertionError("nobody");
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean draining() {
      return false;
    }

    @Override
    public int solos() {
      return saidSolos;
    }

    @Override
    public int fewest() {
      return saidFewest;
    }

    @Override
    public int members() {
      return saidMembers;
    }
  }

  /** A node as another one sees it that has sent newcomers there since the announcement. */
  private record Seen(Node node, int taken) implements PeerRanking.AnnouncedNode {
    @Override
    public String name() {
      return node.name;
    }

    @Override
    public boolean draining() {
      return false;
    }

    @Override
    public int solos() {
      return node.saidSolos - taken;
    }

    @Override
    public int fewest() {
      return node.saidFewest;
    }

    @Override
    public int members() {
      return node.saidMembers;
    }
  }

  private final Plan plan;
  private final SplittableRandom chance;
  private final Node[] nodes;
  private final Set<Node> saySmall = new HashSet<>();

  /** By asker: how many it has sent to whom, and in which round of that one's announcements. */
  private final int[][] taken;

  private final long[][] takenRound;

  private final int[] membersUpTo;
  private double now;
  private int people;
  private int alone;

  private boolean measuring;
  private long newcomers;
  private long remote;
  private long questions;
  private long again;
  private long noes;
  private long announcements;
  private double aloneSeconds;
  private double peopleSeconds;
  private final long[] asksOfOne = new long[PeerRanking.MOST_ASKED + 1];

  private ClusterScale(Plan plan) {
    this.plan = plan;
    chance = new SplittableRandom(plan.seed());
    nodes = new Node[plan.nodes()];
    membersUpTo = new int[plan.nodes() + 1];
    taken = new int[plan.nodes()][];
    takenRound = new long[plan.nodes()][];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = new Node(i, "n%05d".formatted(i));
      nodes[i].nextLook = chance.nextDouble() * SOON_SECONDS;
      nodes[i].saidAt = -chance.nextDouble() * ANNOUNCE_SECONDS;
      taken[i] = new int[plan.nodes()];
      takenRound[i] = new long[plan.nodes()];
    }
  }

  /** Computes it; the balancer that knows everything is a cluster of one node. */
  static Figures of(Plan plan) {
    ClusterScale best = new ClusterScale(plan.withNodes(1));
    best.run();
    ClusterScale cluster = new ClusterScale(plan);
    cluster.run();
    return cluster.figures(best.aloneSeconds / best.peopleSeconds);
  }

  private void run() {
    fill();
    double warm = 3 * plan.visitSeconds();
    double end = warm + plan.measureSeconds();
    int looking = 0;
    double nextLook;
    Node[] byLook = nodes.clone();
    Arrays.sort(byLook, (a, b) -> Double.compare(a.nextLook, b.nextLook));
    nextLook = byLook[0].nextLook;
    while (now < end) {
      double rate = plan.arrivals() + people / plan.visitSeconds();
      double step = -Math.log(1 - chance.nextDouble()) / rate;
      while (nextLook <= now + step) {
        pass(nextLook - now);
        step -= Math.max(0, nextLook - now);
        now = nextLook;
        look(byLook[looking]);
        byLook[looking].nextLook += SOON_SECONDS;
        looking = (looking + 1) % byLook.length;
        nextLook = byLook[looking].nextLook;
      }
      pass(step);
      now += step;
      measuring = now >= warm;
      if (chance.nextDouble() * rate < plan.arrivals()) {
        arrive(nodes[chance.nextInt(nodes.length)]);
      } else {
        depart();
      }
    }
  }

  /** Begins with as many people as there are on average, in full rooms. */
  private void fill() {
    for (int i = 0; i < plan.users() / CAPACITY; i++) {
      Node node = nodes[i % nodes.length];
      node.rooms[CAPACITY]++;
      node.members += CAPACITY;
      count(node, CAPACITY);
    }
  }

  private void pass(double seconds) {
    if (measuring && seconds > 0) {
      aloneSeconds += alone * seconds;
      peopleSeconds += people * seconds;
    }
  }

  private void look(Node node) {
    boolean changed =
        node.rooms[1] != node.saidSolos || PeerRanking.matters(node.saidFewest, node.smallest());
    if (!changed && now - node.saidAt < ANNOUNCE_SECONDS - 1e-9) {
      return;
    }
    node.saidAt = now;
    node.saidSolos = node.rooms[1];
    node.saidFewest = node.smallest();
    node.saidMembers = node.members;
    node.round++;
    if (node.saidFewest > 0 && node.saidFewest <= PeerRanking.SMALL_ROOM) {
      saySmall.add(node);
    } else {
      saySmall.remove(node);
    }
    announcements += measuring ? 1 : 0;
  }

  private Seen seen(Node asker, Node node) {
    boolean current = takenRound[asker.index][node.index] == node.round;
    return new Seen(node, current ? taken[asker.index][node.index] : 0);
  }

  private void sent(Node asker, Node node) {
    if (takenRound[asker.index][node.index] != node.round) {
      takenRound[asker.index][node.index] = node.round;
      taken[asker.index][node.index] = 0;
    }
    taken[asker.index][node.index]++;
  }

  private void sitDown(Node node, int occupancy) {
    alone -= node.rooms[1];
    node.sitDown(occupancy);
    alone += node.rooms[1];
    count(node, 1);
  }

  private void arrive(Node home) {
    int fewest = home.smallest();
    int asks = 0;
    boolean elsewhere = false;
    int most = PeerRanking.mostElsewhere(fewest);
    if (most > 0) {
      for (Seen peer : PeerRanking.best(candidates(home, most), most)) {
        asks++;
        if (peer.solos() > 0) {
          sent(home, peer.node());
        }
        int there = peer.node().smallest();
        if (there == 0 || there > most) {
          noes += measuring ? 1 : 0;
          continue;
        }
        sitDown(peer.node(), there);
        elsewhere = true;
        break;
      }
    }
    if (!elsewhere) {
      sitDown(home, fewest);
    }
    if (measuring) {
      newcomers++;
      questions += asks;
      remote += elsewhere ? 1 : 0;
      again += asks > 1 ? 1 : 0;
      asksOfOne[asks]++;
    }
  }

  private List<Seen> candidates(Node home, int most) {
    List<Seen> candidates = new ArrayList<>();
    Iterable<Node> from = most <= PeerRanking.SMALL_ROOM ? saySmall : Arrays.asList(nodes);
    for (Node node : from) {
      if (node != home) {
        candidates.add(seen(home, node));
      }
    }
    return candidates;
  }

  private void depart() {
    int which = chance.nextInt(people);
    int index = 0;
    for (int bit = Integer.highestOneBit(nodes.length); bit > 0; bit >>= 1) {
      int next = index + bit;
      if (next <= nodes.length && membersUpTo[next] <= which) {
        index = next;
        which -= membersUpTo[next];
      }
    }
    Node node = nodes[index];
    alone -= node.rooms[1];
    node.leave(which);
    alone += node.rooms[1];
    count(node, -1);
  }

  /** Counts somebody in a Fenwick tree, by which the node of any member is found. */
  private void count(Node node, int more) {
    people += more;
    for (int i = node.index + 1; i <= nodes.length; i += i & -i) {
      membersUpTo[i] += more;
    }
  }

  private Figures figures(double aloneAtBest) {
    double mean = 0;
    int ninetyNine = 0;
    int most = 0;
    long sum = 0;
    for (int asks = 0; asks < asksOfOne.length; asks++) {
      mean += (double) asks * asksOfOne[asks] / Math.max(1, newcomers);
      sum += asksOfOne[asks];
      if (asksOfOne[asks] > 0) {
        most = asks;
        if (sum - asksOfOne[asks] < 0.99 * newcomers) {
          ninetyNine = asks;
        }
      }
    }
    return new Figures(
        plan,
        newcomers,
        (double) remote / Math.max(1, newcomers),
        aloneSeconds / peopleSeconds,
        aloneAtBest,
        (double) questions / Math.max(1, newcomers),
        (double) again / Math.max(1, newcomers),
        questions == 0 ? 0 : (double) noes / questions,
        announcements / plan.measureSeconds() / plan.nodes(),
        mean * plan.tripMillis(),
        ninetyNine * plan.tripMillis(),
        most * plan.tripMillis());
  }
}
