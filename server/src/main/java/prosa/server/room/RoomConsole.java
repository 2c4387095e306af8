package prosa.server.room;

import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;
import prosa.server.operations.Console;
import prosa.server.operations.RoomLines;
import prosa.server.placement.RoomId;

/**
 * What the console shows of one room: that it started, how many users are connected, and what they
 * say, unless the room is private. Where the number of users changes faster than {@link #CHANGES},
 * only the latest is printed. On the room's loop.
 */
final class RoomConsole {
  static final Rate CHANGES = new Rate(30, 5);

  private final Console console;
  private final RoomId id;
  private final RoomLines lines;
  private final boolean hidden;
  private final ObjLongConsumer<Runnable> later;
  private final LongSupplier nanos;
  private final TokenBucket changes;
  private int users;
  private boolean waiting;

  /**
   * Nothing printed yet.
   *
   * @param later runs a task on the room's loop after a delay in milliseconds
   * @param nanos a monotonic clock
   */
  RoomConsole(
      Console console,
      RoomId id,
      boolean hidden,
      ObjLongConsumer<Runnable> later,
      LongSupplier nanos) {
    this.console = console;
    this.id = id;
    this.lines = console.room(id.name());
    this.hidden = hidden;
    this.later = later;
    this.nanos = nanos;
    this.changes = new TokenBucket(CHANGES, nanos.getAsLong());
  }

  void started() {
    lines.started();
  }

  void userCame() {
    users++;
    tell();
  }

  void userWent() {
    users--;
    tell();
  }

  private void tell() {
    if (waiting) {
      return;
    }
    long wait = changes.take(nanos.getAsLong());
    if (wait == 0) {
      lines.usersConnected(users);
    } else {
      waiting = true;
      later.accept(
          () -> {
            waiting = false;
            tell();
          },
          wait);
    }
  }

  /** Whether what is said here is printed. */
  boolean printsMessages() {
    return !hidden && console.printsMessages();
  }

  /** Somebody said something; to be told only where talk is printed. */
  void said(String user, String text) {
    console.received(id.name(), user, text);
  }
}
