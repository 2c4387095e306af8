package prosa.desktop.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ChatInput;
import prosa.client.CommandName;
import prosa.client.ConnectOptions;
import prosa.client.EndReason;
import prosa.client.FrontEndActions;
import prosa.client.JoinKind;
import prosa.client.KnownServers;
import prosa.client.MemberInfo;
import prosa.client.RequestType;
import prosa.client.RoomState;
import prosa.client.ServerAddress;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;
import prosa.protocol.Sanitizer;
import prosa.protocol.VoteReason;

/**
 * The actions of the user: enter, send, ask, leave.
 *
 * <p>One session at a time. Events of a session that was left are ignored, so the next one can
 * begin at once. Only a user who follows a link to another server is in two sessions for a moment:
 * the present one ends when there is a seat in the next, and stays if there is none to be had. On
 * the thread of the {@link ChatModel}; nothing here waits.
 */
public final class ChatController {
  private static final String ACTION = "/me ";

  /** What a command asks of the window. */
  public interface WindowActions {
    /** Leaves, after a question if something would be lost. */
    void leave();

    /** Shows a text, which can be copied. */
    void show(String title, String text);

    /** The session is at another server now, as was asked for. */
    void wentElsewhere(ConnectOptions options);
  }

  private final ChatModel model;
  private final Messages messages;
  private final Executor executor;
  private final WindowActions owner;
  private ConnectOptions last = ConnectOptions.to("localhost", "");

  /** What the user is called, or asked to be called; kept when the session is over. */
  private String name = "";

  /** The line that asked for another name last. */
  private String naming = "";

  private @Nullable ChatClient client;

  /** The session at another server that is to take the place of the present one. */
  private @Nullable ChatClient next;

  private ConnectOptions nextOptions = last;

  /** What the user is asked about, and does by saying yes. */
  private Runnable departure = () -> {};

  private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

  /**
   * @param executor runs events of the client on the model's thread
   */
  public ChatController(
      ChatModel model, Messages messages, Executor executor, WindowActions owner) {
    this.model = model;
    this.messages = messages;
    this.executor = executor;
    this.owner = owner;
  }

  /** Connects to this server and leaves an earlier session. */
  public void enter(ConnectOptions options) {
    model.begin(connect(options).room(), invited(), encrypted());
  }

  /** How to enter again after the end of a session. */
  public enum Again {
    /** As before, with the same invitation if there was one. */
    SAME,
    /** In any public room. */
    ANY_ROOM,
    /** In a new private room. */
    PRIVATE_ROOM,
    /** In a new encrypted room. */
    ENCRYPTED_ROOM
  }

  /** Connects again and keeps the transcript, unsent texts included. */
  public void enterAgain(Again how) {
    ServerAddress door = last.server().door();
    ConnectOptions options =
        switch (how) {
          case SAME ->
              new ConnectOptions(
                  last.server(), name, last.privateRoom(), last.known(), last.encrypted());
          case ANY_ROOM -> new ConnectOptions(door, name, false, KnownServers.ofUser());
          case PRIVATE_ROOM -> new ConnectOptions(door, name, true, KnownServers.ofUser());
          case ENCRYPTED_ROOM -> new ConnectOptions(door, name, true, KnownServers.ofUser(), true);
        };
    enterAgain(options);
  }

  private void enterAgain(ConnectOptions options) {
    model.beginAgain(connect(options).room(), invited(), encrypted());
  }

  private boolean invited() {
    return last.server().invite().isPresent();
  }

  /** Whether only an encrypted table will do. */
  private boolean encrypted() {
    return last.server().secret().isPresent() || (last.encrypted() && !invited());
  }

  private ChatClient connect(ConnectOptions options) {
    var _ = leave();
    CompletableFuture<Void> over = new CompletableFuture<>();
    ended = over;
    ChatClient next =
        ChatClient.enter(options, executor, (from, event) -> heard(from, event, over));
    client = next;
    last = options;
    name = options.name();
    return next;
  }

