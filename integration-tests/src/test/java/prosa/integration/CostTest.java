package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.server.ChatServer;
import prosa.server.StartException;
import prosa.server.classic.PortRange;
import prosa.server.operations.Console;

/**
 * What a message and a start cost, in things that can be counted and do not depend on how busy the
 * machine is. Each limit is what was counted when it was set, and a little more; who needs more for
 * a reason raises it.
 */
class CostTest {
  private static final int MEMBERS = 10;

  /** Bytes that a room's thread allocates for a message to ten direct members: 560 counted. */
  private static final long MOST_ALLOCATED = 700;

  /**
   * Bytes that the door's and the rooms' threads allocate for a join and a leave: 20,576 counted.
   */
  private static final long MOST_ALLOCATED_FOR_JOIN = 25_000;

  /** System calls for a join and a leave: 35.2 counted. */
  private static final double MOST_CALLS_FOR_JOIN = 40;

  /** System calls for each message that reaches one of ten members: 1.21 counted. */
  private static final double MOST_CALLS = 1.35;

  /** Classes that are loaded until the server is open: 2,989 counted. */
  private static final long MOST_CLASSES = 3_150;

  /** Tables of ten idle members whose objects are counted. */
  private static final int IDLE_TABLES = 5;

  /** Objects of Prosa's and Netty's classes for each idle direct member: 60.9 counted. */
  private static final double MOST_OBJECTS = 64;

  /**
   * What a loop has one of for all its rooms, and what a member or its connection has only while
   * something is done that needs it.
   */
  private static final List<String> NOT_WHILE_IDLE =
      List.of(
          "prosa.net.AckTimer",
          "prosa.net.IncomingMemory$Share",
          "prosa.protocol.ClassicReader",
          "prosa.protocol.EncodedMembers",
          "prosa.server.placement.StaleReservationTimer",
          "prosa.server.room.RecentIds",
          "prosa.zmtp.Handshake",
          "prosa.zmtp.MessageAssembler",
          "prosa.zmtp.NullMechanism",
          "prosa.zmtp.Subscriptions");

  @TempDir Path folder;

  /**
   * A table of ten, one of whom says so many messages, each of which all have heard before the
   * next.
   */
  private static final class Table implements AutoCloseable {
    private final List<RawPeer> members = new ArrayList<>();

