package prosa.app;

import java.time.Duration;
import picocli.CommandLine.Option;
import prosa.protocol.Rate;
import prosa.server.limits.BudgetConfig;

/** Flags about how often a connection, and its address, may do what is not a message. */
final class BudgetOptions {
  @Option(
      names = "--join-rate",
      paramLabel = "BURST:PER_SECOND",
      defaultValue = "20:1",
      description =
          "Seats asked for, entered or left on a connection, or off. Default: ${DEFAULT-VALUE}.")
  private String joins = "";

  @Option(
      names = "--request-rate",
      paramLabel = "BURST:PER_SECOND",
      defaultValue = "10:1",
      description =
          "New names, tables and invitations asked for, or off. Default: ${DEFAULT-VALUE}.")
  private String requests = "";

  @Option(
      names = "--frame-rate",
      paramLabel = "BURST:PER_SECOND",
      defaultValue = "256:64",
      description =
          "Frames of any kind on a connection, or off; at least 4 times the message rate, with"
              + " which the default grows."
              + " Default: ${DEFAULT-VALUE}.")
  private String frames = "";

  @Option(
      names = "--byte-rate",
      paramLabel = "BURST:PER_SECOND",
      defaultValue = "4194304:262144",
      description =
          "Bytes received on a connection, or off; at least what the message rate needs, with"
              + " which the default grows."
              + " Default: ${DEFAULT-VALUE}.")
  private String bytes = "";

  @Option(
      names = "--address-factor",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "How many times as much as one connection all of an address may do together."
              + " Default: ${DEFAULT-VALUE}.")
  private int addressFactor;

  @Option(
      names = "--question-within",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "How long a REQ connection at the door may be without a question."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration questionWithin = Duration.ZERO;

  /**
   * What is allowed.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  BudgetConfig config() {
    return new BudgetConfig(
        Rate.parse(joins),
        Rate.parse(requests),
        Rate.parse(frames),
        Rate.parse(bytes),
        addressFactor,
        questionWithin);
  }
}
