package prosa.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.protocol.Names;

/**
 * Finds mentions in a text: {@code @} and the name of somebody in the room, in any spelling that
 * makes the same name, or the name before a colon or a comma at the beginning, as a terminal
 * completes it. Of two names the longer one is meant: {@code @Ana 2} does not mention Ana. An
 * {@code @} in an address of e-mail or of the web is none. Any thread.
 *
 * <p>So many signs of a text are looked at, and so many mentions found; behind each sign what may
 * be a name is compared with all names at once. So time is bounded, however many names there are.
 */
public final class Mentions {
  private static final int MOST = 64;
  private static final int MOST_SIGNS = 256;

  /** How far back the beginning of an address is looked for. */
  private static final int LONGEST_ADDRESS = 2048;

  private static final Pattern CALLED = Pattern.compile(" ?[:,\uff1a\uff0c\u3001\u060c]");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}_]");

  /** Scripts that put no blank between words, and Korean, which adds to a name. */
  private static final Pattern UNSPACED =
      Pattern.compile(
          "[\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}"
              + "\\p{IsMyanmar}\u30fc]");

  /**
   * A mention.
   *
   * @param start the first character, inclusive
   * @param end the last character, exclusive
   * @param name whose
   */
  public record Mention(int start, int end, String name) {}

  /** Names that begin with the same letter, by how they are compared. */
  private static final class Alike {
    private final Map<String, String> names = new HashMap<>();
    private int most;

    void add(String name, String folded) {
      most = Math.max(most, mostOf(name));
      names.putIfAbsent(folded, name);
    }
  }

  private Mentions() {}

  /**
   * Whether {@code text} mentions {@code name}. An empty name is never mentioned.
   *
   * @param others the names of the others in the room, of which it may be the beginning
   */
  public static boolean in(String text, String name, Collection<String> others) {
    List<String> names = new ArrayList<>(others);
    names.add(name);
    return find(text, names).stream().anyMatch(mention -> mention.name().equals(name));
  }

  /** The mentions of some names in a text, in order. */
  public static List<Mention> find(String text, Collection<String> names) {
    Map<Integer, Alike> wanted = new HashMap<>();
    for (String name : names) {
      String folded = Names.folded(name);
      if (!folded.isEmpty()) {
        wanted.computeIfAbsent(first(folded), _ -> new Alike()).add(name, folded);
      }
    }
    List<Mention> mentions = new ArrayList<>();
    int begin = 0;
    while (begin < Math.min(text.length(), LONGEST_ADDRESS)
        && Character.isWhitespace(text.charAt(begin))) {
      begin++;
    }
    longest(text, begin, wanted)
        .filter(
            called -> {
              Matcher after = CALLED.matcher(text).region(called.end(), text.length());
              return after.lookingAt();
            })
        .ifPresent(mentions::add);
    int last = mentions.isEmpty() ? 0 : mentions.getFirst().end();
    int signs = 0;
    for (int at = text.indexOf('@');
        at >= 0 && signs < MOST_SIGNS && mentions.size() < MOST;
        at = text.indexOf('@', at + 1)) {
      signs++;
      if (at >= last && begins(text, at)) {
        Optional<Mention> found = longest(text, at + 1, wanted);
        if (found.isPresent()) {
          last = found.get().end();
          mentions.add(new Mention(at, last, found.get().name()));
        }
      }
    }
    return mentions;
  }

  /** Whether an {@code @} can begin a mention: it is in no address of e-mail or of the web. */
  private static boolean begins(String text, int at) {
    if (at == 0) {
      return true;
    }
    int before = text.codePointBefore(at);
    if (is(WORD, before) && !is(UNSPACED, before)) {
      return false;
    }
    int run = at;
    while (run > 0
        && at - run < LONGEST_ADDRESS
        && !Character.isWhitespace(text.charAt(run - 1))
        && !Character.isSpaceChar(text.charAt(run - 1))) {
      run--;
    }
    return !text.substring(run, at).contains("://");
  }

  /** The longest name that stands somewhere, and is not the beginning of another word. */
  private static Optional<Mention> longest(String text, int start, Map<Integer, Alike> wanted) {
    String begun =
        start < text.length() ? Names.folded(Character.toString(text.codePointAt(start))) : "";
    Alike alike = begun.isEmpty() ? null : wanted.get(first(begun));
    if (alike == null) {
      return Optional.empty();
    }
    Optional<Mention> found = Optional.empty();
    int length = 0;
    int last = Math.min(text.length(), start + alike.most);
    for (int end = start + 1; end <= last; end++) {
      if (isEnd(text, end)) {
        String folded = Names.folded(text.substring(start, end));
        String name = alike.names.get(folded);
        if (name != null && folded.length() > length && end - start <= mostOf(name)) {
          found = Optional.of(new Mention(start, end, name));
          length = folded.length();
        }
      }
    }
    return found;
  }

  private static boolean isEnd(String text, int end) {
    return end == text.length()
        || !is(WORD, text.codePointAt(end))
        || is(UNSPACED, text.codePointBefore(end));
  }

  /** How much of a text a name takes at most, in whatever spelling. */
  private static int mostOf(String name) {
    return 2 * name.length() + 4;
  }

  /** The first letter without its marks. */
  private static int first(String folded) {
    return java.text.Normalizer.normalize(folded, java.text.Normalizer.Form.NFD).codePointAt(0);
  }

  private static boolean is(Pattern kind, int c) {
    return kind.matcher(Character.toString(c)).matches();
  }
}
