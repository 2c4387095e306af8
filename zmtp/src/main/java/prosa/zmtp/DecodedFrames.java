package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the input of a peer by the mechanism of the connection, and passes on the payload.
 *
 * <p>Only a decoded frame shows whether it carried a message and whether more parts follow. So the
 * mechanism judges a frame that is skipped for its size, too, while it passes by. A mechanism that
 * has to have the whole frame skips none.
 */
final class DecodedFrames implements FrameDecoder.FrameSink {
  private final Mechanism mechanism;
  private final int longest;
  private final FrameDecoder.FrameSink next;
  private Mechanism.@Nullable PassingFrame passing;

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

  @Override
  public void skipping(int flags) throws ZmtpException {
    passing = mechanism.passing(flags);
    passing();
  }

  @Override
  public void passing(ByteBuf piece) throws ZmtpException {
    passing().take(piece);
  }

  @Override
  public void skipped(long size, boolean more) throws ZmtpException {
    int flags = passing().end();
    passing = null;
    if ((flags & FrameEncoder.COMMAND) != 0) {
      throw new ZmtpException(ZmtpError.FRAME_SIZE);
    }
    next.skipped(size - mechanism.encodedLength(0), (flags & FrameEncoder.MORE) != 0);
  }

  private Mechanism.PassingFrame passing() throws ZmtpException {
    Mechanism.PassingFrame frame = passing;
    if (frame == null) {
      throw new ZmtpException(ZmtpError.FRAME_SIZE);
    }
    return frame;
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
