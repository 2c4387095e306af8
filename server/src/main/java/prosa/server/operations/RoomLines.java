package prosa.server.operations;

/**
 * What the {@link Console} prints of one room: that it started, and how many users are connected.
 * Where it has to wait, what it is by then is printed, and nothing of a room that nobody is in and
 * that was never printed. Any thread; its fields are guarded by the console.
 */
public final class RoomLines {
  private final Console console;
  private final String name;
  private boolean open;
  private int users;
  private boolean openPrinted;
  private int usersPrinted;
  private int owed;

  RoomLines(Console console, String name) {
    this.console = console;
    this.name = name;
  }

  /** The room is open. */
  public void started() {
    console.changed(this, () -> change(true, users));
  }

  /** The number of its users changed. */
  public void usersConnected(int now) {
    console.changed(this, () -> change(open, now));
  }

  private void change(boolean nowOpen, int nowUsers) {
    open = nowOpen;
    users = nowUsers;
    owed++;
  }

  /** The changes since it was last asked, each of them worth a line. */
  int skip() {
    int count = owed;
    owed = 0;
    return count;
  }

  /** Whether it need not be printed at all: nobody is there, and nothing of it was printed. */
  boolean isOver() {
    return users == 0 && !openPrinted && usersPrinted == 0;
  }

  /** Prints what is not printed yet; the number of lines. */
  int print() {
    int printed = 0;
    if (open && !openPrinted) {
      openPrinted = true;
      console.line(name + "\t|\tStarted");
      printed++;
    }
    if (users != usersPrinted) {
      usersPrinted = users;
      console.line(name + "\t|\tUsers connected: " + users);
      printed++;
    }
    return printed;
  }
}
