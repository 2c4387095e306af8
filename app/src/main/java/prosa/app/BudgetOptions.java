package prosa.app;

import java.time.Duration;
import prosa.protocol.Rate;
import prosa.server.limits.BudgetConfig;

/** Flags about how often a connection, and its address, may do what is not a message. */
final class BudgetOptions extends Flags {
  private final Flag<String> joins =
      text("--join-rate", "BURST:PER_SECOND")
          .usually("20:1")
          .saying(
              "Seats asked for, entered or left on a connection, or off. Default: ${DEFAULT-VALUE}.");

  private final Flag<String> requests =
      text("--request-rate", "BURST:PER_SECOND")
          .usually("10:1")
          .saying(
              "New names, tables and invitations asked for, or off. Default: ${DEFAULT-VALUE}.");

  private final Flag<String> frames =
      text("--frame-rate", "BURST:PER_SECOND")
          .usually("256:64")
          .saying(
              "Frames of any kind on a connection, or off; at least 4 times the message rate, with"
                  + " which the default grows."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<String> bytes =
      text("--byte-rate", "BURST:PER_SECOND")
          .usually("4194304:262144")
          .saying(
              "Bytes received on a connection, or off; at least what the message rate needs, with"
                  + " which the default grows."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> addressFactor =
      number("--address-factor", "N")
          .usually("20")
          .saying(
              "How many times as much as one connection all of an address may do together."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> questionWithin =
      time("--question-within")
          .usually("60s")
          .saying(
              "How long a REQ connection at the door may be without a question."
                  + " Default: ${DEFAULT-VALUE}.");

  /**
   * What is allowed.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  BudgetConfig config() {
    return new BudgetConfig(
        Rate.parse(joins.value()),
        Rate.parse(requests.value()),
        Rate.parse(frames.value()),
        Rate.parse(bytes.value()),
        addressFactor.value(),
        questionWithin.value());
  }
}
