package prosa.server.limits;

/** What peers pay for; there is a budget of each for a connection and for its address. */
public enum Resource {
  /** Messages said, classic ones too. */
  MESSAGES,
  /** {@code typing}. */
  TYPING,
  /** {@code rename}, {@code next} and {@code invite}. */
  REQUESTS,
  /** {@code enter}, with a seat's secret too, {@code leave}, and questions at the door. */
  JOINS,
  /** Private rooms opened. */
  PRIVATE_ROOMS,
  /** Refusals that a peer made us say. */
  REFUSALS,
  /** Requests in HTTP. */
  PAGES,
  /** Connections that are opened: of an address only. */
  CONNECTIONS,
  /** Frames of any kind, and reads that bring no whole one. */
  FRAMES,
  /** Bytes of any kind. */
  BYTES
}
