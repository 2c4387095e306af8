package prosa.zmtp;

/**
 * A ZMTP command.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Commands"</a>
 */
public sealed interface Command {
  /** READY: ends its sender's part of the handshake. */
  record Ready(Metadata metadata) implements Command {}

  /** ERROR: ends the connection. The reason has up to 255 visible ASCII characters. */
  record Refusal(String reason) implements Command {}

  /** Asks for the messages that begin with {@code prefix}. */
  record Subscribe(Bytes prefix) implements Command {}

  /** Takes back one subscription to {@code prefix}. */
  record Cancel(Bytes prefix) implements Command {}

  /**
   * PING: asks for a PONG.
   *
   * @param ttl tenths of a second of silence after which the receiver should give the sender up, or
   *     0
   * @param context up to 16 bytes, to come back in the {@link Pong}
   */
  record Ping(int ttl, Bytes context) implements Command {}

  /** The answer to a {@link Ping}. */
  record Pong(Bytes context) implements Command {}

  /** A well-formed command of another name. */
  record Unknown(String name) implements Command {}
}
