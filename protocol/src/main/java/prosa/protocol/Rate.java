package prosa.protocol;

/**
 * A rate limit: {@code burst} at once, then {@code perSecond}. {@link TokenBucket} enforces it;
 * {@link #OFF} never refuses.
 */
public record Rate(int burst, int perSecond) {
  /** No limit. */
  public static final Rate OFF = new Rate(0, 0);

  public Rate {
    if (burst < 0 || perSecond < 0 || (burst == 0) != (perSecond == 0)) {
      throw new IllegalArgumentException("a rate is BURST:PER_SECOND, both above 0, or off");
    }
  }

  /** Whether there is no limit. */
  public boolean off() {
    return burst == 0;
  }

  /** Whether this limit allows all that the other one does; one that is off asks for nothing. */
  public boolean leavesRoomFor(Rate needed) {
    return off() || (needed.burst <= burst && needed.perSecond <= perSecond);
  }

  /**
   * Reads {@code 10:4} or {@code off}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Rate parse(String text) {
    if (text.equals("off")) {
      return OFF;
    }
    int colon = text.indexOf(':');
    try {
      if (colon > 0) {
        int burst = Integer.parseInt(text.substring(0, colon));
        int perSecond = Integer.parseInt(text.substring(colon + 1));
        if (burst > 0 && perSecond > 0) {
          return new Rate(burst, perSecond);
        }
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not BURST:PER_SECOND or off", e);
    }
    throw new IllegalArgumentException("'" + text + "' is not BURST:PER_SECOND or off");
  }
}