    Table(int door) throws IOException {
      for (int i = 0; i < MEMBERS; i++) {
        RawPeer member = RawPeer.join(door, "DEALER", Prosa.HOST);
        members.add(member);
        member.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"m" + i + "\"}"));
        skipTo(member, "\"seated\"");
      }
      says(1); // nobody has to hear of the others' coming later
    }

    private static void skipTo(RawPeer member, String what) throws IOException {
      String heard = member.message();
      while (!heard.contains(what)) {
        heard = member.message();
      }
    }

    void says(int messages) throws IOException {
      byte[] said = RawPeer.message("{\"type\": \"say\", \"message\": \"" + "x".repeat(64) + "\"}");
      for (int i = 0; i < messages; i++) {
        members.getFirst().send(said);
        for (RawPeer member : members) {
          skipTo(member, "\"said\"");
        }
      }
    }

    @Override
    public void close() throws IOException {
      for (RawPeer member : members) {
        member.close();
      }
    }
  }

  /** So many members, one after the other, who sit down and leave. */
  private static void comeAndGo(int door, int members) throws IOException {
    for (int i = 0; i < members; i++) {
      try (RawPeer member = RawPeer.join(door, "DEALER", Prosa.HOST)) {
        member.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"Ana\"}"));
        Table.skipTo(member, "\"seated\"");
        member.send(RawPeer.message("{\"type\": \"leave\"}"));
      }
    }
  }

  private static long allocatedBy(String... names) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] all =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> Arrays.stream(names).anyMatch(thread.getName()::startsWith))
            .mapToLong(Thread::threadId)
            .toArray();
    assertThat(all).as("threads of the server").isNotEmpty();
    return Arrays.stream(threads.getThreadAllocatedBytes(all)).sum();
  }

  @Test
  void aRelayedMessageAllocatesNextToNothing() throws IOException, StartException {
    long least =
        leastAllocated(
            door -> {
              try (Table table = new Table(door)) {
                table.says(300);
                return leastOf(() -> table.says(200), "rooms-");
              }
            });
    System.out.println("allocated for a message to ten: " + least + " bytes");
    assertThat(least).isLessThanOrEqualTo(MOST_ALLOCATED);
  }

  @Test
  void aJoinAllocatesLittle() throws IOException, StartException {
    long least =
        leastAllocated(
            door -> {
              comeAndGo(door, 300);
              return leastOf(() -> comeAndGo(door, 200), "door-", "rooms-");
            });
    System.out.println("allocated for a join: " + least + " bytes");
    assertThat(least).isLessThanOrEqualTo(MOST_ALLOCATED_FOR_JOIN);
  }

  @Test
  void idleMembersHaveNothingThatOnlyBusyOnesNeed() throws Exception {
    Console console =
        new Console(Console.Mode.OFF, new PrintStream(PrintStream.nullOutputStream()));
    ChatServer server =
        ChatServer.start(
            TestServerConfig.defaults().on(Prosa.HOST, PortRange.parse(Prosa.somePorts(60))),
            console);
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it has objects of its own
    List<Table> tables = new ArrayList<>();
    try {
      tables.add(new Table(server.port())); // what the first one needs stays
      Map<String, Long> before = objects();
      for (int i = 0; i < IDLE_TABLES; i++) {
        tables.add(new Table(server.port()));
      }
      Await.until(
          "idle members to let go of what they do not need",
          () -> {
            Map<String, Long> now = objects();
            return NOT_WHILE_IDLE.stream()
                .allMatch(name -> now.getOrDefault(name, 0L) <= before.getOrDefault(name, 0L));
          },
          () -> more(before, NOT_WHILE_IDLE::contains).toString());
      double each =
          more(before, _ -> true).values().stream().mapToLong(Long::longValue).sum()
              / (double) (IDLE_TABLES * MEMBERS);
      System.out.println("objects for an idle member: " + each);
      assertThat(each).isLessThanOrEqualTo(MOST_OBJECTS);
    } finally {
      ResourceLeakDetector.setLevel(level);
      for (Table table : tables) {
        table.close();
      }
      server.close();
      console.close();
    }
  }

  /** How many more objects of these classes are in use than were. */
  private static Map<String, Long> more(Map<String, Long> before, Predicate<String> classes) {
    Map<String, Long> more = objects();
    more.keySet().removeIf(classes.negate());
    more.replaceAll((name, count) -> count - before.getOrDefault(name, 0L));
    more.values().removeIf(count -> count == 0);
    return more;
  }

  /** How many objects of each of Prosa's and Netty's classes are in use. */
  private static Map<String, Long> objects() {
    Map<String, Long> counted = new TreeMap<>();
    histogram()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(cells -> cells.length >= 4 && cells[3].matches("(prosa|io[.]netty)[.].*"))
        .filter(cells -> !cells[3].startsWith("prosa.integration."))
        .forEach(cells -> counted.merge(cells[3], Long.parseLong(cells[1]), Long::sum));
    return counted;
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Work {
    void run() throws IOException;
  }

  private interface Measurement {
    long at(int door) throws IOException;
  }

  /** What these threads allocate for one of 200, in the best of five times. */
  private static long leastOf(Work twoHundred, String... threads) throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      long before = allocatedBy(threads);
      twoHundred.run();
      least = Math.min(least, (allocatedBy(threads) - before) / 200);
    }
    return least;
  }

  private static long leastAllocated(Measurement measured) throws IOException, StartException {
    ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it allocates
    Console console =
        new Console(Console.Mode.OFF, new PrintStream(PrintStream.nullOutputStream()));
    ChatServer server =
        ChatServer.start(
            TestServerConfig.defaults().on(Prosa.HOST, PortRange.parse(Prosa.somePorts(60))),
            console);
    try {
      return measured.at(server.port());
    } finally {
      server.close();
      console.close();
      ResourceLeakDetector.setLevel(level);
    }
  }

  @Test
  void aDeliveryCostsOneSystemCallAndTheShareOfOneMessage() throws Exception {
    int messages = 200;
    long calls;
    try (Prosa prosa = Prosa.serveMeasured("--message-rate", "off", "--console", "off");
        Table table = new Table(prosa.port())) {
      table.says(50);
      calls = calls(prosa, () -> table.says(messages));
    }
    assertThat((double) calls / (messages * MEMBERS)).isLessThanOrEqualTo(MOST_CALLS);
  }

  @Test
  void aJoinCostsNoSystemCallsForWhatTheListeningSocketHas() throws Exception {
    int joins = 200;
    long calls;
    try (Prosa prosa = Prosa.serveMeasured("--join-rate", "off", "--console", "off")) {
      comeAndGo(prosa.port(), 50);
      calls = calls(prosa, () -> comeAndGo(prosa.port(), joins));
    }
    System.out.println("system calls for a join: " + (double) calls / joins);
    assertThat((double) calls / joins).isLessThanOrEqualTo(MOST_CALLS_FOR_JOIN);
  }

  /** The system calls of all threads of a server for its connections, while something is done. */
  private long calls(Prosa prosa, Work work) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/strace")), "strace is not installed");
    Path counted = folder.resolve("calls");
    Process strace =
        new ProcessBuilder(
                "/usr/bin/strace",
                "-f",
                "-c",
                "-U",
                "calls,name",
                "-o",
                counted.toString(),
                "-e",
                "trace=network,desc,read,write,epoll_pwait2",
                "-p",
                Long.toString(prosa.pid()))
            .redirectErrorStream(true)
            .start();
    try {
      byte[] told = new byte[4_096];
      int read = strace.getInputStream().read(told); // "Process … attached", once it is
      assumeTrue(
          read > 0 && new String(told, 0, read, StandardCharsets.UTF_8).contains("attached"),
          "strace may not look at processes here");
      work.run();
    } finally {
      new ProcessBuilder("kill", "-INT", Long.toString(strace.pid())).start().waitFor();
      assertThat(strace.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    long calls =
        Files.readAllLines(counted).stream()
            .map(String::strip)
            .filter(line -> line.matches("\\d+ [a-z_0-9]+") && !line.endsWith(" total"))
            .mapToLong(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
            .sum();
    System.out.println("system calls: " + Files.readString(counted));
    assertThat(calls).isPositive();
    return calls;
  }

  @Test
  void aStartLoadsNoMoreClassesThanItDid() throws Exception {
    Path loaded = folder.resolve("loaded");
    Path told = folder.resolve("told");
    List<String> command =
        new ArrayList<>(
            JavaCommand.of(
                JavaCommand.Program.SERVER, "-Xlog:class+load:file=" + loaded + "::filecount=0"));
    command.removeIf(flag -> flag.startsWith("-XX:AOTCache")); // of which all is loaded at once
    command.addAll(List.of("prosa.app.Main", "serve", "--bind", Prosa.HOST, "--port", "0"));
    Process server =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    try {
      Await.until("the server to open", () -> text(told).contains("Ctrl-C") || !server.isAlive());
      assertThat(text(told)).contains("Ctrl-C");
      long classes = text(loaded).lines().filter(line -> line.contains(" source: ")).count();
      System.out.println("classes loaded until the server is open: " + classes);
      assertThat(classes).isPositive().isLessThanOrEqualTo(MOST_CLASSES);
    } finally {
      server.toHandle().destroy();
      server.waitFor();
    }
  }

  /**
   * A jar in which something is looked for that is not there, a class or a service, has the list of
   * its files read: 13,600 in all. Classes are in the launcher's cache.
   */
  @Test
  void aStartOpensNoJarButThePages() throws Exception {
    Path told = folder.resolve("told");
    Process server =
        new ProcessBuilder("./prosa", "serve", "--bind", Prosa.HOST, "--port", "0")
            .directory(Outcome.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(told.toFile())
            .start();
    try {
      Await.until("the server to open", () -> text(told).contains("Ctrl-C") || !server.isAlive());
      assertThat(text(told)).contains("Ctrl-C");
      assertThat(openFiles(server.pid()))
          .filteredOn(file -> file.endsWith(".jar"))
          .singleElement()
          .asString()
          .contains("/prosa-web-");
    } finally {
      server.toHandle().destroy();
      server.waitFor();
    }
  }

  private static List<String> openFiles(long process) throws IOException {
    Path descriptors = Path.of("/proc/" + process + "/fd");
    assumeTrue(Files.isDirectory(descriptors), "needs /proc");
    List<String> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        try {
          files.add(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
    }
    return files;
  }

  private static String text(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return String.join("\n", lines.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
