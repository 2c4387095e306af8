package prosa.client;

import prosa.protocol.ClientMessage;

/** A connection to one kind of server, as {@link ClientSession} uses it. On the event loop only. */
sealed interface ServerConnection permits ProsaConnection, OriginalConnection {
  /** Begins to connect; called once. */
  void open();

  /**
   * Sends a request; there is a seat. Each is answered to the {@link Outbox}, or the seat is lost.
   */
  void send(PendingRequest request);

  /** Tells the members of an encrypted room something that is sealed; it is not answered. */
  void tell(ClientMessage.Tell what);

  /** Tells the others that something is being written, if there is a seat and a way to. */
  void typing();

  /** A request was not answered in time: gives the connection up, and makes another. */
  void unanswered();

  /** Stops reading, or reads on. */
  void pause(boolean paused);

  /** Connects at once, if it waits to. */
  void retry();

  /** Gives the seat up if there is one, and closes; {@link ClientSession#left} follows. */
  void leave();

  /** Closes without a word; nothing more is reported to the session. */
  void abandon();
}
