package prosa.logging;

import java.util.regex.Pattern;

/**
 * Takes addresses of the network out of what libraries log: Netty names a channel with both of its
 * ends in nearly every line about one. Thread-safe.
 */
final class PeerAddresses {
  /** What stands in the place of an address. */
  static final String LEFT_OUT = "(address)";

  /** A channel as Netty writes it; its id is a number drawn for it, and stays. */
  private static final Pattern CHANNEL =
      Pattern.compile("\\[id: (0x[0-9a-fA-F]+)(?:[^\\[\\]]++|\\[[^\\[\\]]*+]){0,8}+]");

  /** What is before an address that was looked up, or was not, and where it begins. */
  private static final String BEGINS = "(?<![\\w.:\\[])(?:(?:[\\w.-]{1,255}+)?/)?+\\[?";

  private static final String FOUR = "\\d{1,3}(?:\\.\\d{1,3}){3}";
  private static final String PART = "[0-9a-fA-F]{1,4}";
  private static final String LAST = "(?:" + FOUR + "|" + PART + ")";

  /** All eight parts, or six and an IPv4 address; or what has a {@code ::} in it. */
  private static final String SIX =
      "(?:(?:%1$s:){6}(?:%2$s|%1$s:%1$s)|%1$s(?::%1$s){0,6}::(?:%4$s)?|::%4$s)"
          .formatted(PART, FOUR, LAST, "(?:" + PART + ":){0,6}" + LAST);

  private static final String ENDS = "(?:%[\\w.-]{1,64}+)?]?(?::\\d{1,5})?(?![\\w:])";

  private static final Pattern ADDRESS =
      Pattern.compile(BEGINS + "(?:" + SIX + "|" + FOUR + ")" + ENDS);

  private PeerAddresses() {}

  /** The text without them. */
  static String leftOut(String text) {
    return ADDRESS.matcher(CHANNEL.matcher(text).replaceAll("[id: $1]")).replaceAll(LEFT_OUT);
  }
}
