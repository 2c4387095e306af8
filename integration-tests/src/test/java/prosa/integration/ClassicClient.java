package prosa.integration;

import java.util.List;

/** A client of the original system, as design section 1 describes it, on a foreign library. */
interface ClassicClient {
  /** What it calls itself. */
  String name();

  /** The ports that the door told it; waits for them. */
  Ports ports();

  /** Says something; before {@link #settle}, it may be lost, as ever with PUB. */
  void say(String text);

  /** Returns when it has heard itself: it is seated, and both of its sockets work. */
  void settle();

  /** What it has heard so far, in order, as {@code name: text}, without what settling needed. */
  List<String> heard();

  /** What would have ended the original client's thread. */
  List<String> broken();

  /** Closes its sockets. */
  void leave();

  /** Two ports of a chat: the intake's and the broadcast's. */
  record Ports(int publisherPort, int broadcast) {}
}
