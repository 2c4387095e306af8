package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrameDecoderTest {
  private static final int FRAME = 600;
  private static final int COMMAND = 300;
  private static final int SKIPPED = 2000;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  @Property(tries = 500)
  void aValidStreamMeansTheSameHoweverItIsCut(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int frames) {
    Random random = new Random(seed);
    List<String> expected = new ArrayList<>();
    byte[] stream = validStream(random, frames, expected);

    assertThat(decode(stream, random, 1 + random.nextInt(stream.length))).isEqualTo(expected);
    assertThat(decode(stream, random, 1)).isEqualTo(expected);
    assertThat(inUse()).isZero();
  }

  @Property(tries = 1000)
  void garbageIsAViolationOrNothingAndNeverTakesMoreThanAFrame(
      @ForAll byte[] garbage, @ForAll long seed, @ForAll boolean greeted) {
    byte[] stream = greeted ? Wire.join(Wire.greeting(3, 1), garbage) : garbage;
    decode(stream, new Random(seed), 1 + new Random(seed).nextInt(20));
    assertThat(inUse()).isZero();
  }

  @Property(tries = 1000)
  void aDamagedStreamIsAViolationOrNothing(
      @ForAll long seed, @ForAll @Size(min = 1, max = 5) List<Integer> damages) {
    Random random = new Random(seed);
    byte[] stream = validStream(random, 10, new ArrayList<>());
    for (int damage : damages) {
      stream[Math.floorMod(damage, stream.length)] = (byte) random.nextInt();
    }
    decode(stream, random, 1 + random.nextInt(stream.length));
    assertThat(inUse()).isZero();
  }

  private static byte[] validStream(Random random, int frames, List<String> expected) {
    byte[] stream = Wire.greeting(3, random.nextInt(256));
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
              ? Wire.join(Wire.longHeader(flags | 2, size), body)
              : Wire.frame(flags, body);
      stream = Wire.join(stream, frame);
      if (size > FRAME) {
        expected.add("skipped " + size + " " + more);
      } else {
        expected.add((command ? "command " : "message " + more + " ") + Wire.hex(body));
      }
    }
    return stream;
  }

  /** Decodes in random pieces of up to {@code longest}; what is learnt until a violation. */
  private List<String> decode(byte[] stream, Random random, int longest) {
    List<String> learnt = new ArrayList<>();
    FrameDecoder decoder = new FrameDecoder(64);
    decoder.limit(FRAME, COMMAND, SKIPPED);
    FrameDecoder.Sink sink = sink(learnt);
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

  private void feed(FrameDecoder decoder, FrameDecoder.Sink sink, byte[] piece)
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

  private static FrameDecoder.Sink sink(List<String> learnt) {
    return new FrameDecoder.Sink() {
      @Override
      public void greeting(Greeting greeting) {
        learnt.add("greeting " + greeting.minor());
      }

      @Override
      public void message(ByteBuf body, boolean more) {
        learnt.add("message " + more + " " + Wire.hex(body));
      }

      @Override
      public void command(ByteBuf body) {
        learnt.add("command " + Wire.hex(body));
      }

      @Override
      public void skipped(long size, boolean more) {
        learnt.add("skipped " + size + " " + more);
      }
    };
  }
}
