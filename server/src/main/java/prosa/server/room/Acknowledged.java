package prosa.server.room;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The marks of a member's latest messages with the numbers they got, so that a message that is sent
 * again, because its acknowledgement was lost, is not said twice. Remembers no text.
 */
final class Acknowledged {
  /** Marks remembered; a client has fewer than this unacknowledged. */
  static final int LATEST = 64;

  private final Map<String, Long> numbers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > LATEST;
        }
      };

  void put(String mark, long number) {
    numbers.put(mark, number);
  }

  /** The number of the message with this mark. */
  OptionalLong numberOf(String mark) {
    Long number = numbers.get(mark);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
