package prosa.server.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import prosa.net.OutgoingMemory;

class WriteBatchTest {

  private static byte[] text(int length) {
    return "x".repeat(length).getBytes(UTF_8);
  }

  @Test
  void zmtpTextsStandOneBehindTheOther() {
    WriteBatch round =
        new WriteBatch(
            Framing.ZMTP,
            PooledByteBufAllocator.DEFAULT,
            new OutgoingMemory(OutgoingMemory.usual()));
    round.add("ab".getBytes(UTF_8), 0, 2);
    round.add(Unpooled.copiedBuffer("c", UTF_8));
    assertThat(ByteBufUtil.hexDump(round.bytes())).isEqualTo("00026162" + "000163");
    assertThat(round.texts()).isEqualTo(2);
    assertThat(round.start(1)).isEqualTo(4);
    assertThat(round.body(1)).isEqualTo(6);
    assertThat(round.end(0)).isEqualTo(4);
    assertThat(round.end(1)).isEqualTo(7);
    round.clear();
    assertThat(round.isEmpty()).isTrue();
  }

  @Test
  void longTextsHaveLongHeaders() {
    ByteBuf out = Unpooled.buffer();
    Framing.ZMTP.begin(out, 256);
    Framing.WEBSOCKET.begin(out, 125);
    Framing.WEBSOCKET.begin(out, 126);
    Framing.WEBSOCKET.begin(out, 65_535);
    Framing.WEBSOCKET.begin(out, 65_536);
    assertThat(ByteBufUtil.hexDump(out))
        .isEqualTo(
            "020000000000000100" + "817d" + "817e007e" + "817effff" + "817f0000000000010000");
  }

  @Test
  void bufferGrowsAndIsReleasedWithTheRound() {
    WriteBatch round =
        new WriteBatch(
            Framing.WEBSOCKET,
            PooledByteBufAllocator.DEFAULT,
            new OutgoingMemory(OutgoingMemory.usual()));
    for (int i = 0; i < 100; i++) {
      round.add(text(500), 0, 500);
    }
    ByteBuf bytes = round.bytes();
    assertThat(bytes.readableBytes()).isEqualTo(100 * 504);
    assertThat(round.end(99)).isEqualTo(100 * 504);
    round.clear();
    assertThat(bytes.refCnt()).isZero();
  }
}
