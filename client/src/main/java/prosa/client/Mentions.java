package prosa.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.protocol.Names;

/** Whether a text names somebody: the whole name, as words, whatever its case. Any thread. */
public final class Mentions {
  private Mentions() {}

  /** Whether {@code text} names who is called {@code name}. Nobody is called nothing. */
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
