package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import prosa.net.PausableDecoder;

/**
 * The intake of a ZMTP connection: frames, handed to the handshake first and to the traffic after.
 */
final class ZmtpDecoder extends PausableDecoder {
  /** Halted until the owner accepts. */
  static final int AWAITING_OWNER = 2;

  private final ZmtpConnection connection;
  private final FrameDecoder decoder;
  private FrameDecoder.FrameSink sink;

  ZmtpDecoder(ZmtpConnection connection, FrameDecoder decoder, FrameDecoder.FrameSink sink) {
    this.connection = connection;
    this.decoder = decoder;
    this.sink = sink;
  }

  /** Whoever is handed what is decoded from here on. */
  void sink(FrameDecoder.FrameSink next) {
    sink = next;
  }

  @Override
  protected boolean decode(ByteBuf in) throws ZmtpException {
    decoder.decode(in, sink);
    return decoder.betweenFrames();
  }

  @Override
  protected Channel channel() {
    return connection.channel();
  }

  @Override
  protected void failed(Throwable thrown) {
    if (thrown instanceof ZmtpException violation) {
      connection.violated(violation.fault());
    } else {
      connection.broken(thrown);
    }
  }

  @Override
  protected void overfull() {
    connection.end(new CloseReason.Left());
  }

  @Override
  protected void drained() {
    connection.handedOut();
  }
}
