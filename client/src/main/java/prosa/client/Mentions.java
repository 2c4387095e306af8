package prosa.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.protocol.Names;

/** Finds out whether a text mentions a name: the whole name, as words, in any case. Any thread. */
public final class Mentions {
  private Mentions() {}

  /** Whether {@code text} mentions {@code name}. An empty name is never mentioned. */
  public static boolean in(String text, String name) {
    String wanted = Names.folded(name);
    if (wanted.isEmpty()) {
      return false;
    }
    Matcher found =
        Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(wanted) + "(?![\\p{L}\\p{N}])")
            .matcher(Names.folded(text));
    return found.find();
  }
}
