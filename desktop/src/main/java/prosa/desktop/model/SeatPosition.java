package prosa.desktop.model;

import java.util.List;

/**
 * Where a chair stands around a table of radius 1 whose middle is (0, 0); y grows downwards.
 *
 * <p>The person's own chair is nearest, at the bottom; the others follow clockwise by place.
 */
public record SeatPosition(double x, double y) {

  /** Of the chair at {@code index}. */
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
