package prosa.server.operations;

import java.util.function.Function;
import prosa.protocol.ServerMessage;

/**
 * The host's statement about the server, in each language; empty at first. It may be replaced while
 * the server runs; later requests receive the new one. Thread-safe.
 */
public final class HostStatement {
  private static final ServerMessage.About NOTHING = new ServerMessage.About("", "", "", "");

  private volatile Function<String, ServerMessage.About> words = _ -> NOTHING;

  /**
   * Replaces the statement.
   *
   * @param next the statement for a language tag, which may be invalid or empty, since it comes
   *     from a client; it is called on any thread, and must not wait
   */
  public void says(Function<String, ServerMessage.About> next) {
    words = next;
  }

  /** Whether there is a statement. */
  public boolean isThere() {
    return !in("").equals(NOTHING);
  }

  /** The statement in a language, or the default one. */
  public ServerMessage.About in(String language) {
    return words.apply(language);
  }
}
