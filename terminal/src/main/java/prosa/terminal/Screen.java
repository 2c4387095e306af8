package prosa.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.Ending;
import prosa.client.Member;
import prosa.client.Message;
import prosa.client.ServerAddress;
import prosa.client.Table;
import prosa.client.Text;
import prosa.client.Visible;
import prosa.client.Visit;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;

/**
 * A visit at a terminal: messages scroll above the line that is being typed.
 *
 * <p>Two threads: the calling one reads lines and does nothing else; the thread named {@code
 * screen} is told events and typed lines, and is the only one that knows the state. JLine lets it
 * write above the line while the other reads it. What was typed is kept in memory for the arrow
 * keys, and nowhere else.
 */
final class Screen {
  private static final long GOODBYE_SECONDS = 3;

  /** The quickest to start comes first: it needs no code to be made for it at run time. */
  private static final String PROVIDERS = "jni,ffm,exec";

  private final Words words;
  private final Narrator narrator;
  private final Company company;
  private final StateLine state;
  private final Painter painter;
  private final Terminal terminal;
  private final LineReaderImpl reader;
  private final ScheduledExecutorService screen;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread typing = Thread.currentThread();
  private volatile @Nullable ChatClient client;
  private volatile Ending ending = new Ending.Left();
  private volatile boolean left;
  private volatile String prompt = "› ";
  private volatile String right = "";
  private boolean offered;

