package prosa.server.limits;

/**
 * The resources that have a budget for each connection and each address. Those that every
 * connection uses come first: what a connection has of them takes the less memory.
 */
public enum Resource {
  /** Frames of any kind, and reads that bring no whole one. */
  FRAMES,
  /** Bytes of any kind. */
  BYTES,
  /**
   * {@code enter}, with a seat's secret too, {@code leave}, questions at the door, and classic
   * connections that take a seat without having asked there.
   */
  JOINS,
  /** Messages, classic ones included. */
  MESSAGES,
  /** {@code typing}. */
  TYPING,
  /** {@code rename}, {@code next} and {@code invite}. */
  REQUESTS,
  /** Private rooms opened. */
  PRIVATE_ROOMS,
  /** Refusals caused by the peer, and answers to messages that it repeats. */
  REFUSALS,
  /** Requests in HTTP. */
  PAGES,
  /** Connections that are opened: of an address only. */
  CONNECTIONS,
  /** Handshakes of CURVE: of an address, and of all addresses together. */
  HANDSHAKES
}
