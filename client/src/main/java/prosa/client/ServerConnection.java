package prosa.client;

/** How one speaks to a kind of server. On the event loop only. */
sealed interface ServerConnection permits ProsaConnection, OriginalConnection {
  /** Dials. */
  void open();

  /** Sends an errand; there is a seat. Each is answered to the outbox, or the seat is lost. */
  void send(PendingRequest errand);

  /** Tells that something is being written, if there is a seat and a way to. */
  void typing();

  /** An errand got no answer in time: takes the connection for lost. */
  void unanswered();

  /** Stops reading, or reads on. */
  void pause(boolean paused);

  /** Dials now, if it waits to. */
  void retry();

  /** Says goodbye if there is a seat, and closes; {@link ClientSession#gone} follows. */
  void leave();

  /** Closes without a word; nothing more is told to the conversation. */
  void abandon();
}
