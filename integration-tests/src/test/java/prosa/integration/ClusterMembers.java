package prosa.integration;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ClientTimeouts;
import prosa.client.ConnectOptions;
import prosa.client.MemberInfo;
import prosa.client.UnsentMessage;
import prosa.zmtp.Backoff;

/**
 * Members of a cluster on the client library, in a process of their own, for as long as standard
 * input is open. The arguments, what standard input says and what standard output tells are those
 * of {@code cluster_members.py}.
 */
final class ClusterMembers {
  private static final ClientTimeouts TIMEOUTS =
      new ClientTimeouts(
          Duration.ofSeconds(5),
          Duration.ofSeconds(4),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1)));

  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  private final List<Member> members = new ArrayList<>();
  private volatile boolean talking;

  private ClusterMembers() {}

  public static void main(String[] args) throws IOException {
    new ClusterMembers()
        .run(
            args[0] + ":" + args[1],
            args[2],
            Integer.parseInt(args[3]),
            Double.parseDouble(args[4]));
  }

  private void run(String address, String prefix, int count, double every) throws IOException {
    for (int i = 0; i < count; i++) {
      members.add(new Member(address, prefix + i));
    }
    long millis = (long) (every * 1000);
    for (int i = 0; i < count; i++) {
      Member member = members.get(i);
      var _ =
          thread.scheduleWithFixedDelay(
              member::turn, millis * i / count, millis, TimeUnit.MILLISECONDS);
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      talking = line.equals("talk");
    }
    System.exit(0);
  }

  private void tell(String event, String who, Map<String, Object> more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event);
    fields.put("t", Long.toString(System.nanoTime()));
    fields.put("who", who);
    fields.putAll(more);
    out.println(FlatJson.write(fields));
  }

  /** One member. All of it on the one thread. */
  private final class Member {
    private final String name;
    private final ChatClient client;
    private boolean seated;
    private long said;

    Member(String address, String name) {
      this.name = name;
      client =
          ChatClient.enter(
              ConnectOptions.to(address, name), TIMEOUTS, thread, (_, event) -> hear(event));
    }

    private void turn() {
      if (seated && talking) {
        String text = name + " " + ++said;
        tell("say", name, Map.of("text", text));
        client.say(text);
      }
    }

    private void hear(ChatEvent event) {
      switch (event) {
        case ChatEvent.Seated(var table, var _) -> {
          seated = true;
          tell(
              "seated",
              name,
              Map.of(
                  "room", table.room().orElse(""),
                  "place", table.place(),
                  "capacity", table.capacity(),
                  "others",
                      table.members().stream()
                          .map(MemberInfo::place)
                          .map(String::valueOf)
                          .collect(Collectors.joining(" "))));
        }
        case ChatEvent.Said(var message) ->
            tell(
                "heard",
                name,
                Map.of(
                    "n", Long.toString(message.number()),
                    "place", message.place(),
                    "text", message.text(),
                    "mine", message.mine() ? 1 : 0));
        case ChatEvent.Missed(long from, long to, var _) ->
            tell("missed", name, Map.of("from", Long.toString(from), "to", Long.toString(to)));
        case ChatEvent.Lost _ -> {
          seated = false;
          tell("lost", name, Map.of());
        }
        case ChatEvent.Ended _ -> {
          seated = false;
          tell("gone", name, Map.of());
        }
        case ChatEvent.Returned(List<UnsentMessage> texts) ->
            texts.forEach(text -> tell("returned", name, Map.of("text", text.text())));
        case ChatEvent.Refused(var _, var _, var _, var text) ->
            text.ifPresent(one -> tell("returned", name, Map.of("text", one.text())));
        default -> {} // no seat and no message is lost or won by it
      }
    }
  }
}
