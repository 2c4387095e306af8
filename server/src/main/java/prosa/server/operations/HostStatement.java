package prosa.server.operations;

import java.util.function.Function;
import prosa.protocol.ServerMessage;

/**
 * What the host says of the server, in each language: at first nothing. It may be replaced while
 * the server runs, and holds for what is asked from then on. Thread-safe.
 */
public final class HostStatement {
  private static final ServerMessage.About NOTHING = new ServerMessage.About("", "", "", "");

  private volatile Function<String, ServerMessage.About> words = _ -> NOTHING;

  /**
   * Says this from now on.
   *
   * @param next by the tag of a language, which somebody asked for and may be none, or an empty
   *     one; it is called on any thread, and must not wait
   */
  public void says(Function<String, ServerMessage.About> next) {
    words = next;
  }

  /** Whether anything is said. */
  public boolean isThere() {
    return !in("").equals(NOTHING);
  }

  /** What is said in a language, or in that for all others. */
  public ServerMessage.About in(String language) {
    return words.apply(language);
  }
}