  /** Handles an event, unless it belongs to a session that was left. */
  private void heard(ChatClient from, ChatEvent event, CompletableFuture<Void> over) {
    boolean present = from == client;
    if (event instanceof ChatEvent.Ended) {
      over.complete(null);
      client = present ? null : client;
    }
    if (from == next) {
      heardFromNext(from, event);
    } else if (present) {
      if (event instanceof ChatEvent.Renamed(MemberInfo member, String _, boolean mine) && mine) {
        name = member.name();
        naming = "";
      }
      model.apply(event);
      if (event instanceof ChatEvent.Refused refused
          && refused.request() == RequestType.RENAME
          && !naming.isEmpty()) {
        model.giveBack(naming);
        naming = "";
      }
      if (event instanceof ChatEvent.Seated(var _, JoinKind how) && how == JoinKind.NEW) {
        from.welcome(messages.language().tag());
      }
    }
  }

  /**
   * Gives up the seat at once.
   *
   * @return completed when the server knows, or cannot be reached
   */
  public CompletableFuture<Void> leave() {
    dropNext();
    if (client != null) {
      client.close();
      client = null;
    }
    return ended;
  }

  // ---- following a link to another server

  private void dropNext() {
    if (next != null) {
      next.close();
      next = null;
    }
  }

  private void goElsewhere(ServerAddress link) {
    dropNext();
    model.hint(messages.text("goingTo", link.door()));
    nextOptions = new ConnectOptions(link, name, false, KnownServers.ofUser());
    CompletableFuture<Void> over = new CompletableFuture<>();
    ended = CompletableFuture.allOf(ended, over);
    next = ChatClient.enter(nextOptions, executor, (from, event) -> heard(from, event, over));
  }

  private void heardFromNext(ChatClient from, ChatEvent event) {
    switch (event) {
      case ChatEvent.Seated _ -> {
        ChatClient before = client;
        client = from;
        next = null;
        last = nextOptions;
        if (before != null) {
          before.close();
        }
        model.beginElsewhere(from.room(), invited(), encrypted());
        model.apply(event);
        from.welcome(messages.language().tag());
        owner.wentElsewhere(last);
      }
      case ChatEvent.Unreachable(ServerAddress at, var why) ->
          staysHere(from, messages.connectError(why, at.toString()));
      case ChatEvent.Ended(EndReason why) ->
          staysHere(
              from,
              messages.text("noSeatAt", nextOptions.server().door()) + " " + model.ending(why));
      default -> {} // on the way there
    }
  }

  /** There is no seat at the other server: the present one, if there is one, is kept. */
  private void staysHere(ChatClient abandoned, String why) {
    next = null;
    abandoned.close();
    model.hint(client == null ? why : messages.text("youStay") + " " + why);
  }

  /** Leaves and clears the transcript. */
  public void goHome() {
    var _ = leave();
    model.begin(new RoomState());
  }

  /** What the user is called, or was at the end. */
  public String name() {
    return name;
  }

  /** Whether there is a session, seated or not. */
  public boolean connected() {
    return client != null;
  }

  /**
   * Sends the text of the input line, or executes it as a command.
   *
   * @return false if the text stays in the input line, to be corrected or sent later
   */
  public boolean submit(String line) {
    return switch (ChatInput.of(line)) {
      case ChatInput.Say(String text) -> say(text, false);
      case ChatInput.Command(CommandName name, String argument) -> command(name, argument, line);
      case ChatInput.MissingArgument(CommandName name, String word) -> {
        model.hint(messages.text("usage." + name.word(), word));
        yield false;
      }
      case ChatInput.SurplusArgument(CommandName _, String word) -> {
        model.hint(messages.text("standsAlone", word));
        yield false;
      }
      case ChatInput.UnknownCommand(String word) -> {
        model.hint(messages.text("unknownCommand", Sanitizer.line(word)));
        yield false;
      }
      case ChatInput.Nothing _ -> false;
    };
  }

  private boolean command(CommandName name, String argument, String line) {
    if (client == null) {
      return commandWithoutRoom(name, argument);
    }
    if (name == CommandName.JOIN) {
      return goTo(argument);
    }
    if (name == CommandName.NICK) {
      naming = line;
    }
    name.execute(argument, client, new Actions());
    if (name.asksServer()) {
      waitsForConnection();
    }
    return true;
  }

