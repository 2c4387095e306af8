package prosa.client;

/**
 * The hue of a place in a room, the same in every front end. Neighbours differ most: each place is
 * the golden angle further round the circle of colours.
 */
public final class PlaceHue {
  private static final double GOLDEN_ANGLE = 137.508;
  private static final double FIRST = 250;

  private PlaceHue() {}

  /**
   * Returns the hue in degrees, from 0 to 359.
   *
   * @param place from 1
   */
  public static int of(int place) {
    return (int) Math.round((place * GOLDEN_ANGLE + FIRST) % 360) % 360;
  }
}
