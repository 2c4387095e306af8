package prosa.desktop.model;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web address in a text. Nothing else in a text can be clicked.
 *
 * <p>Only {@code http} and {@code https}; never one with a user's name in front of the host, or
 * with a character in the host that no name has, which could deceive. Punctuation of any script
 * that ends the sentence is not part of it, nor is a bracket that was opened before.
 *
 * @param start the first character, inclusive
 * @param end the last character, exclusive
 * @param target what is opened: the host's name in ASCII, the rest percent-encoded
 */
public record Link(int start, int end, URI target) {
  /** Where an address ends in any case: brackets, quotes and full-width punctuation. */
  private static final String STOPS =
      "<>\"\\\\^`{|}\u00ab\u00bb\u2018\u201c-\u201f\u2039\u203a\u3000-\u3003\u3008-\u3011\u3014-\u301f"
          + "\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff61-\uff64";

  private static final Pattern FORM =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}])(https?)://([^\\s/?#"
              + STOPS
              + "\\p{C}]+)([^\\s"
              + STOPS
              + "\\p{C}]*)",
          Pattern.CASE_INSENSITIVE);
  private static final String ENDS = ".,;:!?'\u2019)]\u2026*_~";
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{M}\\p{N}._-]+)(:\\d{1,5})?");

  /** All links of a sanitized text, in order. */
  public static List<Link> in(String shown) {
    List<Link> links = new ArrayList<>();
    Matcher found = FORM.matcher(shown);
    while (found.find()) {
      int end = trimmed(shown, found.start(), found.end());
      if (end >= found.end(2)) {
        target(found.group(1), found.group(2), shown.substring(found.end(2), end))
            .ifPresent(target -> links.add(new Link(found.start(), end, target)));
      } else if (end > found.start(2)) {
        target(found.group(1), shown.substring(found.start(2), end), "")
            .ifPresent(target -> links.add(new Link(found.start(), end, target)));
      }
    }
    return links;
  }

  private static Optional<URI> target(String scheme, String authority, String rest) {
    Matcher host = HOST.matcher(authority);
    if (!host.matches()) {
      return Optional.empty();
    }
    try {
      String name = host.group(1).startsWith("[") ? host.group(1) : IDN.toASCII(host.group(1));
      String port = host.group(2) == null ? "" : host.group(2);
      URI target = new URI(scheme.toLowerCase(Locale.ROOT) + "://" + name + port + rest);
      return target.getHost() == null
          ? Optional.empty()
          : Optional.of(new URI(target.toASCIIString()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty(); // it is text like any other
    }
  }

  private static int trimmed(String text, int start, int end) {
    int last = end;
    while (last > start && ENDS.indexOf(text.charAt(last - 1)) >= 0) {
      char closing = text.charAt(last - 1);
      if (closing == ')' && count(text, '(', start, last) >= count(text, ')', start, last)) {
        break; // opened within the address
      }
      last--;
    }
    return last;
  }

  private static long count(String text, char wanted, int start, int end) {
    return text.substring(start, end).chars().filter(c -> c == wanted).count();
  }
}
