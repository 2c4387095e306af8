package prosa.client;

import java.util.Optional;

/**
 * Which numbers of a stream have come: the last 64 may come in any order, and each once. Not for
 * several threads at once.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4303#section-3.4.3">RFC 4303, section 3.4.3</a>
 */
final class ReplayWindow {
  private static final long WINDOW = Long.SIZE;

  private long highest;
  private long seen;

  /** How many numbers are missing between the highest one and this; 0 if it is not above. */
  long missingBefore(long number) {
    return Math.max(0, number - highest - 1);
  }

  /** Whether this number has come, and no higher one. */
  boolean isLatest(long number) {
    return number == highest && number > 0;
  }

  /** Whether a higher number has come before. */
  boolean isLate(long number) {
    return number < highest;
  }

  /** Takes a number that is authentic; the fault if it is not to be used. */
  Optional<RoomCipher.Fault> take(long number) {
    if (number > highest) {
      long ahead = number - highest;
      seen = ahead >= WINDOW ? 1 : (seen << ahead) | 1;
      highest = number;
      return Optional.empty();
    }
    long behind = highest - number;
    if (number <= 0 || behind >= WINDOW) {
      return Optional.of(RoomCipher.Fault.OLD);
    }
    long bit = 1L << behind;
    if ((seen & bit) != 0) {
      return Optional.of(RoomCipher.Fault.REPEATED);
    }
    seen |= bit;
    return Optional.empty();
  }
}