  /** What the server was asked for is not lost where there is no connection: says that it waits. */
  private void waitsForConnection() {
    if (model.status().kind() != ConnectionStatus.Kind.SEATED) {
      model.hint(messages.text("waitsForConnection"));
    }
  }

  /** A command when the session is over: leads to a table, or needs none. */
  private boolean commandWithoutRoom(CommandName name, String argument) {
    Actions actions = new Actions();
    switch (name) {
      case REPORT -> actions.report();
      case CLEAR -> actions.clear();
      case HELP -> actions.help();
      case QUIT -> actions.quit();
      case NEXT -> enterAgain(Again.ANY_ROOM);
      case PRIVATE -> enterAgain(Again.PRIVATE_ROOM);
      case ENCRYPTED -> enterAgain(Again.ENCRYPTED_ROOM);
      case JOIN -> {
        return goTo(argument);
      }
      case ME, NICK, BACK, INVITE, CODE, NEWKEY, WHO, MUTE, UNMUTE, VOTE, ABOUT -> {
        model.hint(messages.text("notSeatedYet"));
        return false;
      }
    }
    return true;
  }

  /** The commands as this window executes them. */
  private final class Actions implements FrontEndActions {
    @Override
    public void act(String text) {
      say(text, true);
    }

    @Override
    public void next() {
      ChatController.this.next();
    }

    @Override
    public void back() {
      goBack();
    }

    @Override
    public void noWayBack() {
      model.hint(messages.text("noWayBack"));
    }

    @Override
    public void privateRoom() {
      ChatController.this.privateRoom();
    }

    @Override
    public void encryptedRoom() {
      ChatController.this.encryptedRoom();
    }

    @Override
    public void join(String codeOrLink) {
      var _ = goTo(codeOrLink);
    }

    @Override
    public void listMembers() {
      model.hint(model.company());
    }

    @Override
    public void mute(MemberInfo member, boolean on) {
      model.mute(member, on);
      model.hint(messages.text(on ? "nowMuted" : "nowUnmuted", model.distinct(member)));
    }

    @Override
    public void vote(MemberInfo member) {
      model.whyVote(member);
    }

    @Override
    public void report() {
      ChatController.this.report();
    }

    @Override
    public void code() {
      model.hint(String.join("\n", model.readers()));
    }

    @Override
    public void nobodyCalled(String name) {
      model.hint(messages.text("nobodyCalled", Sanitizer.line(name)));
    }

    @Override
    public void severalCalled(String name, List<MemberInfo> members) {
      model.hint(
          messages.severalCalled(
              Sanitizer.line(name),
              members.stream()
                  .map(one -> messages.marked(one.shownName(), one.classic(), one.place()))));
    }

    @Override
    public void about() {
      if (client != null) {
        client.about(messages.language().tag());
      }
    }

    @Override
    public void clear() {
      model.clear();
    }

    @Override
    public void help() {
      model.hint(messages.text("helpWindow"));
    }

    @Override
    public void quit() {
      owner.leave();
    }
  }

  private boolean say(String text, boolean action) {
    if (client == null) {
      model.hint(messages.text("notSeatedYet"));
      return false;
    }
    model.wrote(action ? client.act(text) : client.say(text), text, action);
    return true;
  }

  /** Sends an unsent text again. */
  public void sayAgain(String id) {
    if (client != null) {
      takeBack(id).ifPresent(this::submit);
    }
  }

  /** Removes an unsent text from the transcript. */
  public Optional<String> takeBack(String id) {
    return model.transcript().takeUnsent(id).map(ChatController::line);
  }

  /** The input line that sends this text. */
  private static String line(TranscriptItem.Bubble bubble) {
    if (bubble.action()) {
      return ACTION + bubble.text();
    }
    return ChatInput.saying(bubble.text());
  }

