package prosa.server.room;

import prosa.server.operations.Console;
import prosa.server.placement.RoomId;

/**
 * What the console shows of one room: that it started, how many users are connected, and what they
 * say, unless the room is private. On the room's loop.
 */
final class RoomConsole {
  private final Console console;
  private final RoomId id;
  private final boolean hidden;
  private int users;

  RoomConsole(Console console, RoomId id, boolean hidden) {
    this.console = console;
    this.id = id;
    this.hidden = hidden;
  }

  void started() {
    console.roomStarted(id.name());
  }

  void userCame() {
    console.usersConnected(id.name(), ++users);
  }

  void userWent() {
    console.usersConnected(id.name(), --users);
  }

  /** Whether what is said here is printed. */
  boolean printsTalk() {
    return !hidden && console.printsTalk();
  }

  /** Somebody said something; to be told only where talk is printed. */
  void said(String user, String text) {
    console.received(id.name(), user, text);
  }
}