  private Screen(Words words, ServerAddress server, Terminal terminal) {
    this.words = words;
    this.terminal = terminal;
    narrator = new Narrator(words, server);
    company = new Company(words);
    state = new StateLine(words);
    painter = new Painter(colours());
    Completion completion = new Completion(this::table);
    reader =
        (LineReaderImpl)
            LineReaderBuilder.builder()
                .terminal(terminal)
                .completer(completion)
                .parser(completion)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .variable(LineReader.BELL_STYLE, "none")
                .build();
    screen =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("screen").unstarted(task));
  }

  private static boolean colours() {
    String no = System.getenv("NO_COLOR");
    return no == null || no.isEmpty();
  }

  /** Runs to the end and returns the exit code. */
  static int run(TerminalChat.Order order, ServerAddress server, Words words, PrintStream err) {
    Ending ending;
    try (Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .encoding(StandardCharsets.UTF_8)
            .providers(PROVIDERS)
            .build()) {
      Screen screen = new Screen(words, server, terminal);
      Optional<String> name = order.user().isPresent() ? order.user() : screen.askName();
      if (name.isEmpty()) {
        return TerminalChat.NOT_BEGUN;
      }
      ending = screen.visit(new Visit(server, name.get(), order.privateTable()));
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be used", e);
    }
    if (ending instanceof Ending.Left) {
      return TerminalChat.DONE;
    }
    err.println("prosa: " + new Narrator(words, server).ended(ending));
    return TerminalChat.FAILED;
  }

  private Optional<String> askName() {
    try {
      String name = "";
      while (!isName(name)) {
        name = reader.readLine(words.say(Phrase.ASK_NAME));
      }
      return Optional.of(name);
    } catch (EndOfFileException | UserInterruptException e) {
      return Optional.empty();
    }
  }

  private static boolean isName(String typed) {
    try {
      return !Names.wished(typed).isEmpty();
    } catch (ProtocolException e) {
      return false;
    }
  }

  private Ending visit(Visit visit) {
    reader.getWidgets().put(LineReader.SELF_INSERT, typingTold());
    reader.getWidgets().put(LineReader.ACCEPT_LINE, erasedWhole());
    Attributes asFound = terminal.enterRawMode(); // no echo between two lines either
    ChatClient chat = ChatClient.enter(visit, this::onScreen, this::heard);
    client = chat;
    Thread goodbye = new Thread(() -> leave(chat), "goodbye");
    Runtime.getRuntime().addShutdownHook(goodbye); // for signals
    readLines();
    left = true;
    wipe();
    leave(chat);
    screen.shutdown();
    terminal.setAttributes(asFound);
    try {
      Runtime.getRuntime().removeShutdownHook(goodbye);
    } catch (IllegalStateException e) {
      // it runs already
    }
    return ending;
  }

  /** Nothing stays of the line that was being typed, nor of what stood around it. */
  private void wipe() {
    terminal.puts(Capability.carriage_return);
    terminal.puts(Capability.clr_eol);
    terminal.flush();
  }

  private void leave(ChatClient chat) {
    chat.close();
    try {
      var _ = over.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the thread that types

  private void readLines() {
    while (!left && over.getCount() > 0) {
      try {
        String line = reader.readLine(prompt, right, (Character) null, null);
        if (Typed.of(line) instanceof Typed.Quit) {
          return;
        }
        onScreen(() -> typed(line));
      } catch (UserInterruptException e) {
        var _ = Thread.interrupted();
        if (e.getPartialLine().isEmpty()) {
          return; // Ctrl-C on an empty line; otherwise it empties the line
        }
      } catch (EndOfFileException e) {
        return;
      }
    }
  }

  /** JLine erases a finished line, but not what stands at its right. */
  private Widget erasedWhole() {
    Widget accept = builtin(LineReader.ACCEPT_LINE);
    return () -> {
      reader.setRightPrompt("");
      return accept.apply();
    };
  }

  private Widget builtin(String name) {
    return Objects.requireNonNull(reader.getBuiltinWidgets().get(name));
  }

  private Widget typingTold() {
    Widget insert = builtin(LineReader.SELF_INSERT);
    return () -> {
      ChatClient chat = client;
      if (chat != null && !reader.getBuffer().toString().startsWith("/")) {
        chat.typing();
      }
      return insert.apply();
    };
  }

  // ---- the thread that shows

  private void onScreen(Runnable task) {
    try {
      screen.execute(task);
    } catch (RejectedExecutionException e) {
      // the visit is over
    }
  }

  private void heard(ChatEvent event) {
    company.follow(event);
    state.follow(event, System.nanoTime());
    switch (event) {
      case ChatEvent.Said(Message message) -> {
        if (message.mine() || !company.hidden(message.place())) {
          show(painter.message(message, LocalTime.now(ZoneId.systemDefault())));
        }
      }
      case ChatEvent.Typing _ -> {
        var _ =
            screen.schedule(this::refresh, StateLine.TYPING.toMillis() + 50, TimeUnit.MILLISECONDS);
      }
      case ChatEvent.Joined _ -> {
        offered = false;
        if (table().filter(seen -> seen.members().size() == 1).isPresent()) {
          terminal.puts(Capability.bell); // nobody waits alone for a message that nobody sees
        }
        notes(narrator.tell(event));
      }
      case ChatEvent.Seated(Table seen, var how) -> {
        offered = false;
        notes(narrator.tell(event));
        if (seen.alone()) {
          note(words.say(Phrase.ALONE));
        }
      }
      case ChatEvent.Offered _ -> {
        offered = true;
        notes(narrator.tell(event));
      }
      case ChatEvent.Ended(Ending why) -> ended(why);
      default -> notes(narrator.tell(event));
    }
    refresh();
  }

  private void ended(Ending why) {
    ending = why;
    if (why instanceof Ending.Left) {
      unsent().forEach(text -> note(words.say(Phrase.NOT_SAID, Visible.line(text.text()))));
      notes(narrator.tell(new ChatEvent.Ended(why)));
    }
    over.countDown();
    if (!left) {
      typing.interrupt(); // out of the line being read
    }
  }

  private void typed(String line) {
    ChatClient chat = client;
    if (chat == null || answersOffer(line.strip().toLowerCase(Locale.ROOT), chat)) {
      return;
    }
    switch (Typed.of(line)) {
      case Typed.Say(String text) -> {
        chat.say(text);
        waits(text);
      }
      case Typed.Act(String text) -> {
        chat.act(text);
        waits(text);
      }
      case Typed.Nick(String name) -> chat.rename(name);
      case Typed.Join(String code) -> chat.join(code);
      case Typed.Mute(String name) -> mute(name);
      case Typed.Unmute(String name) -> unmute(name);
      case Typed.Who _ -> reader.printAbove(painter.block(String.join("\n", company.who(table()))));
      case Typed.Next _ -> chat.next();
      case Typed.Invite _ -> chat.invite();
      case Typed.Private _ -> chat.privateTable();
      case Typed.Help _ -> reader.printAbove(painter.block(words.say(Phrase.HELP)));
      case Typed.Wrong(Phrase hint, String what) -> note(words.say(hint, Visible.line(what)));
      case Typed.Quit _, Typed.Nothing _ -> {}
    }
    refresh();
  }

  private boolean answersOffer(String answer, ChatClient chat) {
    boolean yes = List.of(words.say(Phrase.YES).split(" ")).contains(answer);
    boolean no = List.of(words.say(Phrase.NO).split(" ")).contains(answer);
    if (!offered || !(yes || no)) {
      return false;
    }
    offered = false;
    if (yes) {
      chat.next();
    } else {
      note(words.say(Phrase.OFFER_DECLINED));
    }
    return true;
  }

  /** A line that cannot be said yet is not simply gone from the screen. */
  private void waits(String text) {
    if (!state.connected()) {
      note(Visible.line(text) + "  " + words.say(Phrase.WAITING));
    }
  }

  private void mute(String name) {
    Optional<Member> member = company.called(name, table());
    member.ifPresent(company::mute);
    answer(member, name, Phrase.MUTED);
  }

  private void unmute(String name) {
    Optional<Member> member = company.called(name, table());
    member.ifPresent(company::unmute);
    answer(member, name, Phrase.UNMUTED);
  }

  private void answer(Optional<Member> member, String name, Phrase done) {
    note(
        member
            .map(found -> words.say(done, Narrator.name(found)))
            .orElseGet(() -> words.say(Phrase.NOBODY_CALLED, Visible.line(name))));
  }

  // ---- what is seen

  private Optional<Table> table() {
    ChatClient chat = client;
    return chat == null ? Optional.empty() : chat.table();
  }

  private List<Text> unsent() {
    ChatClient chat = client;
    return chat == null ? List.of() : chat.unsent();
  }

  private void notes(List<String> sentences) {
    sentences.forEach(this::note);
  }

  private void note(String sentence) {
    show(painter.note(sentence, LocalTime.now(ZoneId.systemDefault())));
  }

  private void show(AttributedString lines) {
    reader.printAbove(Wrapping.wrapped(lines, terminal.getColumns(), Painter.INDENT));
  }

  /** Writes anew what stands around the line. */
  private void refresh() {
    prompt = state.prompt(table());
    right = state.right(table(), unsent().size(), company.mutedCount(), System.nanoTime());
    reader.setPrompt(prompt);
    reader.setRightPrompt(right);
    if (reader.isReading()) {
      try {
        reader.callWidget(LineReader.REDISPLAY);
      } catch (IllegalStateException e) {
        // the line has just been finished; the next one begins with all of it
      }
    }
  }
}
