package prosa.server.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;

/**
 * The host's statement about the server, in each language; empty at first. It may be replaced while
 * the server runs; later requests receive the new one. It is encoded once in each language, since
 * it is long, and anybody may ask for it. Thread-safe.
 */
public final class HostStatement {
  /** The most encodings that are kept: more than there are languages. */
  static final int MOST_KEPT = 16;

  private static final ServerMessage.About NOTHING = new ServerMessage.About("", "", "", "");

  /** A statement, with its encodings so far; whether it says anything is in every greeting. */
  private record Statement(
      Function<String, ServerMessage.About> words,
      boolean isThere,
      Map<ServerMessage.About, byte[]> encoded) {
    Statement(Function<String, ServerMessage.About> words) {
      this(words, !words.apply("").isEmpty(), new ConcurrentHashMap<>());
    }
  }

  private volatile Statement statement = new Statement(_ -> NOTHING);

  /**
   * Replaces the statement.
   *
   * @param next the statement for a language tag, which may be invalid or empty, since it comes
   *     from a client; it is called on any thread, and must not wait
   */
  public void says(Function<String, ServerMessage.About> next) {
    statement = new Statement(next);
  }

  /** Whether there is a statement. */
  public boolean isThere() {
    return statement.isThere();
  }

  /** The JSON of the statement in a language, or of the default one; not to be changed. */
  public byte[] encoded(String language) {
    Statement now = statement;
    ServerMessage.About words = now.words().apply(language);
    byte[] known = now.encoded().get(words);
    if (known != null) {
      return known;
    }
    byte[] made = ProtocolWriter.write(words);
    if (now.encoded().size() < MOST_KEPT) {
      now.encoded().put(words, made);
    }
    return made;
  }
}
