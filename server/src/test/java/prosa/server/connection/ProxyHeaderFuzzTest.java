package prosa.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import prosa.protocol.Rate;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Counters;

/** Any bytes at the beginning of a proxy's connection: a header, none, or the end. */
final class ProxyHeaderFuzzTest {
  @FuzzTest
  void anyBytesAreAHeaderOrHandedOnAsTheyCame(byte[] bytes) {
    Random random = new Random(Arrays.hashCode(bytes));
    String whole = open(bytes, bytes.length, random);
    assertThat(open(bytes, 10, random)).isEqualTo(whole);
  }

  /** What comes out behind the header, and whether the connection lives. */
  private static String open(byte[] bytes, int longest, Random random) {
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    Counters counters = new Counters();
    ServerContext context =
        TestContext.of(
            counters, new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, 1 << 20, counters));
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new ProxyProtocolHandler(context),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object received) {
                ByteBuf in = (ByteBuf) received;
                for (byte value = 0; in.isReadable(); ) {
                  value = in.readByte();
                  behind.write(value);
                }
                in.release();
              }
            });
    try {
      for (int at = 0; at < bytes.length && channel.isOpen(); ) {
        int piece = longest >= bytes.length ? bytes.length : 1 + random.nextInt(longest);
        piece = Math.min(piece, bytes.length - at);
        channel.writeInbound(Unpooled.copiedBuffer(bytes, at, piece));
        at += piece;
        channel.checkException();
      }
      boolean open = channel.isOpen();
      byte[] out = behind.toByteArray();
      // Nothing is made up: what comes out is the end of what came in.
      assertThat(out.length).isLessThanOrEqualTo(bytes.length);
      if (open && out.length > 0) {
        assertThat(Arrays.copyOfRange(bytes, bytes.length - out.length, bytes.length))
            .isEqualTo(out);
      }
      return open ? "open " + Arrays.hashCode(out) : "closed";
    } finally {
      channel.finishAndReleaseAll();
    }
  }
}
