package prosa.server.classic;

/** Port numbers from {@code first} to {@code last}, both included. */
public record PortRange(int first, int last) {

  public PortRange {
    if (first < 1 || last > 65_535 || last <= first) {
      throw new IllegalArgumentException(
          "a port range is FIRST-LAST, two or more ports between 1 and 65535");
    }
  }

  /**
   * Reads {@code 20000-29999}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static PortRange parse(String text) {
    int dash = text.indexOf('-');
    try {
      return new PortRange(
          Integer.parseInt(text.substring(0, Math.max(0, dash))),
          Integer.parseInt(text.substring(dash + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a port range such as 20000-29999", e);
    }
  }

  /** How many ports there are. */
  public int size() {
    return last - first + 1;
  }
}
