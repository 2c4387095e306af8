package prosa.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOError;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jspecify.annotations.Nullable;
import prosa.terminal.AdminClient.NoAnswerException;
import prosa.terminal.ServerOverview.NodeOverview;
import prosa.terminal.TopScreen.RoomOrder;
import prosa.terminal.TopScreen.TopView;

/**
 * A server's nodes and tables by occupancy, live, on the whole screen of a terminal: {@code prosa
 * top}.
 *
 * <p>Two threads: the calling one reads keys and draws; the one named {@code asker} asks the
 * operator's port again and again. A port that no longer answers is said above the last state, and
 * asked on. However it ends (a key, Ctrl-C, SIGTERM, the port's end), the terminal is left as it
 * was found.
 *
 * <p>Without a terminal, or if asked to, it prints the state once: as text or as one JSON object.
 */
public final class ServerTop {
  /** Success. */
  public static final int DONE = 0;

  /** There is no operator's port, or it does not answer. */
  public static final int FAILED = 1;

  /** The width of what is printed without a terminal. */
  private static final int PLAIN_COLUMNS = 120;

  private static final long KEY_MILLIS = 100;
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  /** How the state is shown. */
  public enum TopOutput {
    /** On the screen, live, if there is a terminal; else as {@link #TEXT}. */
    LIVE,
    /** Once, as text. */
    TEXT,
    /** Once, as one JSON object. */
    JSON
  }

  /**
   * The options.
   *
   * @param addresses where the operator's ports are: one, or those of several nodes of a cluster
   * @param token what the port wants to be shown, if it wants a token
   * @param every how long it waits between two questions
   */
  public record TopOptions(
      List<InetSocketAddress> addresses, Optional<String> token, Duration every, TopOutput output) {
    public TopOptions {
      addresses = List.copyOf(addresses);
    }
  }

  /** What a key does. */
  private enum TopKey {
    QUIT,
    SUSPEND,
    SORT,
    REDRAW,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    FIRST,
    LAST,
    OTHER
  }

  /** What was told last, and why nothing newer was. */
  private record Told(
      ServerOverview state,
      ServerCounters counters,
      Optional<ServerCounters> before,
      Optional<String> error) {
    Told failing(String sentence) {
      return new Told(state, counters, before, Optional.of(sentence));
    }
  }

  /** What one node told. */
  private record Answer(ServerOverview state, ServerCounters counters) {

    /**
     * Asks a port.
     *
     * @param node of its cluster, which it is to ask; empty for itself
     */
    static Answer of(AdminClient client, String node) throws NoAnswerException {
      String of = node.isEmpty() ? "" : "?node=" + URLEncoder.encode(node, StandardCharsets.UTF_8);
      String state = client.get("/state" + of);
      String metrics = client.get("/metrics" + of);
      try {
        return new Answer(
            ServerOverview.parse(state), ServerCounters.parse(metrics, System.nanoTime()));
      } catch (IllegalArgumentException e) {
        throw new NoAnswerException("what answers at " + client.at() + " is no operator's port", e);
      }
    }
  }

  private final List<AdminClient> clients;
  private final Duration every;
  private volatile Told told;
  private volatile boolean over;

  private RoomOrder order = RoomOrder.FULLEST;
  private int top;

  private ServerTop(List<AdminClient> clients, Duration every, Told first) {
    this.clients = List.copyOf(clients);
    this.every = every;
    told = first;
  }

