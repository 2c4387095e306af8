package prosa.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import prosa.integration.SoakClient.Other;
import prosa.integration.SoakClient.View;
import prosa.server.placement.Totals;

/** Compares what the server, the members and the kernel know of the seats. */
final class ConsistencyCheck {
  private static final String ESTABLISHED = "01";
  private static final String LOOPBACK = "0100007F"; // 127.0.0.1 as the kernel's tables have it

  private ConsistencyCheck() {}

  /**
   * Counts the connections that the kernel has with a port of 127.0.0.1, on the side that listens,
   * and that a process has open: others may use the same ports.
   *
   * @param pid the server's process
   * @param ports those that count
   */
  static int sockets(long pid, IntPredicate ports) {
    return connections(pid, ports).values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How many of these connections each port has. */
  static Map<Integer, Integer> connections(long pid, IntPredicate ports) {
    Set<String> own = socketsOf(pid);
    Map<Integer, Integer> count = new TreeMap<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try (Stream<String> lines = Files.lines(Path.of(table))) {
        lines
            .map(line -> line.trim().split("\\s+"))
            .filter(row -> row.length > 9 && row[3].equals(ESTABLISHED))
            .filter(row -> own.contains("socket:[" + row[9] + "]"))
            .map(row -> row[1].split(":"))
            .filter(local -> local[0].endsWith(LOOPBACK))
            .mapToInt(local -> Integer.parseInt(local[1], 16))
            .filter(ports)
            .forEach(port -> count.merge(port, 1, Integer::sum));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return count;
  }

  private static Set<String> socketsOf(long pid) {
    Set<String> own = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path file : files.toList()) {
        try {
          own.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
      return own;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What is missing for everybody to agree; nothing, if {@code members} are seated and each list is
   * that of the members themselves.
   */
  static List<String> missing(
      int members, Totals tally, List<View> views, List<PythonClassicMembers.State> classic) {
    List<String> all = new ArrayList<>();
    if (tally.seated() != members || tally.held() != 0 || tally.reserved() != 0) {
      all.add("the server counts " + tally);
    }
    all.addAll(missing(views, classic));
    return all;
  }

  /** What is missing for the members' lists to agree with each other. */
  static List<String> missing(List<View> views, List<PythonClassicMembers.State> classic) {
    List<String> all = new ArrayList<>();
    Map<String, Map<Integer, String>> direct = new TreeMap<>();
    for (View view : views) {
      Map<Integer, String> there = direct.computeIfAbsent(view.room(), room -> new TreeMap<>());
      if (!view.settled() || there.put(view.place(), view.user()) != null) {
        all.add("not settled, or on another's place: " + view);
      }
    }
    Map<String, Set<String>> listed = new TreeMap<>();
    for (View view : views) {
      compare(view, direct, listed, all);
    }
    compare(classic, listed, all);
    return all;
  }

  /** One member's list with who is there, and with what the others see of classic members. */
  private static void compare(
      View view,
      Map<String, Map<Integer, String>> direct,
      Map<String, Set<String>> listed,
      List<String> all) {
    Map<Integer, String> expected = new TreeMap<>(direct.getOrDefault(view.room(), Map.of()));
    expected.remove(view.place());
    Map<Integer, String> others = new TreeMap<>();
    Set<String> classic = new TreeSet<>();
    for (Map.Entry<Integer, Other> other : view.others().entrySet()) {
      if (!other.getValue().here()) {
        all.add(view + " lists one who is away");
      }
      if (!other.getValue().classic()) {
        others.put(other.getKey(), other.getValue().user());
      } else if (!classic.add(other.getValue().user())) {
        all.add(view + " lists a classic member twice");
      }
    }
    if (!others.equals(expected)) {
      all.add(view + " lists " + others + ", and there are " + expected);
    }
    Set<String> before = listed.putIfAbsent(view.room(), classic);
    if (before != null && !before.equals(classic)) {
      all.add(view + " lists the classic members " + classic + ", and others " + before);
    }
  }

  /**
   * Those who use a classic port sit in one room: they and nobody else are listed there, unless
   * nobody is there to list them.
   */
  private static void compare(
      List<PythonClassicMembers.State> classic, Map<String, Set<String>> listed, List<String> all) {
    Map<Integer, Set<String>> byPort = new TreeMap<>();
    for (PythonClassicMembers.State state : classic) {
      byPort.computeIfAbsent(state.port(), port -> new TreeSet<>()).add(state.name());
    }
    Set<Set<String>> tables = new HashSet<>(byPort.values());
    Set<String> known = new HashSet<>();
    listed.forEach(
        (room, names) -> {
          known.addAll(names);
          if (!names.isEmpty() && !tables.contains(names)) {
            all.add(room + " lists " + names + ", and at the ports are " + byPort);
          }
        });
    byPort.forEach(
        (port, names) -> {
          if (names.size() > 10 || (!known.containsAll(names) && names.removeAll(known))) {
            all.add("at the classic port " + port + " are " + names + ", not all listed");
          }
        });
  }
}
