package prosa.desktop.model;

import java.util.List;

/**
 * The position of a seat around a table of radius 1 with its centre at (0, 0); y grows downwards.
 *
 * <p>The user's own seat is at the bottom; the others follow clockwise by place.
 */
public record SeatPosition(double x, double y) {

  /** The position of the seat at {@code index}. */
  public static SeatPosition of(List<SeatInfo> seatInfos, int index) {
    int own = 0;
    for (int i = 0; i < seatInfos.size(); i++) {
      if (seatInfos.get(i).mine()) {
        own = i;
      }
    }
    double turn = 2 * Math.PI * (index - own) / seatInfos.size();
    return new SeatPosition(-Math.sin(turn), Math.cos(turn));
  }
}
