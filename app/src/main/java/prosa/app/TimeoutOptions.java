package prosa.app;

import java.time.Duration;
import picocli.CommandLine.Option;
import prosa.zmtp.ZmtpLimits;

/**
 * Flags about connections: how long a peer may take for its handshake, and how long it may be
 * silent afterwards.
 */
final class TimeoutOptions {
  @Option(
      names = "--handshake",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "From connecting to the end of the handshake. Default: ${DEFAULT-VALUE}.")
  private Duration handshake = Duration.ZERO;

  @Option(
      names = "--handshake-frame-limit",
      paramLabel = "SIZE",
      defaultValue = "1K",
      description = "The longest frame before the handshake is over. Default: ${DEFAULT-VALUE}.")
  private ByteSize handshakeFrame = new ByteSize(1);

  @Option(
      names = "--enter-within",
      paramLabel = "TIME",
      defaultValue = "15s",
      description = "From hello to enter. Default: ${DEFAULT-VALUE}.")
  private Duration enterWithin = Duration.ZERO;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      defaultValue = "20s",
      description = "A peer silent for this long is sent a PING. Default: ${DEFAULT-VALUE}.")
  private Duration heartbeat = Duration.ZERO;

  @Option(
      names = "--dead-after",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "A peer silent for this long is given up. Default: ${DEFAULT-VALUE}.")
  private Duration dead = Duration.ZERO;

  /** The limits of a classic connection, with messages of up to {@code frame} bytes. */
  ZmtpLimits wire(int frame, PeerOptions peers) {
    return new ZmtpLimits(
        handshake,
        handshakeFrame.bytes(),
        frame,
        0,
        ZmtpLimits.defaults().parts(),
        peers.subscriptions(),
        peers.prefixBytes(),
        heartbeat,
        dead);
  }

  /** How long a greeted connection may take to enter. */
  Duration enterWithin() {
    return enterWithin;
  }
}
