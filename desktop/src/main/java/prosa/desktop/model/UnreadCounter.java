package prosa.desktop.model;

import java.time.Duration;
import java.time.Instant;

/** Whether the person looks, how much was said meanwhile, and when it is time to make a noise. */
public final class UnreadCounter {
  /** Between two noises. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private boolean front = true;
  private int unread;
  private Instant quietUntil = Instant.MIN;

  /** The window came to the front, or went to the back. */
  void front(boolean now) {
    front = now;
    if (now) {
      unread = 0;
    }
  }

  /**
   * Something was said by another.
   *
   * @return whether to make a noise
   */
  boolean said(Instant now) {
    if (front) {
      return false;
    }
    unread++;
    if (now.isBefore(quietUntil)) {
      return false;
    }
    quietUntil = now.plus(QUIET);
    return true;
  }

  void forget() {
    unread = 0;
  }

  /** How many messages came since the window was last in front. */
  public int unread() {
    return unread;
  }

  /** The window's title with the number of unread messages, if there are any. */
  public String title(String name) {
    return unread == 0 ? name : "(" + unread + ") " + name;
  }
}
