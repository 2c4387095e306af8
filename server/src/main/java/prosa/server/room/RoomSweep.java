package prosa.server.room;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at all rooms of a loop, {@link #SLICE} in one go, so that the loop's connections have their
 * turn in between. A room that was closed meanwhile is left out. On the rooms' loop.
 */
final class RoomSweep<R> {
  /** The rooms looked at in one go: up to 80 members, of each of whom the kernel is asked. */
  static final int SLICE = 8;

  private final Set<R> rooms;
  private final Consumer<R> look;
  private final Consumer<Runnable> later;
  private Iterator<R> rest = List.<R>of().iterator();

  /**
   * A sweep of {@code rooms}, as they are when it begins.
   *
   * @param later runs something after the loop's connections had their turn
   */
  RoomSweep(Set<R> rooms, Consumer<R> look, Consumer<Runnable> later) {
    this.rooms = rooms;
    this.look = look;
    this.later = later;
  }

  /** Begins, unless the one before is still under way. */
  void begin() {
    if (!rest.hasNext()) {
      rest = List.copyOf(rooms).iterator();
      goOn();
    }
  }

  private void goOn() {
    for (int looked = 0; looked < SLICE && rest.hasNext(); looked++) {
      R room = rest.next();
      if (rooms.contains(room)) {
        look.accept(room);
      }
    }
    if (rest.hasNext()) {
      later.accept(this::goOn);
    }
  }
}
