package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Any bytes in place of a browser's frames: the same however they are cut, within the limits. */
final class WebSocketFrameFuzzTest {
  private static final int LONGEST = 300;

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  @FuzzTest
  void anyBytesAreFramesOrACloseCodeHoweverTheyAreCut(byte[] bytes) {
    Random random = new Random(Arrays.hashCode(bytes));
    List<String> whole = read(bytes, bytes.length, random);
    assertThat(read(bytes, 1, random)).isEqualTo(whole);
    assertThat(read(bytes, 20, random)).isEqualTo(whole);
    assertThat(inUse()).isZero();
  }

  private long inUse() {
    return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
  }

  private List<String> read(byte[] bytes, int longest, Random random) {
    List<String> seen = new ArrayList<>();
    WebSocketFrameReader reader = new WebSocketFrameReader(WebSocketLimits.texts(LONGEST));
    try {
      for (int at = 0; at < bytes.length; ) {
        int piece = Math.min(bytes.length - at, 1 + random.nextInt(longest));
        if (longest == bytes.length) {
          piece = bytes.length;
        }
        ByteBuf in = allocator.buffer(piece).writeBytes(bytes, at, piece);
        at += piece;
        try {
          while (in.isReadable()) {
            reader.read(in, allocator, new Seen(seen));
            assertThat(inUse()).isLessThanOrEqualTo(bytes.length + 2L * LONGEST + 200);
          }
        } finally {
          in.release();
        }
      }
    } catch (WebSocketException violation) {
      seen.add("violation " + violation.code());
    } finally {
      reader.release();
    }
    return seen;
  }

  private record Seen(List<String> seen) implements WebSocketFrameReader.WebSocketFrameSink {
    @Override
    public void text(ByteBuf text) {
      assertThat(text.readableBytes()).isLessThanOrEqualTo(LONGEST);
      seen.add("text " + ByteBufUtil.hexDump(text));
    }

    @Override
    public void binary(ByteBuf message) {
      throw new AssertionError("binary messages are not taken");
    }

    @Override
    public void ping(ByteBuf payload) {
      assertThat(payload.readableBytes()).isLessThanOrEqualTo(125);
      seen.add("ping " + ByteBufUtil.hexDump(payload));
    }

    @Override
    public void pong() {
      seen.add("pong");
    }

    @Override
    public void peerClosed(int code) {
      assertThat(code).isBetween(1000, 4999);
      seen.add("close " + code);
    }
  }
}
