package prosa.desktop.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address of the web in a text, and the only thing in it that can be clicked.
 *
 * <p>Only {@code http} and {@code https}; never one with a user's name in front of the host, which
 * is there to deceive. A full stop or a bracket that ends the sentence is not part of it.
 *
 * @param start the first character, inclusive
 * @param end the last character, exclusive
 */
public record Link(int start, int end, URI target) {
  private static final Pattern FORM =
      Pattern.compile("(?<![\\p{L}\\p{N}])https?://[^\\s<>\"\\\\^`{|}]+", Pattern.CASE_INSENSITIVE);
  private static final String ENDS = ".,;:!?'\u2019\u201d\u00bb)]\u2026*_";

  /** All links of a text that is fit to be shown, in order. */
  public static List<Link> in(String shown) {
    List<Link> links = new ArrayList<>();
    Matcher matcher = FORM.matcher(shown);
    while (matcher.find()) {
      int end = trimmed(shown, matcher.start(), matcher.end());
      String text = shown.substring(matcher.start(), end);
      try {
        URI target = new URI(text);
        if (safe(target)) {
          links.add(new Link(matcher.start(), end, new URI(target.toASCIIString())));
        }
      } catch (URISyntaxException e) {
        // then it is text like any other
      }
    }
    return links;
  }

  private static boolean safe(URI target) {
    String scheme = target.getScheme() == null ? "" : target.getScheme().toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https"))
        && target.getHost() != null
        && target.getRawUserInfo() == null;
  }

  private static int trimmed(String text, int start, int end) {
    int last = end;
    while (last > start && ENDS.indexOf(text.charAt(last - 1)) >= 0) {
      char closing = text.charAt(last - 1);
      if (closing == ')' && text.substring(start, last).indexOf('(') >= 0) {
        break;
      }
      last--;
    }
    return last;
  }
}
