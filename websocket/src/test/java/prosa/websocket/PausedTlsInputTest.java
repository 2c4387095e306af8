package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import prosa.net.PausableDecoder;

/** What comes inside TLS while a connection is not read from is not decrypted. */
final class PausedTlsInputTest {
  private static final int DATA = 23;
  private static final int HEADER = 5;
  private static final int RECORD = HEADER + 2;

  private final List<Integer> decrypted = new ArrayList<>();
  private final AtomicInteger excesses = new AtomicInteger();
  private int pauseAfter = Integer.MAX_VALUE;

  /** Stands for what decrypts: notes the first byte of each record's content. */
  private final class Decryption extends ChannelInboundHandlerAdapter {
    private final ByteBuf begun = Unpooled.buffer();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      ByteBuf in = (ByteBuf) received;
      begun.writeBytes(in);
      in.release();
      while (begun.readableBytes() >= RECORD) {
        decrypted.add((int) begun.skipBytes(HEADER).readUnsignedByte());
        begun.skipBytes(1);
        ctx.fireChannelRead(Unpooled.EMPTY_BUFFER);
      }
      if (decrypted.size() >= pauseAfter) {
        ctx.channel().config().setAutoRead(false);
      }
    }
  }

  private EmbeddedChannel open() {
    EmbeddedChannel channel = new EmbeddedChannel();
    TlsRecordLimit.addLast(channel.pipeline(), new Decryption(), excesses::incrementAndGet);
    channel.pipeline().addLast(new Drop());
    return channel;
  }

  /** Takes what was decrypted. */
  private static final class Drop extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      ((ByteBuf) received).release();
    }
  }

  private static ByteBuf records(int first, int count) {
    ByteBuf all = Unpooled.buffer();
    for (int i = first; i < first + count; i++) {
      all.writeByte(DATA).writeShort(0x0303).writeShort(2).writeByte(i).writeByte(0);
    }
    return all;
  }

  private static List<Integer> numbers(int count) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(i);
    }
    return all;
  }

  @Test
  void recordsThatComeWhileItIsNotReadWaitAndComeInOrder() {
    EmbeddedChannel channel = open();
    channel.writeInbound(records(0, 10));
    channel.config().setAutoRead(false);
    channel.writeInbound(records(10, 50));
    channel.writeInbound(records(60, 50));
    assertThat(decrypted).isEqualTo(numbers(10));
    channel.config().setAutoRead(true);
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.writeInbound(records(110, 10));
    assertThat(decrypted).isEqualTo(numbers(120));
    channel.finishAndReleaseAll();
    assertThat(excesses).hasValue(0);
  }

  @Test
  void fewRecordsAreDecryptedAfterABudgetIsUsedUp() {
    pauseAfter = 20;
    EmbeddedChannel channel = open();
    ByteBuf all = records(0, 200);
    channel.writeInbound(all);
    assertThat(decrypted).hasSizeLessThan(pauseAfter + 20);
    channel.finishAndReleaseAll();
    assertThat(all.refCnt()).as("what waited is let go").isZero();
    assertThat(decrypted).as("nor at the end").hasSizeLessThan(pauseAfter + 20);
  }

  @Test
  void moreThanMayWaitEndsTheConnection() {
    EmbeddedChannel channel = open();
    channel.config().setAutoRead(false);
    List<ByteBuf> all = new ArrayList<>();
    int bytes = 0;
    while (bytes <= PausableDecoder.MOST_KEPT) {
      ByteBuf more = records(0, 250);
      bytes += more.readableBytes();
      all.add(more);
      channel.writeInbound(more);
    }
    assertThat(channel.isOpen()).isFalse();
    assertThat(excesses).hasValue(1);
    assertThat(decrypted).isEmpty();
    assertThat(all).allMatch(buffer -> buffer.refCnt() == 0);
  }
}
