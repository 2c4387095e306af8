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
import prosa.client.MemberInfo;
import prosa.client.RoomState;
import prosa.client.ServerAddress;
import prosa.messages.Messages;
import prosa.protocol.Sanitizer;

/**
 * The person's side of the window: enters, says, asks, leaves.
 *
 * <p>One visit at a time. What a visit that was left still tells is not heard any more, so the next
 * one begins at once. On the thread of the {@link ChatModel}; nothing here waits.
 */
public final class ChatController {
  private static final String ACTION = "/me ";

  /** What the person asks of the window by a command. */
  public interface WindowActions {
    /** Leaves, after a question if something would be lost. */
    void leave();

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
   * @param executor runs what the client tells on the model's thread
   */
  public ChatController(
      ChatModel model, Messages messages, Executor executor, WindowActions owner) {
    this.model = model;
    this.messages = messages;
    this.executor = executor;
    this.owner = owner;
  }

  /** Goes there; an earlier session is left. */
  public void enter(ConnectOptions options) {
    model.begin(connect(options).room());
  }

  /** How to enter again when a session is over. */
  public enum Again {
    /** As before, by the same invitation if there was one. */
    SAME,
    /** In any public room. */
    ANY_TABLE,
    /** In a new room of one's own. */
    PRIVATE_TABLE
  }

  /** Goes to the server again; what was said and what was not stays. */
  public void enterAgain(Again how) {
    ServerAddress door = last.server().door();
    ConnectOptions options =
        switch (how) {
          case SAME -> last;
          case ANY_TABLE -> new ConnectOptions(door, last.name(), false);
          case PRIVATE_TABLE -> new ConnectOptions(door, last.name(), true);
        };
    model.beginAgain(connect(options).room());
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

  /** Takes an event in, unless it is of a session that was left. */
  private void heard(ChatClient from, ChatEvent event, CompletableFuture<Void> over) {
    boolean present = from == client;
    if (event instanceof ChatEvent.Ended) {
      over.complete(null);
      client = present ? null : client;
    }
    if (present) {
      model.apply(event);
    }
  }

  /**
   * Gives the seat up, at once.
   *
   * @return done when the server has been told, or cannot be
   */
  public CompletableFuture<Void> leave() {
    if (client != null) {
      client.close();
      client = null;
    }
    return ended;
  }

  /** Leaves, and forgets what was said. */
  public void goHome() {
    var _ = leave();
    model.begin(new RoomState());
  }

  /** Whether there is a visit, seated or not. */
  public boolean connected() {
    return client != null;
  }

  /**
   * Does what was written into the line: says it, or executes a command.
   *
   * @return false if it is to stay in the line, to be corrected or said later
   */
  public boolean submit(String line) {
    if (client == null) {
      return false;
    }
    return switch (ChatInput.of(line)) {
      case ChatInput.Say(String text) -> say(text, false);
      case ChatInput.Command(CommandName name, String argument) -> command(name, argument);
      case ChatInput.MissingArgument(CommandName name) -> {
        model.hint(messages.text("usage." + name.word()));
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

  /** What commands do in this window. */
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
      model.hint(messages.text(on ? "nowMuted" : "nowUnmuted", Sanitizer.line(member.name())));
    }

    @Override
    public void nobodyCalled(String name) {
      model.hint(messages.text("nobodyCalled", Sanitizer.line(name)));
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

  /** Says a text that was not said, here and now. */
  public void sayAgain(String id) {
    if (client != null) {
      takeBack(id).ifPresent(this::submit);
    }
  }

  /** Takes a text that was not said out of the transcript. */
  public Optional<String> takeBack(String id) {
    return model.transcript().takeUnsent(id).map(ChatController::line);
  }

  /** The line that says this text. */
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
      client.join(link.flatMap(ServerAddress::invite).orElse(codeOrLink));
    }
  }

  /** A key was pressed in the line. */
  public void typing() {
    if (client != null) {
      client.typing();
    }
  }

  /** To another table: the one on offer if there is one. */
  public void next() {
    if (client != null) {
      model.dropOffer();
      client.next();
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

  public void rename(String name) {
    if (client != null) {
      client.rename(name);
    }
  }

  /** Dials now, not later. */
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
