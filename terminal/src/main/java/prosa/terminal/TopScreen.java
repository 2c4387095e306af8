package prosa.terminal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import prosa.terminal.ServerOverview.NodeOverview;
import prosa.terminal.ServerOverview.RoomSummary;
import prosa.terminal.ServerOverview.SeatMark;

/**
 * What {@code prosa top} shows, as lines: a head, the nodes if there are several, how many tables
 * have how many people, and the tables. It only computes: the same state gives the same lines.
 *
 * <p>Seats are drawn in ASCII, which every encoding has and every terminal draws one column wide.
 */
final class TopScreen {
  /** Beyond so many places, a table's seats are a count and no picture. */
  private static final int MOST_PLACES = 40;

  private static final int GREEN = 120; // degrees
  private static final int BLUE = 210;

  /** The order of the tables. */
  enum RoomOrder {
    FULLEST,
    EMPTIEST,
    NAME;

    private static final Comparator<RoomSummary> BY_NAME =
        Comparator.comparing((RoomSummary table) -> node(table.name()))
            .thenComparingInt(table -> table.name().length())
            .thenComparing(RoomSummary::name);

    /** The one after it, and the first after the last. */
    RoomOrder next() {
      return switch (this) {
        case FULLEST -> EMPTIEST;
        case EMPTIEST -> NAME;
        case NAME -> FULLEST;
      };
    }

    String words() {
      return switch (this) {
        case FULLEST -> "fullest first";
        case EMPTIEST -> "emptiest first";
        case NAME -> "by name";
      };
    }

    List<RoomSummary> sorted(List<RoomSummary> tables) {
      Comparator<RoomSummary> comparator =
          switch (this) {
            case FULLEST -> Comparator.comparingInt((RoomSummary table) -> -table.people());
            case EMPTIEST -> Comparator.comparingInt(RoomSummary::people);
            case NAME -> BY_NAME;
          };
      return tables.stream().sorted(comparator.thenComparing(BY_NAME)).toList();
    }

    private static String node(String table) {
      int at = table.indexOf('@');
      return at < 0 ? "" : table.substring(at);
    }
  }

  /**
   * What is to be shown.
   *
   * @param at where the operator's port is
   * @param rates what happens in a second; empty while that is not known
   * @param error why the state is an old one; empty if it is of now
   * @param time the time of day, as it stands in the head
   */
  record TopView(
      String at,
      ServerOverview state,
      Optional<String> rates,
      Optional<String> error,
      String time,
      RoomOrder order) {}

  private final TerminalColors colors;

  TopScreen(TerminalColors colors) {
    this.colors = colors;
  }

  /** All that there is, for a screen without end. */
  List<AttributedString> whole(TopView view, int columns) {
    List<AttributedString> lines = new ArrayList<>(head(view, columns));
    for (RoomSummary table : view.order().sorted(view.state().tables())) {
      lines.add(table(table, nameWidth(view.state()), columns));
    }
    return lines;
  }

  /** How far down the tables can be scrolled. */
  int lastTop(TopView view, int rows, int columns) {
    int room = Math.max(1, rows - head(view, columns).size() - 1);
    return Math.max(0, view.state().tables().size() - room);
  }

  /**
   * As many lines as the screen has rows, none of them longer than it has columns.
   *
   * @param top how many tables are above the first that is shown
   */
  List<AttributedString> fitted(TopView view, int top, int rows, int columns) {
    List<AttributedString> lines = new ArrayList<>(head(view, columns));
    List<RoomSummary> tables = view.order().sorted(view.state().tables());
    int room = Math.max(1, rows - lines.size() - 1);
    int width = nameWidth(view.state());
    tables.stream().skip(top).limit(room).forEach(table -> lines.add(table(table, width, columns)));
    while (lines.size() < rows - 1) {
      lines.add(AttributedString.EMPTY);
    }
    List<AttributedString> fit = new ArrayList<>(lines.subList(0, Math.max(0, rows - 1)));
    int below = Math.max(0, tables.size() - top - room);
    fit.add(foot(view.order(), top, below, columns));
    return fit;
  }

  private AttributedString foot(RoomOrder order, int above, int below, int columns) {
    String more = above + below == 0 ? "" : "%d above, %d below; ".formatted(above, below);
    return line(columns, more + "q quits, s sorts: " + order.words() + ", arrows scroll", faint());
  }

  private List<AttributedString> head(TopView view, int columns) {
    ServerOverview state = view.state();
    NodeOverview first = state.nodes().getFirst();
    List<AttributedString> lines = new ArrayList<>();
    AttributedStringBuilder title = new AttributedStringBuilder();
    title.styled(colors.strong(AttributedStyle.DEFAULT), "prosa " + first.version());
    title.append(" at " + view.at() + ": ");
    title.styled(
        first.ready() ? AttributedStyle.DEFAULT : colors.strong(colors.error()), first.state());
    if (!first.emergency().equals("normal")) {
      title.append(", ").styled(colors.strong(colors.error()), first.emergency());
    }
    int gap = columns - title.length() - view.time().length();
    if (gap > 0) {
      title.append(" ".repeat(gap)).styled(faint(), view.time());
    }
    lines.add(cut(title, columns));
    lines.add(summary(state, columns));
    view.error()
        .ifPresentOrElse(
            why -> lines.add(line(columns, why, colors.strong(colors.error()))),
            () -> lines.add(line(columns, view.rates().orElse(""), AttributedStyle.DEFAULT)));
    lines.add(AttributedString.EMPTY);
    if (state.nodes().size() > 1) {
      lines.addAll(nodes(state, columns));
      lines.add(AttributedString.EMPTY);
    }
    lines.addAll(histogram(state, columns));
    lines.add(AttributedString.EMPTY);
    lines.add(line(columns, pad("TABLE", nameWidth(state)) + "   PEOPLE  SEATS", faint()));
    return lines;
  }

