package prosa.testing;

import java.util.Random;

/**
 * Tries whether something holds for many random cases. Each try has a seed of its own; the one that
 * fails is named in the failure, and {@code -Dprosa.seed=N} makes it the first try of a run.
 */
public final class Tries {
  /** Something that holds whatever the random numbers are. */
  @FunctionalInterface
  public interface Property {
    /** Makes a case of these numbers and checks it. */
    void holds(Random random) throws Exception;
  }

  private Tries() {}

  /** Tries a property this many times, with different seeds in each run. */
  public static void of(int tries, Property property) {
    long first = Long.getLong("prosa.seed", System.nanoTime());
    for (long seed = first; seed < first + tries; seed++) {
      try {
        property.holds(new Random(seed));
      } catch (Exception | AssertionError e) {
        String again = "try " + (seed - first + 1) + " of " + tries + ", -Dprosa.seed=" + seed;
        throw new AssertionError(again + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * Random bytes: mostly few, sometimes up to {@code most}; often one of the values at the ends.
   */
  public static byte[] bytes(Random random, int most) {
    byte[] bytes =
        new byte[random.nextInt(random.nextInt(4) == 0 ? most + 1 : Math.min(most, 20) + 1)];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      if (random.nextInt(4) == 0) {
        bytes[i] = new byte[] {0, 1, 2, 4, 127, -128, -1}[random.nextInt(7)];
      }
    }
    return bytes;
  }

  /** A random text of up to {@code most} characters of any plane, lone surrogates among them. */
  public static String text(Random random, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      switch (random.nextInt(8)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        case 3 -> text.append((char) (Character.MIN_SURROGATE + random.nextInt(0x800)));
        case 4 -> text.append((char) (0x80 + random.nextInt(0x780)));
        default -> text.append((char) (' ' + random.nextInt(0x5F)));
      }
    }
    return text.toString();
  }

  /** One of these. */
  @SafeVarargs
  public static <T> T oneOf(Random random, T... values) {
    return values[random.nextInt(values.length)];
  }
}
