package prosa.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The doors that lead to a seat, and whose turn it is: the one that answered last is the first, the
 * one that the user named is the last, and the others, which a server told, are between them in a
 * random order. After the last one comes the first again. On the event loop only.
 */
final class DoorTurns {
  /** The most doors that are kept of those that a server told. */
  static final int MOST_TOLD = 8;

  private final ServerAddress home;
  private final List<ServerAddress> doors = new ArrayList<>();
  private int turn;

  DoorTurns(ServerAddress home) {
    this.home = home;
    doors.add(home);
  }

  /** The door that is to be tried, or that leads to the seat. */
  ServerAddress present() {
    return doors.get(turn);
  }

  /** The one that answered last, or that the user named. */
  ServerAddress first() {
    return doors.getFirst();
  }

  /** Whether it is the turn of the one that answered last. */
  boolean isFirst() {
    return turn == 0;
  }

  /** Whether there is another one than the present. */
  boolean hasOthers() {
    return doors.size() > 1;
  }

  /** It is the turn of the next one. */
  void next() {
    turn = (turn + 1) % doors.size();
  }

  /** It is the turn of the one that the user named. */
  void home() {
    while (!isHome()) {
      next();
    }
  }

  /** Whether it is the turn of the one that the user named. */
  boolean isHome() {
    return isSame(present(), home);
  }

  /** The present one answered: it is the first from now on. */
  void answered() {
    Collections.rotate(doors, -turn);
    turn = 0;
  }

  /** Only this one leads to the seat, or else to another that the user's can give. */
  void movedTo(ServerAddress there) {
    doors.clear();
    doors.add(there);
    turn = 0;
    addHome();
  }

  /** The present one, which answered, tells these. */
  void told(List<ServerAddress> others, RandomGenerator random) {
    ServerAddress present = present();
    List<ServerAddress> some = new ArrayList<>(others);
    some.removeIf(one -> isSame(one, present) || isSame(one, home));
    Collections.shuffle(some, random);
    doors.clear();
    doors.add(present);
    doors.addAll(some);
    turn = 0;
    addHome();
  }

  private void addHome() {
    if (doors.stream().noneMatch(one -> isSame(one, home))) {
      doors.add(home);
    }
  }

  private static boolean isSame(ServerAddress one, ServerAddress other) {
    return one.toString().equals(other.toString());
  }
}
