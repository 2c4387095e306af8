package prosa.app;

import java.time.Duration;
import java.util.Locale;
import prosa.net.OutgoingMemory;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.room.ModerationConfig;
import prosa.server.room.NewcomerBrake;
import prosa.server.room.RoomConfig;

/** Flags about messages: how much a member may send, and how much may be queued for one. */
final class MessageOptions extends Flags {
  private final Flag<String> rate =
      text("--message-rate", "BURST:PER_SECOND")
          .usually("10:4")
          .saying("Messages per member, or off. Default: ${DEFAULT-VALUE}.");

  private final Flag<ByteSize> frame =
      size("--frame-limit")
          .usually("16K")
          .saying("The longest message frame. Default: ${DEFAULT-VALUE}.");

  private final Flag<ByteSize> text =
      size("--text-limit")
          .usually("8K")
          .saying("The longest text of a message, as UTF-8. Default: ${DEFAULT-VALUE}.");

  private final Flag<ByteSize> skip =
      size("--skip-limit")
          .usually("1M")
          .saying(
              "A direct member's longer frame up to this is skipped and refused; beyond it the"
                  + " connection is closed. Default: ${DEFAULT-VALUE}.");

  private final Flag<ByteSize> queue =
      size("--queue-limit")
          .usually("256K")
          .saying(
              "What may wait for one member; newer messages are dropped. Default: ${DEFAULT-VALUE}.");

  private final Flag<ByteSize> outgoing =
      size("--outgoing-limit")
          .saying(
              "What may wait for all members together; beyond it the slowest are cut off."
                  + " Default: a quarter of what Java may use outside its heap.");

  private final Flag<Duration> stuck =
      time("--stuck-after")
          .usually("10s")
          .saying(
              "Who does not take what it is sent within this time is cut off."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<String> vote =
      text("--vote", "WHETHER")
          .oneOf("on", "off")
          .usually("on")
          .saying(
              "Whether members may vote to move one of them away from their table."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> voteAfter =
      time("--vote-after")
          .usually("2m")
          .saying(
              "How long members must have sat at a table to count in its votes."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<String> newcomers =
      text("--newcomers", "BRAKE")
          .oneOf("off", "mild", "strict")
          .usually("mild")
          .saying(
              "What is different for members in their first minute at a table: nothing, links are not"
                  + " opened at a click (mild), or long texts and those with links count as ten"
                  + " messages, too (strict). Default: ${DEFAULT-VALUE}.");

  /** The settings of rooms with {@code capacity} seats. */
  RoomConfig roomConfig(int capacity) {
    return new RoomConfig(
            capacity,
            frame.value().bytes(),
            ReadLimits.defaults().withText(text.value().bytes()),
            Rate.parse(rate.value()),
            queue.value().bytes(),
            outgoing
                .given()
                .map(limit -> (long) limit.bytes())
                .orElseGet(() -> Math.max(queue.value().bytes(), OutgoingMemory.usual())),
            stuck.value())
        .moderating(
            new ModerationConfig(
                vote.value().equals("on"),
                voteAfter.value(),
                NewcomerBrake.valueOf(newcomers.value().toUpperCase(Locale.ROOT))));
  }

  /** The longest message frame, in bytes. */
  int frameBytes() {
    return frame.value().bytes();
  }

  /** The longest frame of a direct member that is skipped and refused, in bytes. */
  int skippable() {
    return skip.value().bytes();
  }
}
