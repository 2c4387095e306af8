package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import prosa.jmh.NanosecondBenchmark;

/** Frames of messages of 110 bytes, 64 in a read, as a busy member sends them. */
public class FrameDecoderBenchmark extends NanosecondBenchmark {
  private static final int FRAMES = 64;

  private final FrameDecoder decoder = new FrameDecoder(16_384);
  private final Sink sink = new Sink();
  private final ByteBuf frames = Unpooled.directBuffer();

  private static final class Sink implements FrameDecoder.FrameSink {
    private int bytes;

    @Override
    public void greeting(Greeting greeting) {}

    @Override
    public void message(ByteBuf body, boolean more) {
      bytes += body.readableBytes();
    }

    @Override
    public void command(ByteBuf body) {}

    @Override
    public void skipped(long size, boolean more) {}
  }

  @Setup
  public void greet() throws ZmtpException {
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xFF;
    greeting[9] = 0x7F;
    greeting[10] = 3;
    byte[] mechanism = {'N', 'U', 'L', 'L'};
    System.arraycopy(mechanism, 0, greeting, 12, mechanism.length);
    decoder.decode(Unpooled.wrappedBuffer(greeting), sink);
    for (int i = 0; i < FRAMES; i++) {
      frames.writeByte(0).writeByte(110).writeZero(110);
    }
  }

  @Benchmark
  @OperationsPerInvocation(FRAMES)
  public int frame() throws ZmtpException {
    frames.readerIndex(0);
    while (frames.isReadable()) {
      decoder.decode(frames, sink);
    }
    return sink.bytes;
  }
}
