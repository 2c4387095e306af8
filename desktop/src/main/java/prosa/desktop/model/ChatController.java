package prosa.desktop.model;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ChatInput;
import prosa.client.CommandName;
import prosa.client.ConnectOptions;
import prosa.client.FrontEndActions;
import prosa.client.JoinKind;
import prosa.client.KnownServers;
import prosa.client.MemberInfo;
import prosa.client.RoomState;
import prosa.client.ServerAddress;
import prosa.messages.Messages;
import prosa.protocol.Sanitizer;
import prosa.protocol.VoteReason;

/**
 * The actions of the user: enter, send, ask, leave.
 *
 * <p>One session at a time. Events of a session that was left are ignored, so the next one can
 * begin at once. On the thread of the {@link ChatModel}; nothing here waits.
 */
public final class ChatController {
  private static final String ACTION = "/me ";

  /** What a command asks of the window. */
  public interface WindowActions {
    /** Leaves, after a question if something would be lost. */
    void leave();

    /** Shows a text, which can be copied. */
    void show(String title, String text);

    /** Goes to another server, after a question if something would be lost. */
    void enterElsewhere(ServerAddress link);
  }

  private final ChatModel model;
  private final Messages messages;
  private final Executor executor;
  private final WindowActions owner;
  private ConnectOptions last = ConnectOptions.to("localhost", "");
  private @Nullable ChatClient client;
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
    model.begin(connect(options).room(), invited());
  }

  /** How to enter again after the end of a session. */
  public enum Again {
    /** As before, with the same invitation if there was one. */
    SAME,
    /** In any public room. */
    ANY_TABLE,
    /** In a new private room. */
    PRIVATE_TABLE
  }

  /** Connects again and keeps the transcript, unsent texts included. */
  public void enterAgain(Again how) {
    ServerAddress door = last.server().door();
    ConnectOptions options =
        switch (how) {
          case SAME -> last;
          case ANY_TABLE -> new ConnectOptions(door, last.name(), false, KnownServers.ofUser());
          case PRIVATE_TABLE -> new ConnectOptions(door, last.name(), true, KnownServers.ofUser());
        };
    model.beginAgain(connect(options).room(), invited());
  }

  private boolean invited() {
    return last.server().invite().isPresent();
  }

  private ChatClient connect(ConnectOptions options) {
    var _ = leave();
    CompletableFuture<Void> over = new CompletableFuture<>();
    ended = over;
    ChatClient next =
        ChatClient.enter(options, executor, (from, event) -> heard(from, event, over));
    client = next;
    last = options;
    return next;
  }

  /** Handles an event, unless it belongs to a session that was left. */
  private void heard(ChatClient from, ChatEvent event, CompletableFuture<Void> over) {
    boolean present = from == client;
    if (event instanceof ChatEvent.Ended) {
      over.complete(null);
      client = present ? null : client;
    }
    if (present) {
      model.apply(event);
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
    if (client != null) {
      client.close();
      client = null;
    }
    return ended;
  }

  /** Leaves and clears the transcript. */
  public void goHome() {
    var _ = leave();
    model.begin(new RoomState());
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
    if (client == null) {
      return false;
    }
    return switch (ChatInput.of(line)) {
      case ChatInput.Say(String text) -> say(text, false);
      case ChatInput.Command(CommandName name, String argument) -> command(name, argument);
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

  private boolean command(CommandName name, String argument) {
    if (client != null) {
      name.execute(argument, client, new Actions());
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
    public void join(String codeOrLink) {
      goTo(codeOrLink);
    }

    @Override
    public void listMembers() {
      model.hint(who());
    }

    @Override
    public void mute(MemberInfo member, boolean on) {
      model.mute(member, on);
      model.hint(messages.text(on ? "nowMuted" : "nowUnmuted", member.shownName()));
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
    return bubble.text().startsWith("/") ? "/" + bubble.text() : bubble.text();
  }

  /** The room of a code, or of a link that may lead to another server. */
  private void goTo(String codeOrLink) {
    Optional<ServerAddress> link = ServerAddress.parseLink(codeOrLink);
    if (link.isPresent() && !link.get().leadsTo(last.server())) {
      owner.enterElsewhere(link.get());
    } else if (client != null) {
      client.joinBy(codeOrLink);
    }
  }

  /** A key was pressed in the input line. */
  public void typing() {
    if (client != null) {
      client.typing();
    }
  }

  /** Moves to another table: the offered one if there is one. */
  public void next() {
    if (client != null) {
      model.dropOffer();
      client.next();
    }
  }

  /** Asks the others to move a member away. */
  public void vote(MemberInfo member, VoteReason reason) {
    model.dropWhyVote();
    if (client != null) {
      client.vote(member, reason);
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
    }
  }

  public void privateTable() {
    if (client != null) {
      client.privateTable();
    }
  }

  public void encryptedTable() {
    if (client != null) {
      client.encryptedTable();
    }
  }

  public void rename(String name) {
    if (client != null) {
      client.rename(name);
    }
  }

  /** Connects now instead of waiting. */
  public void retry() {
    if (client != null) {
      client.retry();
    }
  }

  private String who() {
    RoomDisplay room = model.room();
    if (room.original()) {
      return messages.text("classicTellsNobody");
    }
    List<String> names =
        room.seats().stream().filter(seat -> !seat.free()).map(SeatInfo::name).toList();
    return messages.text("company", String.join(", ", names));
  }
}
