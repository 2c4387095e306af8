package prosa.client;

import prosa.protocol.Sanitizer;

/** Makes what others wrote fit to be shown in a front end, as {@link Sanitizer} does. */
public final class Visible {
  private Visible() {}

  /** The text on one line, whatever it was. */
  public static String line(String text) {
    return Sanitizer.line(text);
  }

  /** The text with its line breaks and tabs, and nothing else that controls anything. */
  public static String lines(String text) {
    return Sanitizer.lines(text);
  }
}
