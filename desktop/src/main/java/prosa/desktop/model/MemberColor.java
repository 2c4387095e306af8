package prosa.desktop.model;

/** The colour of a member, the same at the table and in the chat. */
public final class MemberColor {
  /** How many colours there are. */
  public static final int COUNT = 10;

  private MemberColor() {}

  /**
   * By place, for names can be imitated and places cannot; by name where an original server tells
   * no places.
   *
   * @return 0 to {@link #COUNT} - 1
   */
  public static int of(int place, String name) {
    return place > 0 ? (place - 1) % COUNT : Math.floorMod(name.hashCode(), COUNT);
  }
}
