package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import prosa.integration.ClassicClient.Ports;
import prosa.integration.PythonClients.Client;

/** The rooms of unmodified clients of the original system, and the messages they receive. */
final class ClassicSeatingTest {
  private static final int CAPACITY = 10;
  private static final int RUSH = 200;

  @Test
  void clientsThatComeOneByOneFillTableAfterTableAndHearTheirOwnOnly() throws Exception {
    try (Prosa prosa = Prosa.serve("--message-rate", "off");
        PythonClients python = PythonClients.of(prosa.port())) {
      Map<Ports, List<ClassicClient>> tables = new LinkedHashMap<>();
      List<JeroClient> jeros = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        ClassicClient client;
        if (i % 2 == 0) {
          client = python.join("py" + i);
        } else {
          JeroClient jero = JeroClient.join("jero" + i, prosa.port());
          jeros.add(jero);
          client = jero;
        }
        List<ClassicClient> table = tables.computeIfAbsent(client.ports(), p -> new ArrayList<>());
        table.add(client);
        prosa.awaitUsers("Chat" + (tables.size() - 1), table.size());
      }
      assertThat(tables.values().stream().map(List::size)).containsExactly(10, 10, 5);

      tables.values().stream().flatMap(List::stream).forEach(ClassicClient::settle);
      tables.forEach(
          (ports, table) -> DeliveryAssertions.everybodyHearsEverybodyOnce("hello", table));

      Client newcomer = python.join("newcomer");
      newcomer.settle();
      List<ClassicClient> last = tables.getOrDefault(newcomer.ports(), new ArrayList<>());
      assertThat(last).as("the table of five").hasSize(5);
      assertThat(newcomer.heard()).as("what was said before it came").isEmpty();
      last.add(newcomer);
      tables.forEach(
          (ports, table) -> DeliveryAssertions.everybodyHearsEverybodyOnce("well", table));

      jeros.forEach(JeroClient::close);
    }
  }

  @Test
  void noTableIsOverfullHoweverManyAskAtOnce() throws Exception {
    try (Prosa prosa = Prosa.serve("--message-rate", "off");
        PythonClients some = PythonClients.of(prosa.port());
        PythonClients others = PythonClients.of(prosa.port())) {
      List<Client> all =
          IntStream.range(0, RUSH / 2)
              .boxed()
              .flatMap(i -> Stream.of(some.join("a" + i), others.join("b" + i)))
              .toList();
      // Each comes as soon as it is answered: a seat that nobody comes for gives way after a
      // second.
      Set<Client> come = new HashSet<>();
      Await.until(
          "the door to answer everybody",
          () -> {
            all.stream().filter(Client::answered).filter(come::add).forEach(Client::beginToSettle);
            return come.size() == all.size();
          });
      Await.until("everybody to be seated", () -> all.stream().allMatch(Client::settled));
      Map<Ports, List<Client>> told = all.stream().collect(Collectors.groupingBy(Client::ports));
      assertThat(told.values()).allSatisfy(table -> assertThat(table).hasSize(CAPACITY));

      Map<Client, String> say = new HashMap<>();
      for (Client client : all) {
        say.put(client, "I am " + client.name());
        client.say("I am " + client.name());
      }
      for (List<Client> table : told.values()) {
        List<String> expected =
            table.stream().map(client -> client.name() + ": " + say.get(client)).toList();
        for (Client client : table) {
          Await.until("all to be heard", () -> client.heard().size() >= CAPACITY);
          assertThat(client.heard()).containsExactlyInAnyOrderElementsOf(expected);
          assertThat(client.broken()).isEmpty();
        }
      }
      assertThat(prosa.out().lines().map(line -> line.replaceFirst("^.*: ", "")))
          .as("no count beyond the capacity")
          .doesNotContain("11");
    }
  }
}
