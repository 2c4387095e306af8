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
 * with a character in the host that no name has or that shows nothing, which could deceive.
 * Punctuation of any script that ends the sentence is not part of it, nor is a bracket that was
 * opened before. At most {@value #MOST} in a text; time grows with the text's length.
 *
 * @param start the first character, inclusive
 * @param end the last character, exclusive
 * @param target what is opened: the host's name in ASCII, the rest percent-encoded
 */
public record Link(int start, int end, URI target) {
  private static final int MOST = 64;
  private static final int LONGEST = 2048;

  /** Where an address ends in any case: quotes, full-width punctuation, that of other scripts. */
  private static final String STOPS =
      "<>\"\\\\`\\p{Pi}\\p{Pf}\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff0e"
          + "\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5f-\uff64\u2026\u061f\u060c\u061b\u06d4"
          + "\u0964\u0965";

  private static final String UNSPACED =
      "\\p{IsHan}\\p{IsHiragana}\\p{IsKatakana}\\p{IsHangul}\\p{IsThai}\\p{IsLao}\\p{IsKhmer}"
          + "\\p{IsMyanmar}\u30fc";

  private static final Pattern FORM =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}&&[^"
              + UNSPACED
              + "]])(https?)://([^\\s\\p{Z}/?#"
              + STOPS
              + "\\p{C}]+)([^\\s\\p{Z}"
              + STOPS
              + "\\p{C}]*)",
          Pattern.CASE_INSENSITIVE);

  /** What ends a sentence, and the asterisks of an emphasis. */
  private static final String ENDS = ".,;:!?'\u2026*";

  /** Marks of an emphasis that may also end an address: they count where they stand before it. */
  private static final String EMPHASIS = "_~";

  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  /** What shows nothing, and would make a host look like a longer one. */
  private static final Pattern UNSEEN = Pattern.compile("[\u00ad\u034f\u061c\u180e\u200c-\u200f]");

  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[\\p{L}\\p{M}\\p{N}._-]+)(:\\d{0,5})?");

  private static final int HIGHEST_PORT = 65_535;

  /** The links of a sanitized text, in order. */
  public static List<Link> in(String shown) {
    List<Link> links = new ArrayList<>();
    Matcher found = FORM.matcher(shown);
    while (links.size() < MOST && found.find()) {
      int authority = found.end(2);
      boolean cut =
          found.end() == authority
              && UNSEEN.matcher(shown).region(authority, shown.length()).lookingAt();
      if (cut || found.end() - found.start() > 2 * LONGEST) {
        continue;
      }
      int end = trimmed(shown, found.start(), found.end());
      if (end - found.start() <= LONGEST && end > found.start(2)) {
        int split = Math.min(end, authority);
        target(found.group(1), shown.substring(found.start(2), split), shown.substring(split, end))
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
      String port = host.group(2) == null || host.group(2).length() == 1 ? "" : host.group(2);
      if (!port.isEmpty() && Integer.parseInt(port.substring(1)) > HIGHEST_PORT) {
        return Optional.empty();
      }
      URI target = new URI(scheme.toLowerCase(Locale.ROOT) + "://" + name + port + escaped(rest));
      return target.getRawAuthority() == null || !HOST.matcher(target.getRawAuthority()).matches()
          ? Optional.empty()
          : Optional.of(new URI(target.toASCIIString()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty(); // it is text like any other
    }
  }

  /** What browsers take in an address, and RFC 3986 wants to be escaped. */
  private static String escaped(String rest) {
    StringBuilder escaped = new StringBuilder(rest.length());
    boolean fragment = false;
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      boolean bare = c == '%' && !PERCENT.matcher(rest).region(i, rest.length()).lookingAt();
      if (bare || "[]{}|^".indexOf(c) >= 0 || (c == '#' && fragment)) {
        escaped.append(String.format("%%%02X", (int) c));
      } else {
        escaped.append(c);
      }
      fragment |= c == '#';
    }
    return escaped.toString();
  }

  private static final Pattern PERCENT = Pattern.compile("%[0-9A-Fa-f]{2}");

  /** Without the punctuation that ends a sentence, and brackets that were not opened in it. */
  private static int trimmed(String text, int start, int end) {
    int[] opened = new int[OPENING.length()];
    int[] closed = new int[OPENING.length()];
    for (int i = start; i < end; i++) {
      count(opened, OPENING.indexOf(text.charAt(i)), 1);
      count(closed, CLOSING.indexOf(text.charAt(i)), 1);
    }
    char before = start > 0 ? text.charAt(start - 1) : ' ';
    int last = end;
    for (; last > start; last--) {
      char c = text.charAt(last - 1);
      int bracket = CLOSING.indexOf(c);
      boolean ends =
          bracket >= 0
              ? closed[bracket] > opened[bracket]
              : ENDS.indexOf(c) >= 0
                  || OPENING.indexOf(c) >= 0
                  || (c == before && EMPHASIS.indexOf(c) >= 0);
      if (!ends) {
        break;
      }
      count(closed, bracket, -1);
      count(opened, OPENING.indexOf(c), -1);
    }
    return last;
  }

  private static void count(int[] brackets, int which, int more) {
    if (which >= 0) {
      brackets[which] += more;
    }
  }
}
