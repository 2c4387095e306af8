package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import prosa.net.IncomingMemory;
import prosa.net.PausableDecoder;

/** What comes inside TLS while a connection is not read from is not decrypted. */
final class PausedTlsInputTest {
  private static final int DATA = 23;
  private static final int HEADER = 5;
  private static final int RECORD = HEADER + 2;

  private final List<Integer> decrypted = new ArrayList<>();
  private final AtomicInteger excesses = new AtomicInteger();
  private int pauseAfter = Integer.MAX_VALUE;

  private final IncomingMemory memory = new IncomingMemory(1 << 20, System::nanoTime, _ -> {});
  private long heldAtDecryption = -1;

  /** Stands for what decrypts: notes the first byte of each record's content. */
  private final class Decryption extends ChannelInboundHandlerAdapter {
    private final ByteBuf begun = Unpooled.buffer();

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      begun.clear();
      ctx.fireChannelInactive();
    }

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
    memory.attach(channel);
    Decryption decryption = new Decryption();
    TlsRecordLimit.addLast(
        channel.pipeline(), decryption, decryption.begun::readableBytes, excesses::incrementAndGet);
    channel.pipeline().addLast(new Drop());
    return channel;
  }

  /** Takes what was decrypted. */
  private final class Drop extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
      ((ByteBuf) received).release();
      heldAtDecryption = memory.held();
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
  void whatIsKeptOfAnUnfinishedRecordIsCounted() {
    EmbeddedChannel channel = open();
    ByteBuf all = records(0, 3);
    channel.writeInbound(all.readRetainedSlice(RECORD + 3));
    assertThat(memory.held()).isEqualTo(3);
    channel.writeInbound(all.readRetainedSlice(2));
    assertThat(memory.held()).isEqualTo(5);
    channel.writeInbound(all.readRetainedSlice(2));
    assertThat(heldAtDecryption).as("not beside what came out of it").isZero();
    assertThat(memory.held()).isZero();
    channel.writeInbound(all.readRetainedSlice(4));
    assertThat(memory.held()).isEqualTo(4);
    channel.finishAndReleaseAll();
    assertThat(memory.held()).isZero();
    all.release();
  }

  @Test
  void whatWaitsToBeDecryptedIsCounted() {
    EmbeddedChannel channel = open();
    channel.writeInbound(records(0, 1).writeByte(DATA));
    channel.config().setAutoRead(false);
    channel.writeInbound(records(1, 10).skipBytes(1));
    channel.writeInbound(records(11, 10));
    assertThat(memory.held()).isEqualTo(20 * RECORD);
    channel.config().setAutoRead(true);
    channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(decrypted).isEqualTo(numbers(21));
    assertThat(memory.held()).isZero();
    channel.config().setAutoRead(false);
    channel.writeInbound(records(21, 10));
    assertThat(memory.held()).isEqualTo(10 * RECORD);
    channel.finishAndReleaseAll();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whatComesWhileWeCloseItIsDropped() {
    EmbeddedChannel channel = open();
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
                // still writes the last words
              }
            });
    var _ = channel.close();
    ByteBuf late = records(0, 10);
    channel.writeInbound(late);
    channel.config().setAutoRead(false);
    channel.writeInbound(records(10, 10));
    assertThat(decrypted).isEmpty();
    assertThat(late.refCnt()).isZero();
    assertThat(memory.held()).isZero();
    channel.pipeline().removeFirst();
    channel.finishAndReleaseAll();
  }

  @Test
  void whatWaitsAtTheEndIsDecryptedPieceByPieceWhenAskedFor() {
    EmbeddedChannel channel = open();
    channel.config().setAutoRead(false);
    ByteBuf first = records(0, 20);
    ByteBuf second = records(20, 20);
    channel.writeInbound(first);
    channel.writeInbound(second);
    assertThat(TlsRecordLimit.handOnRest(channel.pipeline())).isTrue();
    assertThat(decrypted).isEqualTo(numbers(15));
    assertThat(TlsRecordLimit.handOnRest(channel.pipeline())).isTrue();
    assertThat(decrypted).isEqualTo(numbers(20));
    assertThat(first.refCnt()).isZero();
    assertThat(TlsRecordLimit.handOnRest(channel.pipeline())).isTrue();
    assertThat(decrypted).isEqualTo(numbers(35));
    channel.finishAndReleaseAll();
    assertThat(second.refCnt()).isZero();
    assertThat(TlsRecordLimit.handOnRest(channel.pipeline())).isFalse();
    assertThat(decrypted).isEqualTo(numbers(35));
    assertThat(excesses).hasValue(0);
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