  /**
   * The room of a code, or of a link that may lead to another server.
   *
   * @return false if it leads nowhere
   */
  private boolean goTo(String codeOrLink) {
    Optional<ServerAddress> link = ServerAddress.parseLink(codeOrLink);
    if (link.isPresent() && !link.get().leadsTo(last.server())) {
      askElsewhere(link.get());
      return true;
    }
    Optional<String> code = ServerAddress.inviteCode(codeOrLink);
    if (code.isEmpty()) {
      model.hint(
          link.isPresent()
              ? messages.text("refused." + ErrorCode.UNKNOWN_INVITE.code())
              : messages.text("badInvitation", Sanitizer.line(codeOrLink)));
      return false;
    }
    if (client != null) {
      leaveFor("goThere", false, present -> present.joinBy(codeOrLink));
      return true;
    }
    ServerAddress table = last.server().inviting(code.get(), link.flatMap(ServerAddress::secret));
    enterAgain(new ConnectOptions(table, name, false, KnownServers.ofUser()));
    return true;
  }

  /** Asks first, for the table here is left. */
  private void askElsewhere(ServerAddress link) {
    if (client == null) {
      goElsewhere(link);
    } else {
      ask(
          messages.text("leaveForServer", link.door()),
          messages.text("goThere"),
          () -> goElsewhere(link));
    }
  }

  /**
   * Leaves the table for another; first asks, if only an invitation leads back.
   *
   * @param key of the label of what leads there
   * @param asks whether it asks in any case
   */
  private void leaveFor(String key, boolean asks, Consumer<ChatClient> go) {
    Runnable action =
        () -> {
          if (client != null) {
            go.accept(client);
            waitsForConnection();
          }
        };
    if (asks || model.room().asksBeforeLeaving()) {
      ask(messages.text("leaveForAnother"), messages.text(key), action);
    } else {
      action.run();
    }
  }

  private void ask(String question, String yes, Runnable action) {
    departure = action;
    String note = model.room().isPrivate() ? "leavePrivateNote" : "leaveNote";
    model.askDeparture(new Prompt.Departure(question, messages.text(note), yes));
  }

  /** The user does leave the table, as was asked. */
  public void depart() {
    model.dropDeparture();
    Runnable action = departure;
    departure = () -> {};
    action.run();
  }

  /** A key was pressed in the input line. */
  public void typing() {
    if (client != null) {
      client.typing();
    }
  }

  /** Moves to another table: the offered one if there is one. */
  public void next() {
    leaveFor("nextRoom", false, this::next);
  }

  private void next(ChatClient present) {
    model.dropOffer();
    present.nextWithWayBack();
  }

  /** Goes back to the table that was left a moment ago. */
  public void goBack() {
    model.dropWayBack();
    if (client != null) {
      client.goBack();
      waitsForConnection();
    }
  }

  /** Goes to the table that is offered. */
  public void takeOffer() {
    if (client != null) {
      next(client);
    }
  }

  /** Asks the others to move a member away. */
  public void vote(MemberInfo member, VoteReason reason) {
    model.dropWhyVote();
    if (client != null) {
      client.vote(member, reason);
      waitsForConnection();
    }
  }

  /** Shows what was seen here, for the user to send to the host. */
  public void report() {
    owner.show(messages.text("reportItem"), model.report(last.server().door().toString()));
  }

  /** Votes. */
  public void ballot(long vote, boolean yes) {
    model.dropBallot(vote);
    if (client != null) {
      client.ballot(vote, yes);
      waitsForConnection();
    }
  }

  /** Answers whether the encrypted table is to have a new key. */
  public void newKey(boolean yes) {
    model.dropNewKey();
    if (client != null && yes) {
      client.newKey();
    } else if (client != null) {
      client.declineNewKey();
    }
  }

  public void invite() {
    if (client != null) {
      client.invite();
      waitsForConnection();
    }
  }

  public void privateRoom() {
    leaveFor("newPrivateRoom", model.room().leavesSomebody(), ChatClient::privateRoom);
  }

  public void encryptedRoom() {
    leaveFor("newEncryptedRoom", model.room().seated(), ChatClient::encryptedRoom);
  }

  public void rename(String name) {
    if (client != null) {
      naming = "/" + CommandName.NICK.word() + " " + name;
      client.rename(name);
      waitsForConnection();
    }
  }

  /** Connects now instead of waiting. */
  public void retry() {
    if (client != null) {
      client.retry();
    }
  }
}
