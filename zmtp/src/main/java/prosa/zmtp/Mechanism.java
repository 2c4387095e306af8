package prosa.zmtp;

import io.netty.buffer.ByteBuf;

/**
 * A security mechanism: how two peers come from their greetings to READY. The place where CURVE
 * goes; {@link NullMechanism} protects nothing.
 *
 * <p>An instance serves one connection, on its event loop, unless it says that it is stateless.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Authentication and Confidentiality"</a>
 */
public sealed interface Mechanism permits NullMechanism {
  /** The name in the greeting. Both sides must announce the same. */
  String name();

  /** Whether we act as the server of the mechanism's handshake. */
  boolean asServer();

  /** Appends the command that ends our part of the handshake. */
  void writeReady(ByteBuf out, Metadata ours);

  /**
   * Takes a command of the peer's handshake: its metadata, or its refusal.
   *
   * @throws ZmtpException if the command is malformed or does not belong here
   */
  Step receive(ByteBuf command) throws ZmtpException;

  /** What a command of the handshake comes to. */
  sealed interface Step {
    /** The peer's part is done. */
    record PeerReady(Metadata metadata) implements Step {}

    /** The peer sent ERROR in READY's place. */
    record PeerRefused(String reason) implements Step {}
  }
}
