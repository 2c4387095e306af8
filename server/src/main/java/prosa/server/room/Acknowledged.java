package prosa.server.room;

import java.util.LinkedHashMap;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The marks of a member's latest messages with the numbers they got, so that a message that is sent
 * again, because its acknowledgement was lost, is not said twice. Remembers no text.
 */
final class Acknowledged {
  /** Marks remembered; a client has fewer than this unacknowledged. */
  static final int LATEST = 64;

  private @Nullable LinkedHashMap<String, Long> numbers; // made with the first mark

  void put(String mark, long number) {
    if (numbers == null) {
      numbers = new LinkedHashMap<>();
    }
    numbers.put(mark, number);
    if (numbers.size() > LATEST) {
      numbers.pollFirstEntry();
    }
  }

  /** The number of the message with this mark. */
  OptionalLong numberOf(String mark) {
    Long number = numbers == null ? null : numbers.get(mark);
    return number == null ? OptionalLong.empty() : OptionalLong.of(number);
  }
}
