package prosa.client;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import prosa.protocol.Names;

/**
 * What a command or a mention that is being typed can be completed to.
 *
 * @param from where it begins in the line; it ends at the caret
 * @param text what stands there then, with a space behind it if more follows
 */
public record Completion(int from, String text) {
  private static final int LONGEST = 40;

  /**
   * The completions at the caret: commands behind a slash at the beginning of the line, names of
   * members behind an {@code @} that follows no letter or digit; first the names that begin so,
   * then those with a word that does. None of what is whole already.
   *
   * @param line as it is
   * @param caret a position in it
   * @param names of the others, as they are shown
   */
  public static List<Completion> at(String line, int caret, List<String> names) {
    String before = line.substring(0, caret);
    if (!before.isEmpty() && ChatInput.isSlash(before.charAt(0))) {
      String begun = Normalizer.normalize(before, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
      return Arrays.stream(CommandName.values())
          .map(name -> "/" + name.word() + (name.needsArgument() ? " " : ""))
          .filter(word -> word.startsWith(begun) && !word.equals(before))
          .map(word -> new Completion(0, word))
          .toList();
    }
    int at = before.lastIndexOf('@');
    if (at < 0
        || caret - at > LONGEST
        || before.indexOf('\n', at) >= 0
        || (at > 0 && Character.isLetterOrDigit(before.codePointBefore(at)))) {
      return List.of();
    }
    String begun = before.substring(at + 1);
    String wanted = Names.folded(begun) + (begun.endsWith(" ") && !begun.isBlank() ? " " : "");
    Stream<String> found =
        Stream.concat(
            names.stream().filter(name -> Names.folded(name).startsWith(wanted)),
            names.stream()
                .filter(name -> !Names.folded(name).startsWith(wanted))
                .filter(name -> hasWord(Names.folded(name), wanted)));
    return found
        .filter(name -> !Names.folded(name).equals(wanted)) // it is whole
        .map(name -> new Completion(at, "@" + name + " "))
        .toList();
  }

  private static boolean hasWord(String name, String wanted) {
    return Arrays.stream(name.split(" ", -1)).anyMatch(word -> word.startsWith(wanted));
  }
}
