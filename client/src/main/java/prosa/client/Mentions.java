package prosa.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
 * <p>So many signs of a text are looked at, and so many mentions found: time is bounded.
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

  /** A name, as it is compared. */
  private record Wanted(String name, String folded, int begun) {
    static Wanted of(String name) {
      String folded = Names.folded(name);
      return new Wanted(name, folded, folded.isEmpty() ? -1 : first(folded));
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
    List<Wanted> wanted =
        names.stream()
            .map(Wanted::of)
            .filter(one -> !one.folded().isEmpty())
            .sorted(Comparator.comparingInt((Wanted one) -> one.folded().length()).reversed())
            .toList();
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
  private static Optional<Mention> longest(String text, int start, List<Wanted> wanted) {
    if (start >= text.length()) {
      return Optional.empty();
    }
    String folded = Names.folded(Character.toString(text.codePointAt(start)));
    int begun = folded.isEmpty() ? -1 : first(folded);
    for (Wanted one : wanted) {
      int most = Math.min(text.length(), start + 2 * one.name().length() + 4);
      for (int end = start + (one.name().length() + 1) / 2;
          begun == one.begun() && end <= most;
          end++) {
        boolean whole =
            end == text.length()
                || !is(WORD, text.codePointAt(end))
                || is(UNSPACED, text.codePointBefore(end));
        if (whole && Names.folded(text.substring(start, end)).equals(one.folded())) {
          return Optional.of(new Mention(start, end, one.name()));
        }
      }
    }
    return Optional.empty();
  }

  /** The first letter without its marks. */
  private static int first(String folded) {
    return java.text.Normalizer.normalize(folded, java.text.Normalizer.Form.NFD).codePointAt(0);
  }

  private static boolean is(Pattern kind, int c) {
    return kind.matcher(Character.toString(c)).matches();
  }
}
