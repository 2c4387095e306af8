package prosa.desktop.model;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.RoomState;

/**
 * The person's side of the window: enters, says, asks, leaves.
 *
 * <p>One visit at a time. What a visit that was left still tells is not heard any more, so the next
 * one begins at once. On the thread of the {@link ChatModel}; nothing here waits.
 */
public final class ChatController {
  private static final String ACTION = "/me ";

  private final ChatModel model;
  private final Executor executor;
  private @Nullable ChatClient client;
  private CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

  /**
   * @param executor runs what the client tells on the scene's thread
   */
  public ChatController(ChatModel model, Executor executor) {
    this.model = model;
    this.executor = executor;
  }

  /** Goes there; an earlier session is left. */
  public void enter(ConnectOptions options) {
    var _ = leave();
    CompletableFuture<Void> over = new CompletableFuture<>();
    ended = over;
    ChatClient next =
        ChatClient.enter(options, executor, (from, event) -> heard(from, event, over));
    client = next;
    model.begin(next.room());
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
  public boolean visiting() {
    return client != null;
  }

  /**
   * Says something; {@code /me} in front makes it something that the person does.
   *
   * @return false if there is nobody to say it to, and nothing has become of it
   */
  public boolean say(String text) {
    if (client == null) {
      return false;
    }
    boolean action = text.startsWith(ACTION) && !text.substring(ACTION.length()).isBlank();
    String said = action ? text.substring(ACTION.length()).strip() : text;
    model.wrote(action ? client.act(said) : client.say(said), said, action);
    return true;
  }

  /** Says a text that was not said, here and now. */
  public void sayAgain(String id) {
    if (client != null) {
      takeBack(id).ifPresent(this::say);
    }
  }

  /** Takes a text that was not said out of the transcript. */
  public Optional<String> takeBack(String id) {
    return model
        .transcript()
        .takeUnsaid(id)
        .map(bubble -> (bubble.action() ? ACTION : "") + bubble.text());
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
}
