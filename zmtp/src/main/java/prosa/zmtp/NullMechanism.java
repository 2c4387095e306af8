package prosa.zmtp;

import io.netty.buffer.ByteBuf;

/**
 * The NULL mechanism: each side sends READY, or ERROR in its place; nothing is protected.
 * Stateless: one instance serves all connections.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "The NULL Security Mechanism"</a>
 */
public final class NullMechanism implements Mechanism {
  /** The one instance. */
  public static final NullMechanism INSTANCE = new NullMechanism();

  private NullMechanism() {}

  @Override
  public String name() {
    return "NULL";
  }

  @Override
  public boolean asServer() {
    return false;
  }

  @Override
  public void writeReady(ByteBuf out, Metadata ours) {
    CommandCodec.write(out, new Command.Ready(ours));
  }

  @Override
  public Step receive(ByteBuf command) throws ZmtpException {
    return switch (CommandCodec.read(command)) {
      case Command.Ready(Metadata metadata) -> new Step.PeerReady(metadata);
      case Command.Refusal(String reason) -> new Step.PeerRefused(reason);
      case Command.Subscribe _,
          Command.Cancel _,
          Command.Ping _,
          Command.Pong _,
          Command.Unknown _ ->
          throw new ZmtpException(ProtocolError.COMMAND);
    };
  }
}
