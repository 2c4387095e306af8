package prosa.server.placement;

import java.util.Optional;

/**
 * A room's number, given once and never again while the server runs; {@code Chat0} is its name.
 *
 * @param number 0 or more, in the order of opening
 */
public record RoomId(int number) implements Comparable<RoomId> {

  private static final String PREFIX = "Chat";
  private static final int MOST_DIGITS = 10;

  public RoomId {
    if (number < 0) {
      throw new IllegalArgumentException("a room's number is never negative: " + number);
    }
  }

  /** The room called that; empty unless it is exactly what {@link #name()} would say. */
  public static Optional<RoomId> named(String name) {
    String digits = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
    boolean plain =
        !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && (digits.length() == 1 || digits.charAt(0) != '0');
    if (!plain) {
      return Optional.empty();
    }
    long number = Long.parseLong(digits);
    return number > Integer.MAX_VALUE ? Optional.empty() : Optional.of(new RoomId((int) number));
  }

  /** What people call it: {@code Chat} and the number. */
  public String name() {
    return PREFIX + number;
  }

  @Override
  public int compareTo(RoomId other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return name();
  }
}
