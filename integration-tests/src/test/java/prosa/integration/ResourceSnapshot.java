package prosa.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a server uses, as the kernel and its JVM tell: descriptors, memory, processor. To be taken
 * before an attack, and compared after it.
 *
 * @param descriptors open files and sockets
 * @param heap bytes in use after a collection
 * @param resident bytes of physical memory
 */
record ResourceSnapshot(Prosa prosa, int descriptors, long heap, long resident) {
  /** More than a client that comes and goes, or code that is compiled meanwhile, can explain. */
  private static final long MUCH_HEAP = 6 << 20;

  private static final long MUCH_MEMORY = 40 << 20;

  private static final Duration WINDOW = Duration.ofMillis(400);
  private static final double BUSY = 0.05;
  private static final Pattern USED =
      Pattern.compile("^(?:DefNew|Tenured) .* used (\\d+)K", Pattern.MULTILINE);
  private static final Pattern STOPPED = Pattern.compile("^State:\\s+T", Pattern.MULTILINE);
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  static ResourceSnapshot of(Prosa prosa) throws IOException {
    return new ResourceSnapshot(prosa, openFiles(prosa), heap(prosa), resident(prosa));
  }

  private static Path proc(Prosa prosa, String name) {
    return Path.of("/proc", Long.toString(prosa.pid()), name);
  }

  /** Without the jars, which say nothing of what a server holds. */
  static int openFiles(Prosa prosa) {
    return openFilesByKind(prosa).entrySet().stream()
        .filter(kind -> !kind.getKey().endsWith(".jar"))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Its open files and sockets by kind, with the number of each. */
  static Map<String, Integer> openFilesByKind(Prosa prosa) {
    Map<String, Integer> kinds = new TreeMap<>();
    try (Stream<Path> files = Files.list(proc(prosa, "fd"))) {
      Map<String, String> sockets = sockets(prosa);
      for (Path file : (Iterable<Path>) files::iterator) {
        String target = target(file);
        kinds.merge(sockets.getOrDefault(target, target), 1, Integer::sum);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kinds;
  }

  private static String target(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException e) {
      return "closed meanwhile";
    }
  }

  /** The state of each socket of TCP, by what a descriptor of it is called; see proc(5). */
  private static Map<String, String> sockets(Prosa prosa) throws IOException {
    Map<String, String> sockets = new HashMap<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(proc(prosa, table))) {
        String[] columns = line.strip().split(" +", -1);
        if (columns.length > 9 && columns[1].contains(":")) {
          sockets.put(
              "socket:[" + columns[9] + "]",
              columns[3].equals("0A") ? "listening socket" : "socket in state " + columns[3]);
        }
      }
    }
    return sockets;
  }

  static long resident(Prosa prosa) throws IOException {
    return RESIDENT
        .matcher(Files.readString(proc(prosa, "status")))
        .results()
        .mapToLong(kilobytes -> Long.parseLong(kilobytes.group(1)) << 10)
        .sum();
  }

  private static long heap(Prosa prosa) throws IOException {
    jcmd(prosa, "GC.run");
    List<MatchResult> used = USED.matcher(jcmd(prosa, "GC.heap_info")).results().toList();
    if (used.size() != 2) {
      throw new AssertionError("the JVM tells of " + used.size() + " generations");
    }
    return used.stream().mapToLong(kilobytes -> Long.parseLong(kilobytes.group(1)) << 10).sum();
  }

  /** What {@code jcmd} does, without the time it takes to start one. */
  private static String jcmd(Prosa prosa, String command) throws IOException {
    listensForAttach(prosa);
    try (SocketChannel attached = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Thread deadline = Thread.ofVirtual().start(() -> closeAfterAWhile(attached));
      attached.connect(UnixDomainSocketAddress.of(temporary(".java_pid", prosa)));
      ByteBuffer request =
          ByteBuffer.wrap(
              String.join("\0", "1", "jcmd", command, "", "", "")
                  .getBytes(StandardCharsets.US_ASCII));
      while (request.hasRemaining()) {
        attached.write(request);
      }
      String answer =
          new String(Channels.newInputStream(attached).readAllBytes(), StandardCharsets.US_ASCII);
      deadline.interrupt();
      return answer;
    } catch (AsynchronousCloseException e) {
      throw new IOException("the JVM does not answer " + command, e);
    }
  }

  private static void closeAfterAWhile(SocketChannel channel) {
    try {
      Thread.sleep(Await.LONG);
      channel.close();
    } catch (InterruptedException e) {
      // it was answered
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The JVM's thread that answers {@code jcmd} ends for good if it has no descriptor left to accept
   * a connection with, for example when its process goes on after a SIGSTOP: another one is asked
   * for as {@code jcmd} does, by a file and a signal.
   */
  private static void listensForAttach(Prosa prosa) throws IOException {
    if (answersAttach(prosa)) {
      return;
    }
    Path socket = temporary(".java_pid", prosa);
    Files.deleteIfExists(socket); // of the thread that has ended; the new one makes another
    Path asks = temporary(".attach_pid", prosa);
    Files.createFile(asks);
    try {
      prosa.signal("QUIT");
      Await.until("a thread that answers jcmd", () -> Files.exists(socket));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(asks);
    }
  }

  static boolean answersAttach(Prosa prosa) {
    try (Stream<Path> threads = Files.list(proc(prosa, "task"))) {
      return threads.anyMatch(thread -> nameOf(thread).equals("Attach Listener"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String nameOf(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  /** Whether all of its threads are, by a signal. */
  static boolean isStopped(Prosa prosa) {
    try (Stream<Path> threads = Files.list(proc(prosa, "task"))) {
      return threads.allMatch(thread -> STOPPED.matcher(status(thread)).find());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String status(Path thread) {
    try {
      return Files.readString(thread.resolve("status"));
    } catch (IOException e) {
      return "State: ended";
    }
  }

  private static Path temporary(String name, Prosa prosa) {
    return Path.of("/tmp", name + prosa.pid());
  }

  /** Nanoseconds that all of its threads have run. */
  private static long running(Prosa prosa) {
    try (Stream<Path> threads = Files.list(proc(prosa, "task"))) {
      return threads.mapToLong(ResourceSnapshot::ranFor).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ranFor(Path thread) {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
    } catch (NoSuchFileException e) {
      return 0; // it has ended
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails unless the server comes to rest with about what it used then. */
  void areBack() throws IOException {
    Await.until(
        "the descriptors to be " + descriptors + " again, not " + openFilesByKind(prosa),
        () -> openFiles(prosa) <= descriptors);
    long heapNow = heap(prosa);
    if (heapNow > heap + MUCH_HEAP) {
      throw new AssertionError("the heap grew from " + heap + " to " + heapNow + " bytes");
    }
    long residentNow = resident(prosa);
    if (residentNow > resident + MUCH_MEMORY) {
      throw new AssertionError("memory grew from " + resident + " to " + residentNow + " bytes");
    }
    isAtRest(prosa);
  }

  /** Fails if a thread of the server spins. */
  static void isAtRest(Prosa prosa) {
    long deadline = System.nanoTime() + Await.LONG.toNanos();
    double share = 1;
    while (share > BUSY) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("a thread spins: " + share + " of a processor");
      }
      long from = System.nanoTime();
      long before = running(prosa);
      Await.within(WINDOW, () -> false);
      share = (double) (running(prosa) - before) / (System.nanoTime() - from);
    }
  }
}
