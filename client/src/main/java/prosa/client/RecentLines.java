package prosa.client;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The beginnings of the latest messages of a room, in memory only: what a reply or a reaction is
 * about. Holds {@link #LATEST} of {@link #LONGEST} characters; older ones are forgotten. One
 * thread.
 */
final class RecentLines {
  static final int LATEST = 500;
  static final int LONGEST = 60;

  private final Map<Long, EarlierMessage> lines = new LinkedHashMap<>();

  /** A message was said. */
  void add(long number, String name, String text) {
    String line = name + ": " + text.strip().replaceAll("\\s+", " ");
    if (line.codePointCount(0, line.length()) > LONGEST) {
      line = line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "…";
    }
    lines.put(number, new EarlierMessage(number, line.startsWith(name) ? name : "", line));
    if (lines.size() > LATEST) {
      lines.remove(lines.keySet().iterator().next());
    }
  }

  /** The message with this number, as far as it is known. */
  EarlierMessage message(long number) {
    return lines.getOrDefault(number, new EarlierMessage(number, "", ""));
  }

  /** Another room, where other messages have these numbers. */
  void clear() {
    lines.clear();
  }
}
