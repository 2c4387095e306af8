package prosa.client;

import java.time.Duration;
import prosa.zmtp.ZmtpLimits;

/** What a client grants a server on the wire. */
final class Wire {
  /** A server says nothing longer, with whatever limits it runs: {@code seated} of 1,000 names. */
  private static final int FRAME = 1024 * 1024;

  private static final Duration HANDSHAKE = Duration.ofSeconds(5);

  private Wire() {}

  static ZmtpLimits limits(ClientTimeouts times) {
    ZmtpLimits usual = ZmtpLimits.defaults();
    return new ZmtpLimits(
        HANDSHAKE,
        usual.handshakeFrame(),
        FRAME,
        0,
        usual.parts(),
        usual.subscriptions(),
        usual.prefix(),
        times.heartbeat(),
        times.dead());
  }
}
