package prosa.app;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import prosa.net.OutgoingMemory;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.room.ModerationConfig;
import prosa.server.room.NewcomerBrake;
import prosa.server.room.RoomConfig;

/** Flags about messages: how much a member may send, and how much may be queued for one. */
final class MessageOptions {
  @Option(
      names = "--message-rate",
      paramLabel = "BURST:PER_SECOND",
      defaultValue = "10:4",
      description = "Messages per member, or off. Default: ${DEFAULT-VALUE}.")
  private String rate = "";

  @Option(
      names = "--frame-limit",
      paramLabel = "SIZE",
      defaultValue = "16K",
      description = "The longest message frame. Default: ${DEFAULT-VALUE}.")
  private ByteSize frame = new ByteSize(1);

  @Option(
      names = "--text-limit",
      paramLabel = "SIZE",
      defaultValue = "8K",
      description = "The longest text of a message, as UTF-8. Default: ${DEFAULT-VALUE}.")
  private ByteSize text = new ByteSize(1);

  @Option(
      names = "--skip-limit",
      paramLabel = "SIZE",
      defaultValue = "1M",
      description =
          "A direct member's longer frame up to this is skipped and refused; beyond it the"
              + " connection is closed. Default: ${DEFAULT-VALUE}.")
  private ByteSize skip = new ByteSize(1);

  @Option(
      names = "--queue-limit",
      paramLabel = "SIZE",
      defaultValue = "256K",
      description =
          "What may wait for one member; newer messages are dropped. Default: ${DEFAULT-VALUE}.")
  private ByteSize queue = new ByteSize(1);

  @Option(
      names = "--outgoing-limit",
      paramLabel = "SIZE",
      description =
          "What may wait for all members together; beyond it the slowest are cut off."
              + " Default: a quarter of what Java may use outside its heap.")
  private @Nullable ByteSize outgoing;

  @Option(
      names = "--stuck-after",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "Who does not take what it is sent within this time is cut off."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration stuck = Duration.ZERO;

  @Option(
      names = "--vote",
      paramLabel = "WHETHER",
      defaultValue = "on",
      completionCandidates = CompletionCandidates.Switch.class,
      description =
          "Whether members may vote to move one of them away from their table."
              + " Default: ${DEFAULT-VALUE}.")
  private String vote = "on";

  @Option(
      names = "--vote-after",
      paramLabel = "TIME",
      defaultValue = "2m",
      description =
          "How long members must have sat at a table to count in its votes."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration voteAfter = Duration.ZERO;

  @Option(
      names = "--newcomers",
      paramLabel = "BRAKE",
      defaultValue = "mild",
      completionCandidates = CompletionCandidates.Brakes.class,
      description =
          "What is different for members in their first minute at a table: nothing, links are not"
              + " opened at a click (mild), or long texts and those with links count as ten"
              + " messages, too (strict). Default: ${DEFAULT-VALUE}.")
  private String newcomers = "mild";

  /** The settings of rooms with {@code capacity} seats. */
  RoomConfig roomConfig(int capacity) {
    return new RoomConfig(
            capacity,
            frame.bytes(),
            ReadLimits.defaults().withText(text.bytes()),
            Rate.parse(rate),
            queue.bytes(),
            outgoing == null ? Math.max(queue.bytes(), OutgoingMemory.usual()) : outgoing.bytes(),
            stuck)
        .moderating(
            new ModerationConfig(
                vote.equals("on"),
                voteAfter,
                NewcomerBrake.valueOf(newcomers.toUpperCase(Locale.ROOT))));
  }

  /** The longest message frame, in bytes. */
  int frameBytes() {
    return frame.bytes();
  }

  /** The longest frame of a direct member that is skipped and refused, in bytes. */
  int skippable() {
    return skip.bytes();
  }
}
