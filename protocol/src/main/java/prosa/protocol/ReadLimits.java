package prosa.protocol;

/**
 * The limits of a reader. The transport checks the length of a whole frame.
 *
 * @param text bytes of UTF-8 that the text of one message may have
 * @param classicUser bytes of UTF-8 that the {@code user} of a classic message may have
 * @param nesting objects and arrays within one another, the outermost counted
 * @param digits characters of one number
 */
public record ReadLimits(int text, int classicUser, int nesting, int digits) {

  private static final ReadLimits DEFAULTS = new ReadLimits(8 * 1024, 1024, 32, 100);

  /** Refuses limits under which no message could pass. */
  public ReadLimits {
    if (text < 1 || classicUser < 1 || nesting < 3 || digits < 16) {
      throw new IllegalArgumentException(
          "text and classicUser must be at least 1, nesting at least 3, digits at least 16");
    }
  }

  /** 8 KiB of text, 1 KiB of classic user, 32 levels, 100 digits. */
  public static ReadLimits defaults() {
    return DEFAULTS;
  }

  /** The same limits with another bound for the text of a message. */
  public ReadLimits withText(int bytes) {
    return new ReadLimits(bytes, classicUser, nesting, digits);
  }
}
