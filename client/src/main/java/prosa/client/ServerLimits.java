package prosa.client;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage.Limits;

/**
 * What a server accepts from this client.
 *
 * @param frame bytes of one frame
 * @param text bytes of UTF-8 in one text
 * @param rate how fast; empty if that is not limited
 */
record ServerLimits(int frame, int text, Optional<Rate> rate) {
  /** An original server tells none. */
  static final ServerLimits NONE =
      new ServerLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Optional.empty());

  /** Whether the server accepts this text, and this frame that carries it. */
  boolean allow(String message, byte[] body) {
    return body.length <= frame && message.getBytes(StandardCharsets.UTF_8).length <= text;
  }

  static ServerLimits of(Limits limits) {
    return new ServerLimits(limits.message(), limits.text(), limits.rate());
  }
}
