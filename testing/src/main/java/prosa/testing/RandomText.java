package prosa.testing;

import java.util.SplittableRandom;

/** Random texts for tests of properties. */
public final class RandomText {
  private RandomText() {}

  /**
   * A text of any code units, surrogate halves and controls among them.
   *
   * @param most the most parts, each a code unit or a character
   * @param special characters that are to come often
   */
  public static String of(SplittableRandom random, int most, String special) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append((char) random.nextInt(0x80));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.appendCodePoint(random.nextInt(0x1_0000, 0x11_0000));
        default -> text.append(special.charAt(random.nextInt(special.length())));
      }
    }
    return text.toString();
  }
}