  /** Runs to the end and returns the exit code. */
  public static int run(TopOptions options) {
    PrintStream err = stream(FileDescriptor.err);
    List<AdminClient> clients =
        options.addresses().stream()
            .map(address -> new AdminClient(address, options.token()))
            .toList();
    Told first;
    try {
      first = ask(clients, Optional.empty());
    } catch (NoAnswerException e) {
      err.println("prosa: " + e.sentence() + "." + hint(e));
      return FAILED;
    }
    if (options.output() == TopOutput.LIVE && TerminalChat.atTerminal()) {
      try (KeyboardTerminal terminal = LineEditor.terminal()) {
        if (terminal.getStringCapability(Capability.cursor_address) != null) {
          new ServerTop(clients, options.every(), first).live(terminal);
          return DONE;
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the terminal cannot be used", e);
      }
    }
    print(clients, first, options.output());
    return DONE;
  }

  /** What can be done where nobody listens. */
  private static String hint(NoAnswerException e) {
    return e.sentence().startsWith("nobody")
        ? " A server opens its operator's port with `prosa serve --admin 127.0.0.1:5556`."
        : "";
  }

  private static PrintStream stream(FileDescriptor to) {
    return new PrintStream(new FileOutputStream(to), true, TextEncoding.ofLocale());
  }

  /**
   * Asks all, and by way of them the other nodes of their cluster; if only some answer, what the
   * others do not is said above their answers.
   */
  private static Told ask(List<AdminClient> clients, Optional<Told> last) throws NoAnswerException {
    List<Answer> answers = new ArrayList<>();
    @Nullable AdminClient answering = null;
    @Nullable NoAnswerException failure = null;
    for (AdminClient client : clients) {
      try {
        answers.add(Answer.of(client, ""));
        answering = client;
      } catch (NoAnswerException e) {
        failure = e;
      }
    }
    if (answering == null) {
      throw Objects.requireNonNull(failure);
    }
    for (NodeOverview other : merged(answers).nodes()) {
      if (!other.asked()) {
        try {
          answers.add(Answer.of(answering, other.name()));
        } catch (NoAnswerException e) {
          failure = new NoAnswerException("node " + other.name() + " does not answer", e);
        }
      }
    }
    ServerOverview state = merged(answers);
    return new Told(
        state,
        answers.stream().map(Answer::counters).reduce(ServerCounters::plus).orElseThrow(),
        // What a further node has counted since its start did not happen in this second.
        last.filter(told -> told.state().asked().equals(state.asked())).map(Told::counters),
        Optional.ofNullable(failure).map(NoAnswerException::sentence));
  }

  private static ServerOverview merged(List<Answer> answers) {
    return ServerOverview.merged(answers.stream().map(Answer::state).toList());
  }

  private static String at(List<AdminClient> clients) {
    return clients.stream().map(AdminClient::at).collect(Collectors.joining(" "));
  }

  // ---- printed once

  private static void print(List<AdminClient> clients, Told first, TopOutput output) {
    PrintStream out = stream(FileDescriptor.out);
    if (output == TopOutput.JSON) {
      StringWriter json = new StringWriter();
      OverviewJson.write(json, at(clients), first.state(), first.counters(), first.error());
      out.println(json);
      PrintStream err = stream(FileDescriptor.err);
      first.error().ifPresent(why -> err.println("prosa: " + why + "."));
    } else {
      TopView view =
          new TopView(
              at(clients),
              first.state(),
              Optional.of(first.counters().total()),
              first.error(),
              "",
              RoomOrder.FULLEST);
      new TopScreen(TerminalColors.NONE)
          .whole(view, PLAIN_COLUMNS)
          .forEach(line -> out.println(line.toString()));
    }
    out.flush();
  }

  // ---- live

  private void live(KeyboardTerminal terminal) {
    TerminalColors colors =
        TerminalColors.of(terminal, Objects.requireNonNullElse(System.getenv("NO_COLOR"), ""), "");
    TopScreen screen = new TopScreen(colors);
    Display display = new Display(terminal, true);
    String restore =
        sequence(terminal, Capability.cursor_normal) + sequence(terminal, Capability.exit_ca_mode);
    // JLine may have closed the terminal by then, so what restores it is written past JLine.
    Thread atSignal = new Thread(() -> written(restore), "goodbye");
    Runtime.getRuntime().addShutdownHook(atSignal);
    Thread asker = Thread.ofPlatform().daemon().name("asker").start(this::keepAsking);
    take(terminal);
    try {
      loop(terminal, display, screen, restore);
    } finally {
      over = true;
      LockSupport.unpark(asker);
      giveBack(terminal, restore);
      removeHook(atSignal);
    }
  }

  private static void removeHook(Thread atSignal) {
    try {
      Runtime.getRuntime().removeShutdownHook(atSignal);
    } catch (IllegalStateException e) {
      // it runs already
    }
  }

  private void keepAsking() {
    while (!over) {
      LockSupport.parkNanos(every.toNanos());
      if (over) {
        return;
      }
      try {
        told = ask(clients, Optional.of(told));
      } catch (NoAnswerException e) {
        String since = " since " + clock() + "; asking on";
        told = told.error().isPresent() ? told : told.failing(e.sentence() + since);
      }
    }
  }

  private void loop(KeyboardTerminal terminal, Display display, TopScreen screen, String restore) {
    BindingReader keys = new BindingReader(terminal.reader());
    KeyMap<TopKey> map = keys(terminal);
    terminal.keys(sequence -> map.getBound(sequence) != null);
    @Nullable Size drawnSize = null;
    @Nullable TopView drawn = null;
    while (!over) {
      Size size = terminal.getSize();
      int rows = Math.max(2, size.getRows());
      int columns = Math.max(1, size.getColumns());
      TopView view = view();
      top = Math.clamp(top, 0, screen.lastTop(view, rows, columns));
      if (!size.equals(drawnSize)) {
        display.resize(size);
        display.clear();
        drawnSize = size;
        drawn = null;
      }
      if (!view.equals(drawn)) {
        display.update(screen.fitted(view, top, rows, columns), 0);
        drawn = view;
      }
      try {
        boolean typed = !keys.getCurrentBuffer().isEmpty(); // behind a key that is none
        int next = typed ? 0 : keys.peekCharacter(KEY_MILLIS);
        if (next == NonBlockingReader.READ_EXPIRED) {
          continue;
        }
        TopKey key = next == NonBlockingReader.EOF ? TopKey.QUIT : keys.readBinding(map);
        int page = Math.max(1, rows - 12);
        switch (key == null ? TopKey.QUIT : key) {
          case QUIT -> over = true;
          case SUSPEND -> {
            suspend(terminal, restore);
            display.clear();
          }
          case SORT -> order = order.next();
          case REDRAW -> display.clear();
          case UP -> top--;
          case DOWN -> top++;
          case PAGE_UP -> top -= page;
          case PAGE_DOWN -> top += page;
          case FIRST -> top = 0;
          case LAST -> top = Integer.MAX_VALUE;
          case OTHER -> {
            continue;
          }
        }
        drawn = null;
      } catch (IOError | EndOfFileException e) {
        return; // the terminal is gone
      }
    }
  }

  private TopView view() {
    Told now = told;
    return new TopView(
        at(clients),
        now.state(),
        now.before().map(now.counters()::since),
        now.error(),
        clock(),
        order);
  }

  private static String clock() {
    return LocalTime.now(ZoneId.systemDefault()).format(CLOCK);
  }

  private static KeyMap<TopKey> keys(Terminal terminal) {
    KeyMap<TopKey> map = new KeyMap<>();
    map.setUnicode(TopKey.OTHER);
    map.setNomatch(TopKey.OTHER);
    for (char c = ' '; c < 127; c++) {
      map.bind(TopKey.OTHER, String.valueOf(c));
    }
    map.bind(TopKey.QUIT, "q", "Q", KeyMap.ctrl('C'), KeyMap.ctrl('D'));
    map.bind(TopKey.SUSPEND, KeyMap.ctrl('Z'));
    map.bind(TopKey.SORT, "s", "S");
    map.bind(TopKey.REDRAW, KeyMap.ctrl('L'));
    map.bind(TopKey.UP, "k", KeyMap.key(terminal, Capability.key_up), "\u001b[A");
    map.bind(TopKey.DOWN, "j", KeyMap.key(terminal, Capability.key_down), "\u001b[B");
    map.bind(TopKey.PAGE_UP, "b", KeyMap.key(terminal, Capability.key_ppage), "\u001b[5~");
    map.bind(TopKey.PAGE_DOWN, " ", KeyMap.key(terminal, Capability.key_npage), "\u001b[6~");
    map.bind(TopKey.FIRST, "g", KeyMap.key(terminal, Capability.key_home), "\u001b[H");
    map.bind(TopKey.LAST, "G", KeyMap.key(terminal, Capability.key_end), "\u001b[F");
    return map;
  }

  // ---- the terminal

  /** Ctrl-C and Ctrl-Z come as keys. */
  private static void take(Terminal terminal) {
    var _ = terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    terminal.flush();
  }

  private static void giveBack(KeyboardTerminal terminal, String restore) {
    terminal.writer().print(restore);
    terminal.flush();
    terminal.setAttributes(terminal.asFound());
  }

  /** Gives the terminal to the shell until that continues this program. */
  private static void suspend(KeyboardTerminal terminal, String restore) {
    giveBack(terminal, restore);
    terminal.suspend();
    take(terminal);
  }

  private static String sequence(Terminal terminal, Capability capability) {
    String format = terminal.getStringCapability(capability);
    return format == null ? "" : Curses.tputs(format);
  }

  private static void written(String sequence) {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);
    out.print(sequence);
    out.flush();
  }
}
