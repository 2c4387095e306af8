package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The NULL mechanism: each side sends READY; frames are on the wire as they are.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "The NULL Security Mechanism"</a>
 */
public final class NullMechanism implements Mechanism {
  /** The mechanism's name in greetings. */
  static final String NAME = "NULL";

  private static final String READY = "READY";

  private boolean said;
  private @Nullable Bytes metadata;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean asServer() {
    return false;
  }

  @Override
  public void process(ByteBuf command) throws ZmtpException {
    if (metadata != null || !CommandCodec.readName(command).equals(READY)) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
    metadata = Bytes.of(command);
  }

  @Override
  public boolean next(ByteBuf out, Bytes ours, boolean accepted) {
    if (said || !accepted) {
      return false;
    }
    said = true;
    ours.writeTo(CommandCodec.writeName(out, READY));
    return true;
  }

  @Override
  public @Nullable Bytes metadata() {
    return metadata;
  }

  @Override
  public boolean ready() {
    return said && metadata != null;
  }

  @Override
  public boolean passesThrough() {
    return true;
  }

  @Override
  public int encodedLength(int length) {
    return length;
  }

  @Override
  public void encode(ByteBuf out, int flags, ByteBuf body, int index, int length) {
    FrameEncoder.writeHeader(out, flags, length);
    out.writeBytes(body, index, length);
  }

  @Override
  public int decode(int flags, ByteBuf body) {
    return flags;
  }
}