  private AttributedString summary(ServerOverview state, int columns) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(
        count(state.people(), "person", "people")
            + " at "
            + count(state.roomCount(), "table", "tables")
            + ", ");
    line.styled(
        state.alone() > 0 ? colors.strong(colors.error()) : AttributedStyle.DEFAULT,
        state.alone() + " alone");
    line.append(", %,d away, %,d reserved".formatted(state.held(), state.reserved()));
    int connections =
        state.nodes().stream().mapToInt(node -> Math.max(0, node.connections())).sum();
    line.append(", " + count(connections, "connection", "connections"));
    return cut(line, columns);
  }

  private static String count(int n, String one, String many) {
    return String.format(Locale.ROOT, "%,d %s", n, n == 1 ? one : many);
  }

  private List<AttributedString> nodes(ServerOverview state, int columns) {
    int width =
        Math.max(
            "NODE".length(),
            state.nodes().stream().mapToInt(node -> node.name().length()).max().orElse(0));
    List<AttributedString> lines = new ArrayList<>();
    lines.add(line(columns, pad("NODE", width) + "   PEOPLE  TABLES  ALONE  AWAY  STATE", faint()));
    for (NodeOverview node : state.nodes()) {
      AttributedStringBuilder line = new AttributedStringBuilder();
      line.styled(colors.strong(AttributedStyle.DEFAULT), pad(node.name(), width));
      line.append("  %7d %7d".formatted(node.seated(), node.roomCount()));
      if (node.asked()) {
        line.styled(
            node.alone() > 0 ? colors.strong(colors.error()) : AttributedStyle.DEFAULT,
            "%7d".formatted(node.alone()));
        line.append("%6d  ".formatted(node.held()));
      } else {
        line.styled(faint(), "      ?     ?  ");
      }
      line.styled(
          node.ready() ? AttributedStyle.DEFAULT : colors.strong(colors.error()), node.state());
      lines.add(cut(line, columns));
    }
    return lines;
  }

  /** How many tables have how many people, from none to a full one, as far as they fit. */
  private List<AttributedString> histogram(ServerOverview state, int columns) {
    String people = "people at a table ";
    String tables = "tables            ";
    int most =
        Math.max(
            state.capacity(),
            state.tables().stream().mapToInt(RoomSummary::people).max().orElse(0));
    int[] counts = new int[most + 1];
    state.tables().forEach(table -> counts[table.people()]++);
    AttributedStringBuilder above = new AttributedStringBuilder();
    AttributedStringBuilder below = new AttributedStringBuilder();
    above.styled(faint(), people);
    below.append(tables);
    for (int n = 0; n <= most; n++) {
      int width = Math.max(3, Math.max(digits(n), digits(counts[n])) + 1);
      if (above.length() + width > columns) {
        break;
      }
      above.styled(faint(), right(n, width));
      below.styled(
          counts[n] == 0
              ? faint()
              : n == 1 && state.alone() > 0
                  ? colors.strong(colors.error())
                  : colors.strong(AttributedStyle.DEFAULT),
          right(counts[n], width));
    }
    return List.of(cut(above, columns), cut(below, columns));
  }

  private static int digits(int n) {
    return Integer.toString(n).length();
  }

  private static String right(int n, int width) {
    return " ".repeat(Math.max(0, width - digits(n))) + n;
  }

  private static int nameWidth(ServerOverview state) {
    return Math.max(
        9, state.tables().stream().mapToInt(table -> table.name().length()).max().orElse(0));
  }

  private AttributedString table(RoomSummary table, int nameWidth, int columns) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(pad(table.name(), nameWidth));
    line.append("%6d/%-3d ".formatted(table.people(), table.capacity()));
    if (table.capacity() <= MOST_PLACES) {
      seats(line, table);
    }
    if (table.alone()) {
      line.styled(colors.strong(colors.error()), "alone ");
    }
    if (table.isPrivate()) {
      line.styled(faint(), "private ");
    }
    if (table.count(SeatMark.HELD) > 0) {
      line.append(table.count(SeatMark.HELD) + " away ");
    }
    return cut(line, columns);
  }

  private void seats(AttributedStringBuilder line, RoomSummary table) {
    AttributedStyle people =
        table.alone()
            ? colors.error()
            : colors.hue(table.people() == table.capacity() ? BLUE : GREEN);
    line.append('[')
        .styled(people, "#".repeat(table.people()))
        .styled(faint(), "~".repeat(table.count(SeatMark.HELD)))
        .styled(faint(), "+".repeat(table.count(SeatMark.RESERVED)))
        .styled(faint(), ".".repeat(table.count(SeatMark.FREE)))
        .append("] ");
  }

  private AttributedStyle faint() {
    return colors.faint();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static AttributedString line(int columns, String text, AttributedStyle style) {
    return cut(new AttributedStringBuilder().styled(style, text), columns);
  }

  /** Not longer than the screen is wide, and nothing behind the last character. */
  private static AttributedString cut(AttributedStringBuilder line, int columns) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ') {
      end--;
    }
    return line.subSequence(0, end).columnSubSequence(0, columns);
  }
}
