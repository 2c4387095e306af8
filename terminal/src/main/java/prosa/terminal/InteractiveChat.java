package prosa.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.EndReason;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.ServerAddress;
import prosa.client.UnsentMessage;
import prosa.client.Visible;

/**
 * A visit at a terminal: messages output above the line that is being typed.
 *
 * <p>Two threads: the calling one reads lines and does nothing else; the thread named {@code
 * screen} is told events and typed lines, and is the only one that knows the state. The {@link
 * LineEditor} lets it write above the line while the other reads it.
 */
final class InteractiveChat {
  private static final long GOODBYE_SECONDS = 3;
  private static final RoomState NOWHERE = new RoomState();

  private final Words words;
  private final EventFormatter formatter;
  private final StatusLine status;
  private final LineEditor editor;
  private final OutputArea output;
  private final CommandExecutor commands;
  private final ScheduledExecutorService screen;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread typing = Thread.currentThread();
  private volatile @Nullable ChatClient client;
  private volatile EndReason ending = new EndReason.Left();
  private volatile boolean left;

  private InteractiveChat(
      Words words, ServerAddress server, Terminal terminal, ScheduledExecutorService screen) {
    this.words = words;
    this.screen = screen;
    formatter = new EventFormatter(words, server);
    status = new StatusLine(words);
    editor = new LineEditor(terminal, new InputCompleter(() -> room().snapshot()));
    output = new OutputArea(editor, new MessageFormatter(colours()));
    commands = new CommandExecutor(words, new MemberList(words), status, output);
  }

  private static boolean colours() {
    String no = System.getenv("NO_COLOR");
    return no == null || no.isEmpty();
  }

  /**
   * Runs to the end and returns the exit code. Who is named is on the way already while the
   * terminal is made ready, which takes as long as getting there.
   */
  static int run(TerminalChat.Order order, ServerAddress server, Words words, PrintStream err) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("screen").unstarted(task));
    CompletableFuture<InteractiveChat> ready = new CompletableFuture<>();
    Function<String, ChatClient> enter =
        name ->
            ChatClient.enter(
                new ConnectOptions(server, name, order.privateTable()),
                task -> execute(thread, task),
                (chat, event) -> ready.join().heard(event));
    Optional<ChatClient> early = order.user().map(enter);
    EndReason ending;
    try (Terminal terminal = LineEditor.terminal()) {
      InteractiveChat screen = new InteractiveChat(words, server, terminal, thread);
      Optional<ChatClient> chat =
          early.or(() -> screen.editor.askName(words.say(Phrase.ASK_NAME)).map(enter));
      if (chat.isEmpty()) {
        return TerminalChat.NOT_BEGUN;
      }
      ending = screen.visit(chat.get(), ready);
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be used", e);
    }
    if (ending instanceof EndReason.Left) {
      return TerminalChat.DONE;
    }
    err.println("prosa: " + new EventFormatter(words, server).ended(ending));
    return TerminalChat.FAILED;
  }

  private EndReason visit(ChatClient chat, CompletableFuture<InteractiveChat> ready) {
    editor.open(this::tellTyping);
    client = chat;
    ready.complete(this);
    Thread goodbye = new Thread(() -> leave(chat), "goodbye");
    Runtime.getRuntime().addShutdownHook(goodbye); // for signals
    editor.readLines(() -> !left && over.getCount() > 0, this::taken);
    left = true;
    editor.wipe();
    leave(chat);
    screen.shutdown();
    editor.close();
    try {
      Runtime.getRuntime().removeShutdownHook(goodbye);
    } catch (IllegalStateException e) {
      // it runs already
    }
    return ending;
  }

  private void tellTyping() {
    ChatClient chat = client;
    if (chat != null) {
      chat.typing();
    }
  }

  /** On the thread that reads: takes a line, or tells that it was the last. */
  private boolean taken(String line) {
    if (ChatInput.of(line) instanceof ChatInput.Quit) {
      return false;
    }
    onScreen(() -> typed(line));
    return true;
  }

  private void leave(ChatClient chat) {
    chat.close();
    try {
      var _ = over.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the thread that shows

  private void onScreen(Runnable task) {
    execute(screen, task);
  }

  private static void execute(Executor thread, Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      // the visit is over
    }
  }

  private void heard(ChatEvent event) {
    status.follow(event);
    switch (event) {
      case ChatEvent.Said(Message message) -> {
        if (!room().hides(message)) {
          output.message(message);
        }
      }
      case ChatEvent.Typing _ -> {
        var _ =
            screen.schedule(this::refresh, RoomState.TYPING.toMillis() + 50, TimeUnit.MILLISECONDS);
      }
      case ChatEvent.Joined _ -> {
        commands.offered(false);
        if (room().snapshot().filter(now -> now.people() == 2).isPresent()) {
          editor.bell(); // nobody waits alone for a message that nobody sees
        }
        output.notes(formatter.tell(event));
      }
      case ChatEvent.Seated(RoomSnapshot seen, var how) -> {
        commands.offered(false);
        output.notes(formatter.tell(event));
        if (seen.alone()) {
          output.note(words.say(Phrase.ALONE));
        }
      }
      case ChatEvent.Offered _ -> {
        commands.offered(true);
        output.notes(formatter.tell(event));
      }
      case ChatEvent.Ended(EndReason why) -> ended(why);
      default -> output.notes(formatter.tell(event));
    }
    refresh();
  }

  private void ended(EndReason why) {
    ending = why;
    if (why instanceof EndReason.Left) {
      unsent().forEach(text -> output.note(words.say(Phrase.NOT_SAID, Visible.line(text.text()))));
      output.notes(formatter.tell(new ChatEvent.Ended(why)));
    }
    over.countDown();
    if (!left) {
      typing.interrupt(); // out of the line being read
    }
  }

  private void typed(String line) {
    ChatClient chat = client;
    if (chat != null) {
      commands.execute(line, chat);
      refresh();
    }
  }

  // ---- what is seen

  private RoomState room() {
    ChatClient chat = client;
    return chat == null ? NOWHERE : chat.room();
  }

  private List<UnsentMessage> unsent() {
    ChatClient chat = client;
    return chat == null ? List.of() : chat.unsent();
  }

  /** Writes anew what stands around the line. */
  private void refresh() {
    editor.around(status.prompt(room()), status.right(room(), unsent().size()));
  }
}
