package prosa.integration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster in a lab: a nats-server, nodes, a HAProxy in front of them, and members on machines of
 * their own. {@link #DOOR} is the one address that members know.
 */
final class LabCluster implements AutoCloseable {
  private static final int BALANCER = 100;
  private static final int NATS = 1;
  private static final int OPERATOR = 5556;
  private static final int CLASSIC_PORTS = 60;

  /** Where members connect. */
  static final String DOOR = ClusterLab.Side.FRONT.address(BALANCER) + ":5555";

  /** A node, and the process that it is now. */
  final class Node {
    private final String name;
    private final int number;
    private final ClusterLab.Machine machine;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Process process;

    private Node(String name, int number) throws IOException {
      this.name = name;
      this.number = number;
      this.machine = lab.machine(name, 10 + number, ClusterLab.Side.FRONT, ClusterLab.Side.BACK);
      this.process = serve();
    }

    private Process serve() throws IOException {
      history.started(name, System.nanoTime());
      int classic = classicPorts(number);
      Process started =
          machine.start(
              new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-Xmx160m",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "prosa.app.Main",
                  "serve",
                  "--bind",
                  machine.address(ClusterLab.Side.FRONT),
                  "--admin",
                  "127.0.0.1:" + OPERATOR,
                  "--cluster",
                  "nats://" + ClusterLab.Side.BACK.address(NATS) + ":4222",
                  "--node",
                  name,
                  "--classic-ports",
                  classic + "-" + (classic + CLASSIC_PORTS - 1),
                  "--trusted",
                  "10.77.0.0/24",
                  "--proxy",
                  ClusterLab.Side.FRONT.address(BALANCER),
                  "--drain",
                  "6s"));
      copy(started.getInputStream());
      copy(started.getErrorStream());
      return started;
    }

    private void copy(InputStream from) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (from) {
                  from.transferTo(err);
                } catch (IOException e) {
                  // it was ended
                }
              });
    }

    String name() {
      return name;
    }

    ClusterLab.Machine machine() {
      return machine;
    }

    Process process() {
      return process;
    }

    String err() {
      return err.toString(StandardCharsets.UTF_8);
    }

    /** The value of a metric without labels; -1 if it cannot be had. */
    double metric(String metric) {
      try {
        Matcher found =
            Pattern.compile("(?m)^" + metric + " (\\S+)$")
                .matcher(machine.ask(OPERATOR, "GET", "/metrics"));
        return found.find() ? Double.parseDouble(found.group(1)) : -1;
      } catch (IOException e) {
        return -1;
      }
    }

    /** What it says to whether it is ready. */
    String ready() throws IOException {
      String answer = machine.ask(OPERATOR, "GET", "/ready");
      return answer.substring(answer.indexOf("\r\n\r\n") + 4).strip();
    }

    void kill() throws IOException {
      ClusterLab.signal("KILL", process);
    }

    /** Asks it to end, as a service manager does, and waits until it has. */
    void drain(Duration longest) throws IOException, InterruptedException {
      ClusterLab.signal("TERM", process);
      if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs after " + longest);
      }
    }

    void startAgain() throws IOException {
      process = serve();
    }
  }

  private final ClusterLab lab = new ClusterLab();
  private final ClusterHistory history = new ClusterHistory();
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<ClusterCrowd> crowds = new ArrayList<>();
  private int machines;

  /** Nodes of these names that know each other, behind one address. */
  LabCluster(String... names) throws IOException {
    try {
      ClusterLab.Machine nats = lab.machine("nats", NATS, ClusterLab.Side.BACK);
      nats.start(
          new ProcessBuilder("nats-server", "-a", "0.0.0.0", "-p", "4222")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD));
      for (String name : names) {
        nodes.put(name, new Node(name, nodes.size() + 1));
      }
      balance();
      for (Node node : nodes.values()) {
        Await.until(
            "all nodes to be known to " + node.name(),
            () -> node.metric("prosa_cluster_nodes") == names.length);
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private static int classicPorts(int number) {
    return 20_000 + 1_000 * number;
  }

  private void balance() throws IOException {
    StringBuilder config =
        new StringBuilder(
            """
            defaults
              mode tcp
              timeout connect 2s
              timeout client 1h
              timeout server 1h
              timeout check 500ms
              retries 3
              option redispatch
            frontend door
              bind %s
              default_backend nodes
            backend nodes
              balance roundrobin
              option httpchk GET /healthz
            """
                .formatted(DOOR));
    for (Node node : nodes.values()) {
      config.append(
          "  server %s %s:5555 check inter 500 fall 2 rise 1 send-proxy-v2 on-marked-down shutdown-sessions%n"
              .formatted(node.name, node.machine.address(ClusterLab.Side.FRONT)));
    }
    for (Node node : nodes.values()) {
      int classic = classicPorts(node.number);
      config.append(
          """
          listen classic-%s
            bind %s:%d-%d
            server %s %s send-proxy-v2
          """
              .formatted(
                  node.name,
                  ClusterLab.Side.FRONT.address(BALANCER),
                  classic,
                  classic + CLASSIC_PORTS - 1,
                  node.name,
                  node.machine.address(ClusterLab.Side.FRONT)));
    }
    Path file = lab.file("haproxy.cfg", config.toString());
    lab.machine("proxy", BALANCER, ClusterLab.Side.FRONT)
        .start(
            new ProcessBuilder("haproxy", "-db", "-f", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD));
  }

  Node node(String name) {
    return Objects.requireNonNull(nodes.get(name));
  }

  ClusterHistory history() {
    return history;
  }

  /** Members on the client library, on a machine of their own, who come in through the balancer. */
  ClusterCrowd javaMembers(String prefix, int count) throws IOException {
    return kept(ClusterCrowd.java(client(), DOOR, prefix, count, history));
  }

  /** Members on pyzmq, on a machine of their own, who come in through the balancer. */
  ClusterCrowd pythonMembers(String prefix, int count) throws IOException {
    return kept(ClusterCrowd.python(client(), DOOR, prefix, count, history));
  }

  /** Members on pyzmq who come in at a certain node. */
  ClusterCrowd pythonMembersAt(Node node, String prefix, int count) throws IOException {
    String door = node.machine.address(ClusterLab.Side.FRONT) + ":5555";
    return kept(ClusterCrowd.python(client(), door, prefix, count, history));
  }

  /** A machine for clients. */
  ClusterLab.Machine client() throws IOException {
    int number = ++machines;
    return lab.machine("cl" + number, 150 + number, ClusterLab.Side.FRONT);
  }

  private ClusterCrowd kept(ClusterCrowd crowd) {
    crowds.add(crowd);
    return crowd;
  }

  /** Those who sit together, table by table; tables with one person are left out. */
  List<List<String>> companies() {
    Map<String, List<String>> byRoom = new TreeMap<>();
    history
        .seats()
        .forEach(
            (who, seat) -> byRoom.computeIfAbsent(seat.room(), _ -> new ArrayList<>()).add(who));
    return byRoom.values().stream().filter(company -> company.size() > 1).toList();
  }

  /** Everybody in these crowds, by name. */
  static List<String> names(ClusterCrowd... crowds) {
    List<String> names = new ArrayList<>();
    for (ClusterCrowd crowd : crowds) {
      names.addAll(crowd.names());
    }
    return names;
  }

  /** Waits until all of these have a seat. */
  void awaitSeated(List<String> names) {
    Await.until("all to be seated", () -> history.seats().keySet().containsAll(names));
  }

  /** Waits until nobody sits at a table alone. */
  void awaitNobodyAlone() {
    Await.until("nobody to be alone", () -> !history.rooms().containsValue(1));
  }

  /**
   * Waits until all of a company have heard each other since then; how long it took, in seconds.
   */
  double awaitTogether(List<String> company, long since) {
    Await.until(
        "all of one table to talk again", () -> history.together(company, since).isPresent());
    OptionalLong when = history.together(company, since);
    return (when.orElseThrow() - since) / 1e9;
  }

  /** Nobody says anything more, and all that was said has arrived. */
  void calm() {
    crowds.stream().filter(crowd -> crowd.process().isAlive()).forEach(crowd -> crowd.talk(false));
    Await.within(Duration.ofSeconds(15), () -> HistoryCheck.violations(history, true).isEmpty());
  }

  /** What no node may say in its log. */
  List<String> defects() {
    List<String> defects = new ArrayList<>();
    for (Node node : nodes.values()) {
      node.err()
          .lines()
          .filter(line -> line.contains("Exception") || line.contains("defect"))
          .forEach(line -> defects.add(node.name + ": " + line));
    }
    return defects;
  }

  @Override
  public void close() throws IOException {
    crowds.forEach(ClusterCrowd::close);
    lab.close();
  }
}
