package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import prosa.net.OutgoingFilter;

/** Encodes whole frames by the mechanism of a connection, one after the other. */
final class EncodedFrames implements OutgoingFilter {
  private final Mechanism mechanism;

  EncodedFrames(Mechanism mechanism) {
    this.mechanism = mechanism;
  }

  @Override
  public int sizeOf(ByteBuf frames, int from, int to) {
    int size = 0;
    for (int at = from; at < to; at = body(frames, at) + length(frames, at)) {
      int encoded = mechanism.encodedLength(length(frames, at));
      size += FrameEncoder.headerSize(encoded) + encoded;
    }
    return size;
  }

  @Override
  public void write(ByteBuf out, ByteBuf frames, int from, int to) {
    int at = from;
    while (at < to) {
      int flags = frames.getByte(at) & (FrameEncoder.MORE | FrameEncoder.COMMAND);
      int body = body(frames, at);
      int length = length(frames, at);
      mechanism.encode(out, flags, frames, body, length);
      at = body + length;
    }
  }

  private static int body(ByteBuf frames, int at) {
    return at + (isLong(frames, at) ? 9 : 2);
  }

  private static int length(ByteBuf frames, int at) {
    return isLong(frames, at) ? (int) frames.getLong(at + 1) : frames.getUnsignedByte(at + 1);
  }

  private static boolean isLong(ByteBuf frames, int at) {
    return (frames.getByte(at) & FrameEncoder.LONG) != 0;
  }
}
