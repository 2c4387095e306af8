package prosa.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.zeromq.ZContext;
import prosa.testing.PemFiles;
import prosa.testing.TlsSockets;

/**
 * A server that lives among faults, and members of every kind who hold it to its promises: {@code
 * Soak SECONDS SEED}, in namespaces of its own for network and mounts.
 *
 * <p>The server has a network namespace for itself, a heap of 32 MB, and its log on a disk of a
 * megabyte. Between it and its members are a network that loses, delays and reorders packets, and a
 * relay that cuts and freezes connections. What happens when is chosen by the seed; the races of a
 * run are its own.
 */
final class Soak extends SoakMembers implements AutoCloseable {
  private static final String SERVER = "10.81.0.2";
  private static final int OPERATOR = 5556;
  private static final int PORTS = 200;
  private static final int JERO = 4; // of each kind, with CURVE and without
  private static final int PYTHON = 8;
  private static final int BROWSERS = 8;
  private static final int CROWDS = 2;
  private static final int CROWD = 8;
  private static final int MEMBERS = 2 * (JERO + PYTHON + BROWSERS) + CROWDS * CROWD;

  private static final Duration WARM = Duration.ofSeconds(15);
  private static final Duration REPORT = Duration.ofSeconds(10);
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LOOKS = 10; // at the kernel's account, for one at the operator's port

  /** After a stop, what is late because of it is told within this time. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(3);

  private static final long LATE_MILLIS = 50; // of the probe, when others may be late by 100
  private static final long[] JUMPS = {3_600, -3_600, 86_400, -86_400, 366 * 86_400, 90, -2, 0};
  private static final Pattern COMPILER = Pattern.compile("^C[12] "); // nobody waits for these
  private static final Pattern DELAYS =
      Pattern.compile(
          "(?m)^prosa_event_loop_delay_seconds"
              + "_(count\\{loop=\"[^\"]*\"|bucket\\{loop=\"[^\"]*\",le=\"0[.]1\")} (\\d+)");

  private final Duration time;
  private final Path folder = Files.createTempDirectory("prosa-soak");
  private final Path disk = Files.createDirectory(folder.resolve("disk"));
  private final Path offset = Files.write(folder.resolve("offset"), new byte[Long.BYTES]);
  private final ClusterLab lab = new ClusterLab();
  private final ClusterLab.Machine machine = lab.machine("server", 2);
  private final Process weather;
  private final OutputStream weatherChanges;
  private final BufferedReader weatherCounts;
  private final Process probe;
  private final Queue<Late> late = new ConcurrentLinkedQueue<>();
  private final Queue<Late> waits = new ConcurrentLinkedQueue<>();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final Map<SoakFault.Kind, Integer> happened = new EnumMap<>(SoakFault.Kind.class);
  private final List<Long> stoppable = new ArrayList<>();
  private String serverKey = "";
  private String packets = "";

  private volatile boolean stopped;
  private volatile long lastStop = System.nanoTime() - AFTERWARDS.toNanos();
  private volatile boolean watching = true;

  /** Whether stalls are judged: beside other tests they are told only. */
  private final boolean alone;

  private long stalls;
  private long stallsOfStops;
  private long stallsOfMachine;
  private long stallsWithoutProcessor;

  /** When the probe was due, and by how much it was late. */
  private record Late(long due, long millis) {}

  private Soak(Duration time, long seed, boolean alone) throws IOException {
    this.alone = alone;
    super(seed);
    this.time = time;
    run("mount", "-t", "tmpfs", "-o", "size=1m", "soak", disk.toString());
    weather = python("weather.py", Long.toString(machine.pid()), Long.toString(seed));
    weatherChanges = weather.getOutputStream();
    weatherCounts = weather.inputReader(StandardCharsets.UTF_8);
    if (!"up".equals(weatherCounts.readLine())) {
      throw new IOException("no network between the namespaces");
    }
    probe = python("stall_probe.py");
    Thread.ofVirtual().start(this::hearProbe);
  }

