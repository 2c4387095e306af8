package prosa.zmtp;

/** The subscriptions of a connection, from the requests of its peer. */
public final class TestSubscriptions {
  private TestSubscriptions() {}

  /** Those of a subscriber of these prefixes. */
  public static Subscriptions to(String... prefixes) {
    Subscriptions subscriptions = new Subscriptions(16, 256);
    for (String prefix : prefixes) {
      subscriptions.add(Bytes.of(prefix));
    }
    return subscriptions;
  }
}
