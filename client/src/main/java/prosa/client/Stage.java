package prosa.client;

/**
 * How far a direct side has come on its connection.
 *
 * <pre>
 * DIALING --READY--> GREETING --hello--> ENTERING --seated--> SEATED --next, sit--> SEATED
 *    ^                                                          |
 *    \------------------ the connection ends -------------------/
 * </pre>
 *
 * From each of them it is told to leave or is abandoned, and never comes back.
 */
enum Stage {
  DIALING,
  GREETING,
  ENTERING,
  SEATED,
  LEAVING,
  ABANDONED;

  /** Whether what the connection tells still matters. */
  boolean live() {
    return switch (this) {
      case DIALING, GREETING, ENTERING, SEATED -> true;
      case LEAVING, ABANDONED -> false;
    };
  }
}
