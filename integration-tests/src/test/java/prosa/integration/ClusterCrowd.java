package prosa.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Members of a cluster in a process of their own on a machine of a lab: on the client library or on
 * pyzmq. What they go through is added to a history.
 */
final class ClusterCrowd implements AutoCloseable {
  private final Process process;
  private final ClusterHistory history;
  private final List<String> names = new ArrayList<>();

  private ClusterCrowd(Process process, ClusterHistory history, String prefix, int count) {
    this.process = process;
    this.history = history;
    for (int i = 0; i < count; i++) {
      names.add(prefix + i);
    }
    Thread.ofVirtual().start(this::read);
  }

  /** On the client library. */
  static ClusterCrowd java(
      ClusterLab.Machine at, String door, String prefix, int count, ClusterHistory history)
      throws IOException {
    return start(
        at,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            ClusterMembers.class.getName()),
        door,
        prefix,
        count,
        history);
  }

  /** On pyzmq. */
  static ClusterCrowd python(
      ClusterLab.Machine at, String door, String prefix, int count, ClusterHistory history)
      throws IOException {
    return start(
        at,
        List.of(
            "/usr/bin/python3",
            Outcome.ROOT
                .resolve("integration-tests/src/test/python/cluster_members.py")
                .toString()),
        door,
        prefix,
        count,
        history);
  }

  private static ClusterCrowd start(
      ClusterLab.Machine at,
      List<String> program,
      String door,
      String prefix,
      int count,
      ClusterHistory history)
      throws IOException {
    int colon = door.lastIndexOf(':');
    List<String> command = new ArrayList<>(program);
    command.addAll(
        List.of(
            door.substring(0, colon),
            door.substring(colon + 1),
            prefix,
            Integer.toString(count),
            "0.6"));
    Process process =
        at.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    return new ClusterCrowd(process, history, prefix, count);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        follow(FlatJson.read(line));
      }
    } catch (IOException e) {
      // it was ended
    }
  }

  private void follow(Map<String, String> told) {
    long nanos = Long.parseLong(field(told, "t"));
    String who = field(told, "who");
    Function<String, Long> number = key -> Long.valueOf(told.getOrDefault(key, "0"));
    history.add(
        switch (field(told, "event")) {
          case "seated" ->
              new ClusterHistory.Seated(
                  nanos,
                  who,
                  history.room(field(told, "room"), nanos),
                  number.apply("place").intValue(),
                  told.containsKey("n") ? OptionalLong.of(number.apply("n")) : OptionalLong.empty(),
                  number.apply("capacity").intValue(),
                  others(field(told, "others")));
          case "say" -> new ClusterHistory.Say(nanos, who, field(told, "text"));
          case "returned" -> new ClusterHistory.Returned(nanos, who, field(told, "text"));
          case "heard" ->
              new ClusterHistory.Heard(
                  nanos,
                  who,
                  number.apply("n"),
                  number.apply("place").intValue(),
                  field(told, "text"),
                  number.apply("mine") == 1);
          case "missed" ->
              new ClusterHistory.Missed(nanos, who, number.apply("from"), number.apply("to"));
          case "lost" -> new ClusterHistory.Lost(nanos, who);
          case "gone" -> new ClusterHistory.Gone(nanos, who);
          default -> throw new AssertionError("no event: " + told);
        });
  }

  private static String field(Map<String, String> told, String key) {
    return told.getOrDefault(key, "");
  }

  private static Map<Integer, String> others(String places) {
    Map<Integer, String> others = new HashMap<>();
    Arrays.stream(places.split(" "))
        .filter(place -> !place.isEmpty())
        .forEach(place -> others.put(Integer.valueOf(place), "somebody"));
    return others;
  }

  List<String> names() {
    return names;
  }

  Process process() {
    return process;
  }

  /** From now on each says something every 0.6 s; or nothing more. */
  void talk(boolean on) {
    try {
      process.getOutputStream().write((on ? "talk\n" : "hush\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the members' process is gone", e);
    }
  }

  @Override
  public void close() {
    process.toHandle().destroy();
  }
}
