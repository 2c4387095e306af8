package prosa.desktop.model;

/** How far something that was said has come. */
public enum DeliveryStatus {
  /** The table heard it. */
  SAID,
  /** It waits to be said, or to come back from the server. */
  WAITING,
  /** It was not said, and will not be unless the person says it again. */
  UNSENT,
  /** It was sent, and nobody knows what became of it. */
  PERHAPS_SAID;

  /** Whether the person has to decide what becomes of it. */
  public boolean open() {
    return this == UNSENT || this == PERHAPS_SAID;
  }
}
