package prosa.zmtp;

import io.netty.buffer.ByteBuf;

/**
 * Decodes the input of a peer by the mechanism of the connection, and passes on the payload.
 *
 * <p>Only a decoded frame shows whether it carried a message and whether more parts follow. So a
 * frame that is too long, but may be skipped, is decoded before it is reported as skipped; without
 * a mechanism its bytes are not even copied.
 */
final class DecodedFrames implements FrameDecoder.FrameSink {
  private final Mechanism mechanism;
  private final int longest;
  private final FrameDecoder.FrameSink next;

  /**
   * A decoder of frames.
   *
   * @param longest the longest body of a message that is passed on; longer ones are skipped
   */
  DecodedFrames(Mechanism mechanism, int longest, FrameDecoder.FrameSink next) {
    this.mechanism = mechanism;
    this.longest = longest;
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

  /** No frame is skipped before it has been decoded. */
  @Override
  public void skipped(long size, boolean more) throws ZmtpException {
    throw new ZmtpException(ZmtpError.FRAME_SIZE);
  }

  private void decode(int wireFlags, ByteBuf body) throws ZmtpException {
    int flags = mechanism.decode(wireFlags, body);
    boolean more = (flags & FrameEncoder.MORE) != 0;
    if ((flags & FrameEncoder.COMMAND) == 0) {
      if (body.readableBytes() <= longest) {
        next.message(body, more);
      } else {
        next.skipped(body.readableBytes(), more);
      }
    } else if (body.readableBytes() <= ZmtpLimits.COMMAND) {
      next.command(body);
    } else {
      throw new ZmtpException(ZmtpError.FRAME_SIZE);
    }
  }
}
