package prosa.app;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import prosa.net.OutgoingMemory;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
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

  /** The settings of rooms with {@code capacity} seats. */
  RoomConfig roomConfig(int capacity) {
    return new RoomConfig(
        capacity,
        frame.bytes(),
        ReadLimits.defaults().withText(text.bytes()),
        Rate.parse(rate),
        queue.bytes(),
        outgoing == null ? Math.max(queue.bytes(), OutgoingMemory.usual()) : outgoing.bytes(),
        stuck);
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
