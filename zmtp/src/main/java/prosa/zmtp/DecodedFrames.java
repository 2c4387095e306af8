package prosa.zmtp;

import io.netty.buffer.ByteBuf;

/** Decodes what a peer sends by the mechanism of the connection, and hands on what it carried. */
final class DecodedFrames implements FrameDecoder.FrameSink {
  private final Mechanism mechanism;
  private final FrameDecoder.FrameSink next;

  DecodedFrames(Mechanism mechanism, FrameDecoder.FrameSink next) {
    this.mechanism = mechanism;
    this.next = next;
  }

  @Override
  public void greeting(Greeting greeting) throws ZmtpException {
    next.greeting(greeting);
  }

  @Override
  public void message(ByteBuf body, boolean more) throws ZmtpException {
    decode(more ? FrameEncoder.MORE : 0, body);
  }

  @Override
  public void command(ByteBuf body) throws ZmtpException {
    decode(FrameEncoder.COMMAND, body);
  }

  /** What it carried is not known, not even whether it was a message. */
  @Override
  public void skipped(long size, boolean more) throws ZmtpException {
    throw new ZmtpException(ZmtpError.FRAME_SIZE);
  }

  private void decode(int wireFlags, ByteBuf body) throws ZmtpException {
    int flags = mechanism.decode(wireFlags, body);
    if ((flags & FrameEncoder.COMMAND) == 0) {
      next.message(body, (flags & FrameEncoder.MORE) != 0);
    } else if (body.readableBytes() <= ZmtpLimits.COMMAND) {
      next.command(body);
    } else {
      throw new ZmtpException(ZmtpError.FRAME_SIZE);
    }
  }
}
