package prosa.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ChatInput;
import prosa.client.CommandName;
import prosa.client.ConnectOptions;
import prosa.client.EndReason;
import prosa.client.JoinKind;
import prosa.client.KnownServers;
import prosa.client.Message;
import prosa.client.MissedCount;
import prosa.client.NewcomerLinks;
import prosa.client.RequestType;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.SeenMessages;
import prosa.client.ServerAddress;
import prosa.client.UnsentMessage;
import prosa.messages.DayDivider;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;
import prosa.protocol.Names;
import prosa.protocol.Sanitizer;

/**
 * A chat at a terminal: messages scroll above the line that is being typed.
 *
 * <p>Two threads: the calling one reads lines and does nothing else; the thread named {@code
 * screen} is told events and typed lines, and is the only one that knows the state. The {@link
 * LineEditor} lets it write above the line while the other reads it.
 *
 * <p>A user who follows a link to another server is in two sessions for a moment: the present one
 * ends when there is a seat in the next, and stays if there is none to be had. One whose table is
 * gone after it had a seat is not thrown out: it is asked where to sit, and begins another session.
 */
final class InteractiveChat {
  private static final long LEAVE_SECONDS = 3;

  /** What is not said after this time is seen to wait: nothing else tells where it went. */
  private static final long UNSAID_SECONDS = 1;

  private static final RoomState NOWHERE = new RoomState();

  /** Why a session ends if that concerns a table, and not who comes. */
  private static final Set<ErrorCode> OF_THE_ROOM =
      EnumSet.of(
          ErrorCode.UNKNOWN_INVITE,
          ErrorCode.UNKNOWN_ROOM,
          ErrorCode.TABLE_FULL,
          ErrorCode.VOTED_AWAY,
          ErrorCode.ROOM_CLOSED,
          ErrorCode.REMOVED,
          ErrorCode.ENCRYPTED_ROOM,
          ErrorCode.NO_ENCRYPTION);

  private final Messages messages;
  private final DisplayOptions display;
  private final StatusLine status;
  private final LineEditor editor;
  private final OutputArea output;
  private final CommandExecutor commands;
  private final ScheduledExecutorService screen;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread readingThread = Thread.currentThread();
  private volatile @Nullable ChatClient client;
  private volatile EndReason endReason = new EndReason.Left();
  private volatile boolean left;
  private volatile boolean everSeated;

  /** Whether the last session has ended because its table is gone, and no other has begun. */
  private volatile boolean roomGone;

  private boolean wasEncrypted;

  /** What was typed to be said and is not settled, by its id, in order. */
  private final Map<String, String> unsaid = new LinkedHashMap<>();

  /** Those of them that were not settled at once. */
  private final Set<String> overdue = new HashSet<>();

  private final SeenMessages seen = new SeenMessages();
  private final NewcomerLinks newcomerLinks = new NewcomerLinks();
  private final MissedCount missed = new MissedCount();
  private String contact = "";

  private EventFormatter formatter;
  private ServerAddress server;
  private String name = "";

  /** The line that asked for another name last. */
  private String naming = "";

  /** The session at another server that is to take the place of the present one. */
  private @Nullable ChatClient next;

  private ServerAddress nextServer;

  private InteractiveChat(
      Messages messages,
      ServerAddress server,
      KeyboardTerminal terminal,
      DisplayOptions display,
      ScheduledExecutorService screen) {
    this.messages = messages;
    this.server = server.door();
    nextServer = this.server;
    this.screen = screen;
    formatter = formatter(server);
    status = new StatusLine(messages);
    this.display = display;
    TerminalColors colors =
        TerminalColors.of(terminal, environment("NO_COLOR"), environment("COLORTERM"));
    editor = new LineEditor(terminal, new InputCompleter(this::room), colors);
    Locale system = Locale.getDefault(Locale.Category.FORMAT);
    MessageFormatter lines =
        new MessageFormatter(
            colors,
            display.timestamps()
                ? Optional.of(MessageFormatter.clock(system, messages.locale()))
                : Optional.empty());
    output = new OutputArea(editor, lines, new DayDivider(messages));
    commands =
        new CommandExecutor(messages, new MemberList(messages), status, output, new Requests());
  }