  /** How many seconds it lasts, the seed, and {@code alone} if nothing else runs. */
  public static void main(String[] arguments) throws Exception {
    Duration time = Duration.ofSeconds(Long.parseLong(arguments[0]));
    long seed = Long.parseLong(arguments[1]);
    String again = " (to repeat it: ./check --soak " + time.toSeconds() + "s " + seed + ")";
    System.out.println("soak: " + MEMBERS + " members, " + time.toSeconds() + " s, seed " + seed);
    int exit = 0;
    try (Soak soak = new Soak(time, seed, arguments[2].equals("alone"))) {
      soak.soak();
      System.out.println("soak: all promises were kept, seed " + seed);
    } catch (AssertionError | Exception e) {
      System.out.println("soak: FAILED" + again);
      String.valueOf(e.getMessage()).lines().forEach(line -> System.out.println("soak: " + line));
      e.printStackTrace(System.out);
      exit = 1;
    }
    System.exit(exit); // whatever of the clients' threads does not end
  }

  private static Process python(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-u"));
    command.add(Outcome.ROOT.resolve("integration-tests/src/test/python/" + name).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void run(String... command) throws IOException {
    try {
      if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
        throw new IOException(String.join(" ", command) + " failed");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  // ---- the whole

  private void soak() throws Exception {
    String ports = Prosa.somePorts(PORTS);
    try (Prosa prosa = serve(ports);
        FaultyNetwork network = new FaultyNetwork(SERVER)) {
      lab.reap(prosa.pid());
      int first = Integer.parseInt(ports.substring(0, ports.indexOf('-')));
      network.leadTo(prosa.port());
      for (int port = first; port < first + PORTS; port++) {
        network.leadTo(port);
      }
      Thread watcher = Thread.ofPlatform().daemon().start(() -> watchLoops(prosa.pid()));
      live(prosa, network, WARM); // what is loaded at first is no leak
      ResourceSnapshot before = ResourceSnapshot.of(prosa);
      clear();
      live(prosa, network, time);
      watching = false;
      watcher.join();
      before.areBack();
      table(before, ResourceSnapshot.of(prosa));
      hold(
          !alone || stalls == 0,
          stalls + " stalls of an event loop that the machine does not explain");
      hold(!prosa.err().contains("ERROR"), "the server logged an error: " + prosa.err());
    }
  }

  private Prosa serve(String ports) throws Exception {
    Path key = folder.resolve("server.key");
    Outcome made =
        Outcome.of(Path.of("."), Outcome.ROOT.resolve("prosa").toString(), "keygen", "" + key);
    hold(made.exit() == 0, made.err());
    serverKey = made.out().strip();
    PemFiles certificate = new PemFiles(folder);
    certificate.write("localhost", "EC");
    Path clock = folder.resolve("wall_clock.so");
    run(
        "gcc",
        "-O2",
        "-shared",
        "-fPIC",
        "-o",
        clock.toString(),
        Outcome.ROOT.resolve("integration-tests/src/test/c/wall_clock.c").toString());
    Path log = Files.createFile(disk.resolve("log"));
    return Prosa.serveByLauncher(
        List.of(
            "sh",
            "-c",
            // Java's standard error is the file, and what is in it is read from there.
            "tail --pid=$$ -s 0.2 -n +1 -F \"$0\" >&2 2>/dev/null & exec \"$@\" 2>>\"$0\"",
            log.toString(),
            "nsenter",
            "--net=/proc/" + machine.pid() + "/ns/net",
            "env",
            "PROSA_JAVA_OPTS=-Xmx32m -XX:+StartAttachListener"
                + " -Dio.netty.leakDetection.level=simple",
            "WALL_CLOCK_OFFSET=" + offset,
            "LD_PRELOAD=" + clock),
        "--bind",
        SERVER,
        "--admin",
        "127.0.0.1:" + OPERATOR,
        "--trusted",
        "10.81.0.0/24",
        "--curve-key",
        key.toString(),
        "--tls-cert",
        certificate.chain().toString(),
        "--tls-key",
        certificate.key().toString(),
        "--classic-ports",
        ports,
        "--log-level",
        "debug",
        "--message-rate",
        "off",
        "--heartbeat",
        "1s",
        "--dead-after",
        "4s",
        "--hold",
        "5s",
        "--reservation",
        "3s",
        "--room-linger",
        "2s",
        "--classic-rest",
        "1s");
  }

  /** All come, live for a while among faults, are seen to agree, and leave. */
  private void live(Prosa prosa, FaultyNetwork network, Duration howLong) throws Exception {
    try (ZContext jero = new ZContext();
        PythonDealers some = PythonDealers.start();
        PythonDealers others = PythonDealers.start();
        HttpClient http = HttpClient.newBuilder().sslContext(TlsSockets.trusting()).build()) {
      try {
        gather(prosa.port(), jero, List.of(some, others), http);
        Await.until("everybody to sit", () -> prosa.users() == MEMBERS);
        disturb(prosa, network, howLong);
        settle(prosa);
      } finally {
        leave();
        http.shutdownNow();
      }
    }
    awaitMetrics("all to have left", 0, 0);
  }

  private void gather(int door, ZContext jero, List<PythonDealers> python, HttpClient http)
      throws IOException {
    stoppable.clear();
    for (String key : List.of("", serverKey)) {
      String kind = key.isEmpty() ? "n" : "k";
      for (int i = 0; i < JERO; i++) {
        sit(new JeroDealer(jero, kind + "j" + i, FaultyNetwork.HOST, door, key));
      }
      for (int i = 0; i < PYTHON; i++) {
        sit(python.get(i % 2).connect(kind + "p" + i, FaultyNetwork.HOST, door, 0, key));
      }
    }
    for (int i = 0; i < BROWSERS; i++) {
      sit(WebSocketPeer.connect(http, "w" + i, FaultyNetwork.HOST, door));
      sit(WebSocketPeer.connectEncrypted(http, "t" + i, FaultyNetwork.HOST, door));
    }
    for (int i = 0; i < CROWDS; i++) {
      crowds.add(
          PythonClassicMembers.gather(
              FaultyNetwork.HOST,
              door,
              i % 2 == 0 ? "" : serverKey,
              i * CROWD,
              CROWD,
              chance.nextInt(1 << 20),
              faults,
              refused));
    }
    python.forEach(one -> stoppable.add(one.pid()));
    crowds.forEach(one -> stoppable.add(one.pid()));
  }

  // ---- faults

  /** What has to be done at a moment: the beginning or the end of a fault. */
  private record Due(long at, Action action) {}

  private interface Action {
    void act() throws IOException;
  }

  private void disturb(Prosa prosa, FaultyNetwork network, Duration howLong) throws IOException {
    long began = System.nanoTime();
    PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    Random choices = new Random(seed);
    for (SoakFault fault : SoakFault.schedule(new Random(seed), howLong)) {
      long at = began + fault.at().toNanos();
      due.add(new Due(at, () -> begin(fault, prosa, network, choices, due)));
    }
    long end = began + howLong.toNanos();
    for (long at = began + REPORT.toNanos(); at < end; at += REPORT.toNanos()) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(at - began);
      due.add(new Due(at, () -> report(seconds)));
    }
    while (!due.isEmpty()) {
      Due next = due.remove();
      LockSupport.parkNanos(next.at() - System.nanoTime());
      if (System.nanoTime() < next.at()) {
        due.add(next);
      } else {
        next.action().act();
      }
    }
    network.heal();
    weather("0 0 0 0");
    jump(0);
  }

  private void begin(
      SoakFault fault, Prosa prosa, FaultyNetwork network, Random choices, Queue<Due> due)
      throws IOException {
    happened.merge(fault.kind(), 1, Integer::sum);
    long over = System.nanoTime() + fault.lasting().toNanos();
    switch (fault.kind()) {
      case CUT -> network.any(choices).ifPresent(FaultyNetwork.Link::cut);
      case FREEZE ->
          network
              .any(choices)
              .ifPresent(
                  link -> {
                    link.freeze();
                    due.add(new Due(over, link::thaw));
                  });
      case WEATHER -> {
        boolean bad = fault.choice() > 0.3;
        weather(
            bad
                ? "%.1f %.1f %.1f %.1f"
                    .formatted(
                        3 * fault.choice(),
                        20 * choices.nextDouble(),
                        10 * choices.nextDouble(),
                        5 * choices.nextDouble())
                : "0 0 0 0");
      }
      case SERVER_STOPPED -> {
        stopped = true;
        signal("STOP", prosa.pid());
        due.add(
            new Due(
                over,
                () -> {
                  signal("CONT", prosa.pid());
                  lastStop = System.nanoTime();
                  stopped = false;
                }));
      }
      case MEMBERS_STOPPED -> {
        long who = stoppable.get((int) (fault.choice() * stoppable.size()));
        signal("STOP", who);
        due.add(new Due(over, () -> signal("CONT", who)));
      }
      case DESCRIPTORS -> {
        String most = Files.readString(Path.of("/proc/" + prosa.pid() + "/limits"));
        Matcher files = Pattern.compile("Max open files +(\\d+) +(\\d+)").matcher(most);
        hold(files.find(), most);
        // It has none left, also for what it has just closed.
        limitFiles(prosa, Math.max(8, ResourceSnapshot.openFiles(prosa) - 4) + ":");
        due.add(new Due(over, () -> limitFiles(prosa, files.group(2) + ":")));
      }
      case DISK -> {
        Path file = disk.resolve("filled");
        try (OutputStream out = Files.newOutputStream(file)) {
          byte[] page = new byte[4096];
          while (true) {
            out.write(page);
          }
        } catch (IOException e) {
          // it is full
        }
        due.add(new Due(over, () -> Files.deleteIfExists(file)));
      }
      case CLOCK -> jump(JUMPS[(int) (fault.choice() * JUMPS.length)]);
    }
  }

  private void limitFiles(Prosa prosa, String limit) throws IOException {
    run("prlimit", "--pid", Long.toString(prosa.pid()), "--nofile=" + limit);
  }

  private static void signal(String name, long pid) throws IOException {
    run("kill", "-" + name, Long.toString(pid));
  }

  private void weather(String now) throws IOException {
    weatherChanges.write((now + "\n").getBytes(StandardCharsets.US_ASCII));
    weatherChanges.flush();
    String told = weatherCounts.readLine();
    if (told == null) {
      throw new IOException("the network between the namespaces has ended");
    }
    packets = told;
  }

  private void jump(long seconds) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    Files.write(offset, bytes.putLong(seconds).array(), StandardOpenOption.WRITE);
  }

  // ---- stalls

  private void hearProbe() {
    try (BufferedReader said = probe.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        String[] words = line.split(" ", -1);
        late.add(new Late(Long.parseLong(words[0]), Long.parseLong(words[1])));
      }
    } catch (IOException e) {
      if (probe.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Looks each second for tasks of the loops that were late, and for what the machine did to others
   * then: the probe was late, too, or a thread of the server could have run and had no processor.
   */
  private void watchLoops(long server) {
    long before = -1;
    long from = System.nanoTime();
    Map<String, Long> waited = new HashMap<>();
    for (int look = 0; watching; look++) {
      LockSupport.parkNanos(LOOK.toNanos());
      lookAtWaits(server, waited);
      if (stopped || look % LOOKS != 0) {
        continue;
      }
      long now = System.nanoTime();
      long all = tooLate(metrics());
      if (all < 0) {
        continue;
      }
      if (before >= 0 && all > before) {
        judge(all - before, from);
      }
      before = all;
      from = now;
    }
  }

  /** What the kernel says of each thread: for how long it could have run and did not. */
  private void lookAtWaits(long server, Map<String, Long> waited) {
    long now = System.nanoTime();
    String[] threads = Path.of("/proc/" + server + "/task").toFile().list();
    for (String thread : threads == null ? new String[0] : threads) {
      Path of = Path.of("/proc/" + server + "/task/" + thread);
      try {
        long nanos = Long.parseLong(Files.readString(of.resolve("schedstat")).split(" ", -1)[1]);
        Long before = waited.put(thread, nanos);
        long millis = before == null ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos - before);
        if (millis >= LATE_MILLIS
            && !COMPILER.matcher(Files.readString(of.resolve("comm"))).find()) {
          waits.add(new Late(now, millis));
        }
      } catch (IOException e) {
        waited.remove(thread); // it has ended
      }
    }
  }

  private synchronized void judge(long more, long from) {
    long earliest = from - LOOKS * LOOK.toNanos();
    if (stopped || lastStop + AFTERWARDS.toNanos() > from) {
      stallsOfStops += more;
    } else if (late.stream().anyMatch(one -> one.due() > earliest && one.millis() >= LATE_MILLIS)) {
      stallsOfMachine += more;
    } else if (waits.stream().anyMatch(one -> one.due() > earliest)) {
      stallsWithoutProcessor += more;
    } else {
      stalls += more;
      System.out.println("soak: " + more + " stalls that the machine does not explain");
    }
  }

  /** How many tasks of all loops were late by more than 100 ms; -1 if that was not told. */
  private static long tooLate(String metrics) {
    Matcher line = DELAYS.matcher(metrics);
    long all = 0;
    boolean told = false;
    while (line.find()) {
      long tasks = Long.parseLong(line.group(2));
      boolean ofAll = line.group(1).startsWith("count");
      told |= ofAll;
      all += ofAll ? tasks : -tasks;
    }
    return told ? all : -1;
  }

  private String metrics() {
    try {
      return machine.ask(OPERATOR, "GET", "/metrics");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long metric(String metrics, String name) {
    Matcher value =
        Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)\\s*$").matcher(metrics);
    return value.find() ? (long) Double.parseDouble(value.group(1)) : -1;
  }

  // ---- agreement

  private void settle(Prosa prosa) throws Exception {
    boolean calm =
        Await.within(
            SETTLE,
            () ->
                !faults.isEmpty()
                    || (prosa.users() == MEMBERS
                        && sitters.stream().allMatch(one -> !one.view().room().isEmpty())
                        && classic().stream().allMatch(PythonClassicMembers.State::hears)));
    // A classic member is listed by its name once it has said something.
    var _ = Await.within(SETTLE, () -> !faults.isEmpty() || disagreement(classic()).isEmpty());
    sitters.forEach(sitter -> sitter.talk(false));
    List<PythonClassicMembers.State> classic = classic();
    crowds.forEach(crowd -> crowd.talk(false));
    boolean agreed = Await.within(SETTLE, () -> disagreement(classic).isEmpty());
    hold(faults.isEmpty(), "broken promises: " + String.join("\n", faults));
    hold(calm, "not everybody sits and hears: " + classic + ", users " + prosa.users());
    hold(agreed, String.join("\n", disagreement(classic)));
    // A classic member has two connections.
    awaitMetrics("the operator's port to count the same", MEMBERS, MEMBERS + CROWDS * CROWD);
  }

  private List<PythonClassicMembers.State> classic() {
    return crowds.stream().flatMap(crowd -> crowd.states().stream()).toList();
  }

  private List<String> disagreement(List<PythonClassicMembers.State> classic) {
    return ConsistencyCheck.missing(sitters.stream().map(SoakClient::view).toList(), classic);
  }

  private void awaitMetrics(String what, int seated, int connections) {
    Map<String, Long> expected =
        Map.of(
            "prosa_seats{state=\"seated\"}",
            (long) seated,
            "prosa_seats{state=\"held\"}",
            0L,
            "prosa_seats{state=\"reserved\"}",
            0L,
            "prosa_connections",
            (long) connections);
    Map<String, Long> told = new HashMap<>();
    boolean agreed =
        Await.within(
            SETTLE,
            () -> {
              String now = metrics();
              expected.keySet().forEach(name -> told.put(name, metric(now, name)));
              return told.equals(expected);
            });
    hold(agreed, what + ": expected " + expected + ", and it tells " + told);
  }

  private static void hold(boolean promise, String what) {
    if (!promise) {
      throw new AssertionError(what);
    }
  }

  // ---- what is told

  private synchronized void clear() {
    happened.clear();
    late.clear();
    refused.clear();
    stalls = 0;
    stallsOfStops = 0;
    stallsOfMachine = 0;
    stallsWithoutProcessor = 0;
    waits.clear();
    counts.said.reset();
    counts.heard.reset();
    counts.missed.reset();
    counts.acknowledged.reset();
    counts.resumed.reset();
    counts.newSeats.reset();
  }

  private void report(long seconds) {
    System.out.printf(
        "soak: %5d s: said %d, delivered %d, missed %d; resumed %d, new seats %d; faults %s; stalls"
            + " %d, the machine's %d%n",
        seconds,
        counts.said.sum(),
        counts.heard.sum(),
        counts.missed.sum(),
        counts.resumed.sum(),
        counts.newSeats.sum(),
        happened.values().stream().mapToInt(Integer::intValue).sum(),
        stalls,
        stallsOfMachine + stallsWithoutProcessor);
    hold(faults.isEmpty(), "broken promises: " + String.join("\n", faults));
  }

  private void table(ResourceSnapshot before, ResourceSnapshot after) {
    row("messages said by direct and browser members", counts.said.sum());
    row("acknowledged to them", counts.acknowledged.sum());
    row("delivered to them, once and in order, of all members", counts.heard.sum());
    row("counted in a missed", counts.missed.sum());
    row("seats resumed", counts.resumed.sum());
    row("new seats", counts.newSeats.sum());
    happened.forEach((kind, count) -> row(kind.words(), count));
    row("classic members refused at the door", refused.size());
    System.out.printf("  %-55s %s%n", "packets passed, lost, overtook", packets);
    row("stalls above 100 ms, the server's own", stalls);
    row("the same while the probe was late, too", stallsOfMachine);
    row("the same while the server waited for a processor", stallsWithoutProcessor);
    row("the same while the server was stopped", stallsOfStops);
    row("the probe late by 50 ms or more", late.stream().filter(Soak::isLong).count());
    row("the probe late at most, ms", late.stream().mapToLong(Late::millis).max().orElse(0));
    System.out.printf(
        "  %-55s %d -> %d%n", "descriptors", before.descriptors(), after.descriptors());
    System.out.printf("  %-55s %d -> %d%n", "heap in use, KB", kb(before.heap()), kb(after.heap()));
    System.out.printf(
        "  %-55s %d -> %d%n", "resident, KB", kb(before.resident()), kb(after.resident()));
  }

  private static boolean isLong(Late one) {
    return one.millis() >= LATE_MILLIS;
  }

  private static long kb(long bytes) {
    return bytes >> 10;
  }

  private static void row(String what, long value) {
    System.out.printf("  %-55s %d%n", what, value);
  }

  @Override
  public void close() throws IOException {
    watching = false;
    probe.destroyForcibly();
    weather.destroyForcibly();
    lab.close();
    run("umount", "-l", disk.toString());
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
