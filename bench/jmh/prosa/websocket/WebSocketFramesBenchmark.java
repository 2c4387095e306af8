package prosa.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import prosa.jmh.NanosecondBenchmark;

/**
 * Masked texts of 110 bytes, 64 in a read: ours, and by the decoder of Netty in a pipeline of its
 * own.
 */
public class WebSocketFramesBenchmark extends NanosecondBenchmark {
  private static final int FRAMES = 64;

  private final WebSocketFrameReader reader =
      new WebSocketFrameReader(WebSocketLimits.texts(16_384));
  private final Sink sink = new Sink();
  private final EmbeddedChannel netty =
      new EmbeddedChannel(
          new WebSocket13FrameDecoder(
              WebSocketDecoderConfig.newBuilder()
                  .allowExtensions(false)
                  .maxFramePayloadLength(16_384)
                  .build()));
  private final ByteBuf master = Unpooled.directBuffer();
  private final ByteBuf work = Unpooled.directBuffer();

  private static final class Sink implements WebSocketFrameReader.WebSocketFrameSink {
    private int bytes;

    @Override
    public void text(ByteBuf text) {
      bytes += text.readableBytes();
    }

    @Override
    public void binary(ByteBuf message) {}

    @Override
    public void ping(ByteBuf payload) {}

    @Override
    public void pong() {}

    @Override
    public void peerClosed(int code) {}
  }

  @Setup
  public void frames() {
    for (int i = 0; i < FRAMES; i++) {
      master.writeByte(0x81).writeByte(0x80 | 110).writeInt(0x1F2E3D4C);
      for (int at = 0; at < 110; at++) {
        master.writeByte('x' ^ (0x1F2E3D4C >>> (8 * (3 - at % 4))) & 0xFF);
      }
    }
    work.writeBytes(master, 0, master.readableBytes());
  }

  private ByteBuf masked() {
    work.setBytes(0, master, 0, master.readableBytes()); // they are unmasked in place
    return work.setIndex(0, master.readableBytes());
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int ours() throws WebSocketException {
    ByteBuf in = masked();
    while (in.isReadable()) {
      reader.read(in, ByteBufAllocator.DEFAULT, sink);
    }
    return sink.bytes;
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int netty() {
    netty.writeInbound(masked().retain());
    int bytes = 0;
    for (WebSocketFrame frame = netty.readInbound(); frame != null; frame = netty.readInbound()) {
      bytes += frame.content().readableBytes();
      ReferenceCountUtil.release(frame);
    }
    return bytes;
  }
}
