package prosa.desktop.model;

/** The delivery status of a text. */
public enum DeliveryStatus {
  /** Delivered to the table. */
  SAID,
  /** Waiting to be sent or acknowledged. */
  WAITING,
  /** Not sent, and it will not be unless the user sends it again. */
  UNSENT,
  /** Sent, with an unknown result. */
  PERHAPS_SAID;

  /** Whether the user has to decide what happens to it. */
  public boolean open() {
    return this == UNSENT || this == PERHAPS_SAID;
  }
}
