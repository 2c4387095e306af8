package prosa.app;

import java.time.Duration;
import prosa.zmtp.ZmtpLimits;

/**
 * Flags about connections: how long a peer may take for its handshake, and how long it may be
 * silent afterwards.
 */
final class TimeoutOptions extends Flags {
  private final Flag<Duration> handshake =
      time("--handshake")
          .usually("5s")
          .saying("From connecting to the end of the handshake. Default: ${DEFAULT-VALUE}.");

  private final Flag<ByteSize> handshakeFrame =
      size("--handshake-frame-limit")
          .usually("1K")
          .saying("The longest frame before the handshake is over. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> enterWithin =
      time("--enter-within")
          .usually("15s")
          .saying("From hello to enter. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> heartbeat =
      time("--heartbeat")
          .usually("20s")
          .saying("A peer silent for this long is sent a PING. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> dead =
      time("--dead-after")
          .usually("60s")
          .saying("A peer silent for this long is given up. Default: ${DEFAULT-VALUE}.");

  /** The limits of a classic connection, with messages of up to {@code frame} bytes. */
  ZmtpLimits wire(int frame, PeerOptions peers) {
    return new ZmtpLimits(
        handshake.value(),
        handshakeFrame.value().bytes(),
        frame,
        0,
        ZmtpLimits.defaults().parts(),
        peers.subscriptions(),
        peers.prefixBytes(),
        heartbeat.value(),
        dead.value());
  }

  /** How long a greeted connection may take to enter. */
  Duration enterWithin() {
    return enterWithin.value();
  }
}