  private EventFormatter formatter(ServerAddress at) {
    return new EventFormatter(messages, at, OutputKind.TERMINAL, this::room);
  }

  private static String environment(String name) {
    return Objects.requireNonNullElse(System.getenv(name), "");
  }

  /**
   * Runs to the end and returns the exit code. With a name the session begins while the terminal is
   * made ready, which takes as long as connecting.
   */
  static int run(
      TerminalChat.Options options, ServerAddress server, Messages messages, PrintStream err) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("screen").unstarted(task));
    CompletableFuture<InteractiveChat> ready = new CompletableFuture<>();
    Function<String, ChatClient> enter =
        name ->
            ChatClient.enter(
                options.connecting(server, name),
                task -> execute(thread, task),
                (from, event) -> ready.join().heard(from, event));
    Optional<ChatClient> early = options.user().map(enter);
    try (KeyboardTerminal terminal = LineEditor.terminal()) {
      InteractiveChat chat =
          new InteractiveChat(messages, server, terminal, options.display(), thread);
      Optional<String> name =
          options
              .user()
              .or(
                  () ->
                      chat.editor.askName(
                          messages.text("yourName") + ": ", messages.text("refused.bad-name")));
      if (name.isEmpty()) {
        return TerminalChat.NOT_BEGUN;
      }
      chat.name = name.get();
      chat.talk(early.orElseGet(() -> enter.apply(name.get())), ready);
      if (!(chat.endReason instanceof EndReason.Left)) {
        TerminalChat.complain(err, chat.formatter.ended(chat.endReason));
        return TerminalChat.FAILED;
      }
      return chat.everSeated ? TerminalChat.DONE : TerminalChat.FAILED;
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be used", e);
    }
  }

  private void talk(ChatClient first, CompletableFuture<InteractiveChat> ready) {
    editor.open(this::typing, this::watched, () -> onScreen(editor::redraw));
    client = first;
    ready.complete(this);
    Thread atSignal = new Thread(this::leave, "goodbye");
    Runtime.getRuntime().addShutdownHook(atSignal);
    editor.readLines(
        () -> !left && over.getCount() > 0,
        this::taken,
        () -> onScreen(() -> output.note(messages.text("interruptAgain"))));
    left = true;
    editor.wipe();
    leave();
    screen.shutdown();
    editor.close();
    try {
      Runtime.getRuntime().removeShutdownHook(atSignal);
    } catch (IllegalStateException e) {
      // it runs already
    }
  }

  private void typing() {
    ChatClient chat = client;
    if (chat != null) {
      chat.typing();
    }
  }

  private void watched(boolean now) {
    onScreen(
        () -> {
          room().watched(now);
          refresh();
        });
  }

  /** On the thread that reads: takes a line, or tells that it was the last. */
  private boolean taken(String line) {
    if (ChatInput.of(line) instanceof ChatInput.Command(CommandName command, String _)
        && command == CommandName.QUIT) {
      return false;
    }
    onScreen(() -> typed(line));
    return true;
  }

  private void leave() {
    ChatClient chat = client;
    if (chat == null || roomGone) {
      return;
    }
    chat.close();
    try {
      var _ = over.await(LEAVE_SECONDS, TimeUnit.SECONDS);
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
      // the chat is over
    }
  }

  private void heard(ChatClient from, ChatEvent event) {
    if (from == client) {
      heard(event);
    } else if (from == next) {
      heardFromNext(from, event);
    }
  }

  private void heard(ChatEvent event) {
    status.follow(event);
    missed.before(event).forEach(count -> output.error(formatter.missed(count)));
    switch (event) {
      case ChatEvent.Said(Message message) -> {
        message.id().ifPresent(unsaid::remove);
        if (!room().hides(message)) {
          if (message.answers().filter(room()::hides).isPresent()) {
            output.note(formatter.answersHidden(message));
          } else {
            output.notes(formatter.tell(event));
          }
          boolean mention = room().isMentionedIn(message);
          boolean classic = room().isClassic(message);
          String name = messages.marked(OutputKind.TERMINAL.name(message.name()), classic);
          Message shown =
              Names.showsNothing(message.text())
                  ? message.withText(messages.text("nothingToSee"))
                  : message;
          output.message(shown, distinct(message, name), mention);
          seen.add(
              message, messages.marked(Sanitizer.line(message.name()), classic), Instant.now());
          if (newcomerLinks.isNews(message)) {
            output.note(messages.text("newcomerLinksTerminal"));
          }
          if (mention) {
            bell();
          }
        }
      }
      case ChatEvent.Reacted(var who, String _, var about, boolean _) -> {
        if (!room().muted(who.place()) && !room().hides(about)) {
          output.notes(formatter.tell(event));
        }
      }
      case ChatEvent.Typing _ -> {
        var _ =
            screen.schedule(this::refresh, RoomState.TYPING.toMillis() + 50, TimeUnit.MILLISECONDS);
      }
      case ChatEvent.Joined _ -> {
        commands.dropOffer();
        if (room().snapshot().filter(now -> now.people() == 2).isPresent()) {
          bell(); // nobody waits alone for a message that nobody sees
        }
        output.notes(formatter.tell(event));
      }
      case ChatEvent.Seated(RoomSnapshot now, JoinKind how) -> {
        everSeated = true;
        wasEncrypted = now.encrypted();
        newcomerLinks.seated(how);
        if (!how.isSameStay()) {
          seen.clear();
        }
        ChatClient chat = client;
        if (how == JoinKind.NEW && chat != null) {
          chat.welcome(messages.language().tag());
        }
        if (how.isSameStay()) {
          commands.dropOffer(); // a vote goes on
        } else {
          commands.dropQuestions();
        }
        output.notes(formatter.tell(event));
        if (now.encrypted()) {
          if (!how.isSameStay()) {
            output.notes(formatter.readers(now));
          }
        } else if (now.isPrivate()) {
          output.note(messages.text("privateRoomHint"));
        } else if (now.alone() && how != JoinKind.CONTINUED) { // its company is on its way
          output.note(messages.text("alone") + " " + messages.text("aloneTerminal"));
        }
      }
      case ChatEvent.Renamed(var member, String _, boolean mine) -> {
        name = mine ? member.name() : name;
        naming = mine ? "" : naming;
        if (mine || !room().muted(member.place())) { // a name can say something, too
          output.notes(formatter.tell(event));
        }
      }
      case ChatEvent.Offered _ -> {
        ChatClient chat = client;
        if (chat != null) {
          commands.offered(chat);
        }
        output.notes(formatter.tell(event));
      }
      case ChatEvent.VoteBegan vote -> voteBegan(vote);
      case ChatEvent.KeyAsked asked -> keyAsked(asked);
      case ChatEvent.KeyChanged _, ChatEvent.KeyStays _ -> {
        commands.keySettled();
        output.notes(formatter.tell(event));
        bell();
      }
      case ChatEvent.VoteEnded vote -> {
        commands.voteOver(vote.vote());
        output.notes(formatter.tell(event));
        bell();
      }
      case ChatEvent.Missed _ -> {} // told as soon as it is known how much of it others said
      case ChatEvent.Unreachable _, ChatEvent.Lost _, ChatEvent.Unopened _, ChatEvent.KeyMissed _ ->
          formatter.tell(event).forEach(output::error);
      case ChatEvent.Refused refused -> {
        refused.text().ifPresent(text -> unsaid.remove(text.id()));
        formatter.tell(event).forEach(output::error);
        if (refused.request() == RequestType.RENAME) {
          editor.putBack(naming);
          naming = "";
        }
      }
      case ChatEvent.Returned(List<UnsentMessage> texts) -> {
        texts.forEach(text -> unsaid.remove(text.id()));
        if (left) {
          texts.forEach(text -> output.error(formatter.notSaid(text)));
        } else {
          formatter.tell(event).forEach(output::error);
        }
      }
      case ChatEvent.Ended(EndReason why) -> ended(why);
      case ChatEvent.About about -> {
        contact = Sanitizer.line(about.contact());
        output.block(formatter.tell(event));
      }
      case ChatEvent.Connecting _,
          ChatEvent.Held _,
          ChatEvent.Left _,
          ChatEvent.WentAway _,
          ChatEvent.CameBack _,
          ChatEvent.Passed _,
          ChatEvent.Balloted _,
          ChatEvent.Invited _,
          ChatEvent.Draining _,
          ChatEvent.StaysOpen _ ->
          output.notes(formatter.tell(event));
    }
    refresh();
  }

  private void voteBegan(ChatEvent.VoteBegan vote) {
    String asked = String.join(" ", formatter.tell(vote));
    ChatClient chat = client;
    if (vote.mayVote() && chat != null) {
      output.note(
          asked + " " + messages.text("voteQuestion") + " " + messages.text("offerAnswers"));
      commands.voteBegan(chat, vote);
      bell();
      var _ =
          screen.schedule(() -> commands.voteOver(vote.vote()), vote.seconds(), TimeUnit.SECONDS);
    } else {
      output.note(asked);
    }
  }

  private void keyAsked(ChatEvent.KeyAsked asked) {
    String sentence = String.join(" ", formatter.tell(asked));
    ChatClient chat = client;
    if (asked.mine() || chat == null) {
      output.note(sentence);
    } else {
      output.note(sentence + " " + messages.text("offerAnswers"));
      commands.keyAsked(chat);
      bell();
    }
  }

  private void bell() {
    if (display.bell()) {
      editor.bell();
    }
  }

  private void ended(EndReason why) {
    tellUnsaid();
    if (leadsToAnotherRoom(why, everSeated)) {
      wasEncrypted |= why instanceof EndReason.NotEncrypted;
      roomGone = true;
      if (!left) { // otherwise nobody is there to be asked
        output.error(formatter.ended(why));
        askWhereToSit();
        bell();
        return;
      }
    }
    endReason = why;
    if (why instanceof EndReason.Left) {
      output.notes(formatter.tell(new ChatEvent.Ended(why)));
    }
    over.countDown();
    if (!left) {
      readingThread.interrupt(); // out of the line being read
    }
  }

  /**
   * Whether the user is asked where to sit after the end of a session, and not thrown out.
   *
   * @param everSeated whether the user has ever had a seat
   */
  static boolean leadsToAnotherRoom(EndReason why, boolean everSeated) {
    return switch (why) {
      case EndReason.NotEncrypted _ -> true;
      case EndReason.Refused(ErrorCode reason, String _) ->
          everSeated && OF_THE_ROOM.contains(reason);
      case EndReason.Removed(ErrorCode reason, String _) ->
          everSeated && OF_THE_ROOM.contains(reason);
      case EndReason.Left _, EndReason.ResumedElsewhere _ -> false;
    };
  }

  /** Whatever is left of what was typed will not be said. */
  private void tellUnsaid() {
    unsaid.values().forEach(text -> output.error(messages.text("notSaid", Sanitizer.line(text))));
    unsaid.clear();
  }

  private void typed(String line) {
    ChatClient chat = client;
    if (TextEncoding.isNoText(line)) {
      output.error(messages.text("typedNoText", editor.charset().name(), Sanitizer.line(line)));
    } else if (chat != null) {
      if (roomGone) {
        typedWithoutRoom(line, chat);
      } else {
        if (ChatInput.of(line) instanceof ChatInput.Command(CommandName command, String _)
            && command == CommandName.NICK) {
          naming = line;
        }
        commands.execute(line, chat);
      }
      refresh();
    }
    if (over.getCount() == 0) {
      tellUnsaid(); // typed when the session had just ended
    }
  }

  // ---- when the table is gone

  private void askWhereToSit() {
    commands.askWhereTo(
        () -> sitDown(server, false, false),
        () -> sitDown(server, true, wasEncrypted),
        messages.text(wasEncrypted ? "newEncryptedRoom" : "newPrivateRoom"));
  }

  /** Begins another session in place of the one that has ended. */
  private void sitDown(ServerAddress at, boolean privateRoom, boolean encrypted) {
    if (left) {
      return;
    }
    if (next != null) {
      next.close();
      next = null;
    }
    commands.dropQuestions();
    client =
        ChatClient.enter(
            new ConnectOptions(at, name, privateRoom, KnownServers.ofUser(), encrypted),
            task -> execute(screen, task),
            this::heard);
    roomGone = false;
  }

  /** A line where nothing can be said: it answers, leads to a table, or needs none. */
  private void typedWithoutRoom(String line, ChatClient ended) {
    if (commands.answersQuestion(line)) {
      return;
    }
    switch (ChatInput.of(line)) {
      case ChatInput.Command(CommandName command, String argument) -> {
        switch (command) {
          case NEXT -> sitDown(server, false, false);
          case PRIVATE -> sitDown(server, true, false);
          case ENCRYPTED -> sitDown(server, true, true);
          case JOIN -> joinWithoutRoom(argument);
          case REPORT, CLEAR, HELP, QUIT -> commands.execute(line, ended);
          case ME, NICK, BACK, INVITE, CODE, NEWKEY, WHO, MUTE, UNMUTE, VOTE, ABOUT -> {
            output.error(messages.text("notSeatedYet"));
            askWhereToSit();
          }
        }
      }
      case ChatInput.Say(String text) -> {
        output.error(messages.text("notSaid", Sanitizer.line(text)));
        askWhereToSit();
      }
      case ChatInput.MissingArgument _,
          ChatInput.SurplusArgument _,
          ChatInput.UnknownCommand _,
          ChatInput.Nothing _ ->
          commands.execute(line, ended);
    }
  }

  /** Whether this is no code, no link and no address. */
  private static boolean leadsNowhere(String codeOrLink) {
    return ServerAddress.parseLink(codeOrLink).isEmpty()
        && ServerAddress.inviteCode(codeOrLink).isEmpty();
  }

  private void joinWithoutRoom(String codeOrLink) {
    Optional<ServerAddress> link = ServerAddress.parseLink(codeOrLink);
    if (link.filter(to -> !to.leadsTo(server)).isPresent()) {
      enterNext(link.get());
      return;
    }
    Optional<String> code = ServerAddress.inviteCode(codeOrLink);
    if (code.isPresent()) {
      sitDown(server.inviting(code.get(), link.flatMap(ServerAddress::secret)), false, false);
    } else {
      output.error(messages.text("badInvitation", Sanitizer.line(codeOrLink)));
      askWhereToSit();
    }
  }

  /** Beside a name that stands twice at the table is its place: colours do not tell everybody. */
  private String distinct(Message message, String marked) {
    return message.mine()
        ? marked
        : room()
            .at(message.place())
            .filter(member -> room().placeToShow(member) > 0)
            .map(formatter::distinct)
            .orElse(marked);
  }

  // ---- following a link to another server

  /** What commands ask of this chat. */
  private final class Requests implements CommandExecutor.ChatActions {
    @Override
    public void join(String codeOrLink) {
      if (leadsNowhere(codeOrLink)) {
        output.error(messages.text("badInvitation", Sanitizer.line(codeOrLink)));
        return;
      }
      Optional<ServerAddress> elsewhere =
          ServerAddress.parseLink(codeOrLink).filter(link -> !link.leadsTo(server));
      if (elsewhere.isPresent()) {
        follow(elsewhere.get());
        return;
      }
      ChatClient chat = client;
      if (chat == null) {
        return;
      }
      if (ServerAddress.inviteCode(codeOrLink).isEmpty()) {
        chat.joinBy(codeOrLink); // this server's address: nothing is left
      } else {
        commands.leave(chat.room(), () -> chat.joinBy(codeOrLink));
      }
    }

    @Override
    public void said(String id, String text) {
      unsaid.put(id, text);
      var _ =
          screen.schedule(
              () -> {
                overdue.add(id);
                refresh();
              },
              UNSAID_SECONDS,
              TimeUnit.SECONDS);
    }

    @Override
    public void clear() {
      editor.clear();
    }

    @Override
    public List<String> readers() {
      return room()
          .snapshot()
          .map(formatter::readers)
          .orElseGet(() -> List.of(messages.text("notSeatedYet")));
    }

    @Override
    public List<String> report() {
      return messages.report(
          room().snapshot().flatMap(RoomSnapshot::room).map(Sanitizer::line).orElse("?"),
          server.door().toString(),
          OutputKind.TERMINAL.name(name),
          seen.linesWithoutLinks(),
          contact);
    }
  }

  private void follow(ServerAddress link) {
    int waiting = unsent().size();
    if (waiting == 0 && room().snapshot().filter(RoomSnapshot::asksBeforeLeaving).isEmpty()) {
      enterNext(link);
      return;
    }
    String note = commands.leavingNote(room());
    String question =
        waiting == 0
            ? messages.text("leaveForServer", link.door()) + " " + note
            : note + " " + messages.text("joinUnsent", waiting, link.door());
    output.note(question + " " + messages.text("offerAnswers"));
    commands.askWhetherToGo(() -> enterNext(link));
  }

  private void enterNext(ServerAddress link) {
    if (next != null) {
      next.close();
    }
    output.note(messages.text("goingTo", link.door()));
    next =
        ChatClient.enter(
            new ConnectOptions(link, name, false, KnownServers.ofUser()),
            task -> execute(screen, task),
            this::heard);
    nextServer = link.door();
  }

  private void heardFromNext(ChatClient from, ChatEvent event) {
    switch (event) {
      case ChatEvent.Seated _ -> {
        ChatClient before = client;
        server = nextServer;
        contact = ""; // that of the host before
        formatter = formatter(server);
        client = from;
        next = null;
        roomGone = false;
        tellUnsaid();
        if (before != null) {
          before.close();
        }
        if (left) { // too late: the user has left meanwhile
          from.close();
        }
        heard(event);
      }
      case ChatEvent.Unreachable(ServerAddress at, var why) ->
          staysHere(from, messages.connectError(why, at.toString()));
      case ChatEvent.Ended(EndReason why) -> staysHere(from, formatter(nextServer).ended(why));
      default -> {} // on the way there
    }
  }

  private void staysHere(ChatClient abandoned, String why) {
    next = null;
    abandoned.close();
    output.error(roomGone ? why : messages.text("youStay") + " " + why);
    if (roomGone) {
      askWhereToSit();
    }
  }

  // ---- display

  private RoomState room() {
    ChatClient chat = client;
    return chat == null ? NOWHERE : chat.room();
  }

  private List<UnsentMessage> unsent() {
    ChatClient chat = client;
    return chat == null ? List.of() : chat.unsent();
  }

  /** Redraws the text around the line. */
  private void refresh() {
    overdue.retainAll(unsaid.keySet());
    int waiting = status.connected() ? overdue.size() : unsent().size();
    editor.around(status.prompt(room()), status.right(room(), waiting));
    editor.title(status.title(room()));
  }
}
