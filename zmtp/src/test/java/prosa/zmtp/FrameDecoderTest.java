package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import prosa.testing.Tries;

class FrameDecoderTest {
  private static final int FRAME = 600;
  private static final int COMMAND = 300;
  private static final int SKIPPED = 2000;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  @Test
  void aValidStreamMeansTheSameHoweverItIsCut() {
    Tries.of(
        500,
        random -> {
          List<String> expected = new ArrayList<>();
          byte[] stream = validStream(random, 1 + random.nextInt(40), expected);

          assertThat(decode(stream, random, 1 + random.nextInt(stream.length))).isEqualTo(expected);
          assertThat(decode(stream, random, 1)).isEqualTo(expected);
          assertThat(inUse()).isZero();
        });
  }

  @Test
  void garbageIsAViolationOrNothingAndNeverTakesMoreThanAFrame() {
    Tries.of(
        1000,
        random -> {
          byte[] garbage = Tries.bytes(random, 300);
          anyBytesAreAViolationOrNothing(
              random.nextBoolean() ? WireBytes.join(WireBytes.greeting(3, 1), garbage) : garbage);
        });
  }

  @Test
  void aDamagedStreamIsAViolationOrNothing() {
    Tries.of(
        1000,
        random -> {
          byte[] stream = validStream(random, 10, new ArrayList<>());
          for (int damages = 1 + random.nextInt(5); damages > 0; damages--) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt();
          }
          decode(stream, random, 1 + random.nextInt(stream.length));
          assertThat(inUse()).isZero();
        });
  }

  /**
   * In the build, of the inputs beside this class; with JAZZER_FUZZ=1, of any that Jazzer finds.
   */
  @FuzzTest
  void anyBytesAreAViolationOrNothing(byte[] stream) {
    Random random = new Random(Arrays.hashCode(stream));
    List<String> whole = decode(stream, random, Math.max(1, stream.length));
    List<String> pieces = decode(stream, random, 1 + random.nextInt(20));
    assertThat(pieces).as("however it is cut").isEqualTo(whole);
    assertThat(inUse()).isZero();
  }

  private static byte[] validStream(Random random, int frames, List<String> expected) {
    byte[] stream = WireBytes.greeting(3, random.nextInt(256));
    expected.add("greeting " + (stream[11] & 0xFF));
    for (int i = 0; i < frames; i++) {
      boolean command = random.nextInt(4) == 0;
      boolean more = !command && random.nextBoolean();
      int longest = command ? COMMAND : SKIPPED;
      int size = random.nextInt(3) == 0 ? random.nextInt(longest + 1) : random.nextInt(9);
      byte[] body = new byte[size];
      random.nextBytes(body);
      int flags = (command ? 4 : 0) | (more ? 1 : 0);
      // A long header is legal before a short body, too.
      byte[] frame =
          random.nextInt(5) == 0
              ? WireBytes.join(WireBytes.longHeader(flags | 2, size), body)
              : WireBytes.frame(flags, body);
      stream = WireBytes.join(stream, frame);
      if (size > FRAME) {
        expected.add("skipped " + size + " " + more);
      } else {
        expected.add((command ? "command " : "message " + more + " ") + WireBytes.hex(body));
      }
    }
    return stream;
  }

  /** Decodes in random pieces of up to {@code longest}; what is learnt until a violation. */
  private List<String> decode(byte[] stream, Random random, int longest) {
    List<String> learnt = new ArrayList<>();
    FrameDecoder decoder = new FrameDecoder(64);
    decoder.limit(FRAME, COMMAND, SKIPPED);
    FrameDecoder.FrameSink sink = sink(learnt);
    try {
      for (int at = 0; at < stream.length; ) {
        int piece = Math.min(stream.length - at, 1 + random.nextInt(longest));
        feed(decoder, sink, Arrays.copyOfRange(stream, at, at + piece));
        at += piece;
      }
    } catch (ZmtpException violation) {
      learnt.add("violation " + violation.fault());
    } finally {
      decoder.release();
    }
    return learnt;
  }

  private void feed(FrameDecoder decoder, FrameDecoder.FrameSink sink, byte[] piece)
      throws ZmtpException {
    ByteBuf in = allocator.buffer(piece.length).writeBytes(piece);
    try {
      while (in.isReadable()) {
        int before = in.readerIndex();
        decoder.decode(in, sink);
        assertThat(in.readerIndex()).isGreaterThan(before);
        assertThat(in.writerIndex()).isEqualTo(piece.length);
        assertThat(inUse()).isLessThanOrEqualTo(piece.length + FRAME);
      }
    } finally {
      in.release();
    }
  }

  private long inUse() {
    return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
  }

  private static FrameDecoder.FrameSink sink(List<String> learnt) {
    return new FrameDecoder.FrameSink() {
      @Override
      public void greeting(Greeting greeting) {
        learnt.add("greeting " + greeting.minor());
      }

      @Override
      public void message(ByteBuf body, boolean more) {
        learnt.add("message " + more + " " + WireBytes.hex(body));
      }

      @Override
      public void command(ByteBuf body) {
        learnt.add("command " + WireBytes.hex(body));
      }

      @Override
      public void skipped(long size, boolean more) {
        learnt.add("skipped " + size + " " + more);
      }
    };
  }
}
