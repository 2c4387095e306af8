package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.terminal.TopScreen.RoomOrder;
import prosa.terminal.TopScreen.TopView;

/** What {@code prosa top} draws of a state. */
final class TopScreenTest {
  private static final String ONE =
      "{\"version\": \"1.0.0\", \"ready\": true, \"draining\": false, \"capacity\": 10,"
          + " \"reserved\": 1, \"seated\": 14, \"held\": 2, \"connections\": 17, \"emergency\":"
          + " \"normal\", \"blocks\": [], \"rooms\": [[0, 0, \"sssssssss.\"], [1, 0,"
          + " \"sh.......r\"], [10, 1, \"s.........\"], [2, 0, \"s..h......\"], [3, 0,"
          + " \"s........s\"]]}";

  private static final String SEVERAL =
      "{\"version\": \"1.0.0\", \"ready\": true, \"draining\": false, \"capacity\": 4, \"seated\": 4,"
          + " \"cluster\": {\"node\": \"a\", \"trouble\": \"\", \"relays\": 2, \"nodes\": [{\"node\":"
          + " \"a\", \"rooms\": 1, \"members\": 4, \"connections\": 4}, {\"node\": \"b\", \"new\": {},"
          + " \"draining\": false, \"rooms\": 3, \"members\": 9, \"connections\": 10}, {\"node\":"
          + " \"c\", \"draining\": true, \"rooms\": 0, \"members\": 0, \"connections\": 2}]},"
          + " \"rooms\": [[7, 0, \"ssss\"]]}";

  private final TopScreen screen = new TopScreen(TerminalColors.NONE);

  private static TopView view(String state, RoomOrder order) {
    return new TopView(
        "127.0.0.1:5556",
        ServerOverview.parse(state),
        Optional.of("18 messages/s"),
        Optional.empty(),
        "12:41:07",
        order);
  }

  private static List<String> text(List<AttributedString> lines) {
    return lines.stream().map(AttributedString::toString).toList();
  }

  @Test
  void theFullestTablesComeFirstAndWhoIsAloneIsNamed() {
    assertThat(text(screen.fitted(view(ONE, RoomOrder.FULLEST), 0, 15, 70)))
        .containsExactly(
            "prosa 1.0.0 at 127.0.0.1:5556: ready                          12:41:07",
            "14 people at 5 tables, 2 alone, 2 away, 1 reserved, 17 connections",
            "18 messages/s",
            "",
            "people at a table   0  1  2  3  4  5  6  7  8  9 10",
            "tables              0  3  1  0  0  0  0  0  0  1  0",
            "",
            "TABLE       PEOPLE  SEATS",
            "Chat0         9/10  [#########.]",
            "Chat3         2/10  [##........]",
            "Chat1         1/10  [#~+.......] alone 1 away",
            "Chat2         1/10  [#~........] alone 1 away",
            "Chat10        1/10  [#.........] private",
            "",
            "q quits, s sorts: fullest first, arrows scroll");
  }

  @Test
  void tablesAreSortedOtherwiseByAKey() {
    assertThat(RoomOrder.FULLEST.next()).isEqualTo(RoomOrder.EMPTIEST);
    assertThat(tables(RoomOrder.EMPTIEST))
        .containsExactly("Chat1", "Chat2", "Chat10", "Chat3", "Chat0");
    assertThat(tables(RoomOrder.NAME))
        .containsExactly("Chat0", "Chat1", "Chat2", "Chat3", "Chat10");
    assertThat(RoomOrder.NAME.next()).isEqualTo(RoomOrder.FULLEST);
  }

  private List<String> tables(RoomOrder order) {
    return text(screen.whole(view(ONE, order), 100)).stream()
        .filter(line -> line.startsWith("Chat"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  @Test
  void severalNodesAreATableAndRoomsHaveTheirNodesName() {
    assertThat(text(screen.whole(view(SEVERAL, RoomOrder.FULLEST), 80)))
        .contains(
            "13 people at 4 tables, 0 alone, 0 away, 0 reserved, 12 connections",
            "NODE   PEOPLE  TABLES  ALONE  AWAY  STATE",
            "a           4       1      0     0  ready",
            "b           9       3      ?     ?  does not answer",
            "c           0       0      ?     ?  does not answer",
            "Chat7@a       4/4   [####]");
  }

  @Test
  void nodesThatWereAskedThemselvesHaveTheirTables() {
    String other =
        SEVERAL.replace(
            "\"node\": \"a\", \"trouble\": \"\"", "\"node\": \"b\", \"trouble\": \"x\"");
    ServerOverview all =
        ServerOverview.merged(List.of(ServerOverview.parse(SEVERAL), ServerOverview.parse(other)));
    assertThat(all.nodes())
        .extracting(ServerOverview.NodeOverview::name)
        .containsExactly("a", "b", "c");
    assertThat(all.tables())
        .extracting(ServerOverview.RoomSummary::name)
        .containsExactly("Chat7@a", "Chat7@b");
    assertThat(all.nodes().get(1).state()).isEqualTo("ready, x");
    assertThat(all.people()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 20, 40, 80, 300})
  void nothingIsWiderThanTheScreenAndThereAreAsManyLinesAsItHas(int size) {
    for (String state : List.of(ONE, SEVERAL)) {
      for (int rows = 2; rows < 30; rows++) {
        TopView view = view(state, RoomOrder.NAME);
        int last = screen.lastTop(view, rows, size);
        List<AttributedString> lines = screen.fitted(view, last, rows, size);
        assertThat(lines).hasSize(rows).allMatch(line -> line.columnLength() <= size);
      }
    }
  }

  @Test
  void whatDoesNotFitIsScrolledToAndCounted() {
    TopView view = view(ONE, RoomOrder.NAME);
    assertThat(screen.lastTop(view, 12, 80)).isEqualTo(2);
    List<String> lines = text(screen.fitted(view, 1, 12, 80));
    assertThat(lines.get(8)).startsWith("Chat1 ");
    assertThat(lines.getLast()).startsWith("1 above, 1 below; q quits");
  }

  @Test
  void anOldStateSaysWhy() {
    TopView now = view(ONE, RoomOrder.NAME);
    TopView old =
        new TopView(
            now.at(), now.state(), now.rates(), Optional.of("nobody answers"), "", RoomOrder.NAME);
    assertThat(text(screen.whole(old, 80)).get(2)).isEqualTo("nobody answers");
  }

  @Test
  void largeTablesAreCountsAndNoPicture() {
    String large =
        "{\"version\": \"1\", \"ready\": true, \"capacity\": 100, \"seated\": 2, \"rooms\": [[0, 0,"
            + " \"ss"
            + ".".repeat(98)
            + "\"]]}";
    assertThat(text(screen.whole(view(large, RoomOrder.NAME), 80)).getLast())
        .isEqualTo("Chat0         2/100");
  }
}
