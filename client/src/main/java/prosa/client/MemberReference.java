package prosa.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.protocol.Names;

/**
 * What a person writes to name a member: as it is called, or with what people and programs put
 * around a name, as in {@code "Ana"}, {@code @Ana}, {@code Ana:} and {@code Ana [3]}. What was
 * written comes first, for names may have quotation marks and colons of their own.
 *
 * @param spellings in the order in which they are tried
 * @param place the number of a place that stands behind the name; empty if there is none
 */
record MemberReference(List<String> spellings, String place) {
  /** More than any name with all that can stand around it. */
  private static final int LONGEST = 200;

  /** What stands around names, and not in them; names that do are found as they are. */
  private static final String AROUND =
      "[\\s\\p{Cf}\\p{Z}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\"'`*<>:,;.!?"
          + "\uff1a\uff0c\uff1b\u3002\uff01\uff1f\u3001\u060c\u061b\u061f\u2026\uff02]";

  private static final Pattern BARE =
      Pattern.compile("[@\uff20" + AROUND.substring(1) + "*+(.*?)" + AROUND + "*", Pattern.DOTALL);

  /** A name with its place, or the mark of a classic client, or both, as they are shown. */
  private static final Pattern MARKED =
      Pattern.compile(
          "(.*?)(?:\\s*\\[([0-9]{1,3})])?(?:\\s*\\([^()]*\\))?" + AROUND + "*+", Pattern.DOTALL);

  static MemberReference of(String given) {
    String text = given.strip();
    String asked = text.startsWith("@") ? text.substring(1) : text;
    if (asked.length() > LONGEST) {
      return new MemberReference(List.of(asked), "");
    }
    Set<String> spellings = new LinkedHashSet<>(List.of(asked, bare(asked)));
    Matcher marked = MARKED.matcher(asked);
    String place = "";
    if (marked.matches() && !marked.group(1).isEmpty()) {
      spellings.add(bare(marked.group(1)));
      place = marked.group(2) == null ? "" : marked.group(2);
    }
    return new MemberReference(List.copyOf(spellings), place);
  }

  private static String bare(String text) {
    Matcher bare = BARE.matcher(text);
    return bare.matches() ? bare.group(1) : text;
  }

  /**
   * Those of these who may be meant: the one at the place with the number that was written; or else
   * all who are called so, whatever the case; or else all whose names begin so. With them come all
   * whose names look like that of one of them or like what was written.
   */
  List<MemberInfo> meant(Collection<MemberInfo> members) {
    for (String spelling : spellings) {
      List<MemberInfo> found = called(spelling, members);
      if (found.size() > 1 && !place.isEmpty()) {
        List<MemberInfo> there =
            found.stream().filter(one -> Integer.toString(one.place()).equals(place)).toList();
        return there.isEmpty() ? found : there;
      }
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  private static List<MemberInfo> called(String spelling, Collection<MemberInfo> members) {
    String wanted = Names.folded(spelling);
    List<MemberInfo> same = new ArrayList<>();
    List<MemberInfo> begun = new ArrayList<>();
    for (MemberInfo member : members) {
      if (Integer.toString(member.place()).equals(wanted)) {
        return List.of(member);
      }
      String folded = Names.folded(member.shownName());
      if (folded.equals(wanted)) {
        same.add(member);
      } else if (folded.startsWith(wanted)) {
        begun.add(member);
      }
    }
    if (wanted.isEmpty()) {
      return List.of();
    }
    Set<String> keys = new HashSet<>(Names.keys(spelling));
    (same.isEmpty() ? begun : same).forEach(one -> keys.addAll(Names.keys(one.shownName())));
    return members.stream()
        .filter(one -> Names.keys(one.shownName()).stream().anyMatch(keys::contains))
        .toList();
  }
}
