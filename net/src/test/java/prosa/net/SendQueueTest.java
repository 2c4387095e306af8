package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The send queue on a real socket, whose peer reads on demand. */
class SendQueueTest {
  private static final int LIMIT = 256 * 1024;
  private static final int MUCH = 8 * 1024 * 1024; // more than the kernel takes

  private final OutgoingMemory memory = new OutgoingMemory(2 * MUCH + LIMIT);
  private AcceptedChannel connection;
  private Channel channel;
  private Socket peer;

  @BeforeEach
  void connect() throws Exception {
    connection = new AcceptedChannel(Transport.best(), _ -> {});
    channel = connection.channel();
    peer = connection.peer();
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
  }

  private SendQueue sendQueue(int limit) {
    return new SendQueue(channel, limit, memory, true);
  }

  private <T> T onLoop(Callable<T> task) throws Exception {
    return connection.onLoop(task);
  }

  private static ByteBuf bytes(int size, int value) {
    ByteBuffer numbers = ByteBuffer.allocate(size);
    for (int i = 0; i < size / 4; i++) {
      numbers.putInt(value + i);
    }
    return PooledByteBufAllocator.DEFAULT.directBuffer(size).writeBytes(numbers.flip());
  }

  @Test
  void whatWasWrittenBeforeAndNotFlushedStaysInFront() throws Exception {
    onLoop(
        () -> {
          SendQueue sendQueue = sendQueue(2 * MUCH);
          var _ = channel.write(Unpooled.copyInt(-1));
          return sendQueue.writeAndRelease(bytes(MUCH, 0));
        });
    DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
    assertThat(in.readInt()).isEqualTo(-1);
    for (int i = 0; i < MUCH / 4; i++) {
      assertThat(in.readInt()).isEqualTo(i);
    }
  }

  @Test
  void beyondTheLimitNothingIsTaken() throws Exception {
    onLoop(
        () -> {
          SendQueue sendQueue = sendQueue(LIMIT);
          assertThat(sendQueue.writeAndRelease(bytes(MUCH, 0)))
              .isTrue(); // an empty queue takes any
          assertThat(sendQueue.waiting()).isGreaterThan(LIMIT);
          assertThat(sendQueue.takes(4)).isFalse();
          assertThat(sendQueue.writeAndRelease(bytes(4, 7))).isFalse();
          return null;
        });
    DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
    for (int i = 0; i < MUCH / 4; i++) {
      assertThat(in.readInt()).isEqualTo(i);
    }
    assertThat(in.available()).isZero();
  }

  @Test
  void whoDoesNotAcknowledgeIsStuckAndWhoDoesIsNot() throws Exception {
    long second = 1_000_000_000L;
    SendQueue sendQueue = onLoop(() -> sendQueue(LIMIT));
    onLoop(() -> sendQueue.writeAndRelease(bytes(MUCH, 0)));
    assertThat(onLoop(() -> sendQueue.stuck(0, 10 * second))).isFalse();
    assertThat(onLoop(() -> sendQueue.stuck(9 * second, 10 * second))).isFalse();
    assertThat(onLoop(() -> sendQueue.stuck(10 * second, 10 * second))).isTrue();
    assertThat(peer.getInputStream().readNBytes(MUCH)).hasSize(MUCH);
    connection.await("all is acknowledged", () -> !sendQueue.stuck(11 * second, 10 * second));
    assertThat(onLoop(() -> sendQueue.stuck(40 * second, 10 * second))).isFalse();
    assertThat(memory.held()).isZero();
  }

  @Test
  void whoReadsSlowlyIsStuckOnceSomethingIsTooOld() throws Exception {
    long second = 1_000_000_000L;
    SendQueue sendQueue = onLoop(() -> sendQueue(LIMIT));
    onLoop(() -> sendQueue.writeAndRelease(bytes(MUCH, 0)));
    for (int at = 0; at < 10; at++) {
      long now = at * second;
      assertThat(onLoop(() -> sendQueue.stuck(now, 10 * second))).as("after %d s", at).isFalse();
      assertThat(peer.getInputStream().readNBytes(MUCH / 100)).hasSize(MUCH / 100);
    }
    assertThat(onLoop(() -> sendQueue.stuck(10 * second, 10 * second))).isTrue();
  }

  @Test
  void smallPartOfALargeBufferIsCopiedAndALargeOneIsKept() throws Exception {
    ByteBuf round = bytes(MUCH, 0);
    onLoop(
        () -> {
          SendQueue sendQueue = sendQueue(2 * MUCH);
          assertThat(sendQueue.write(round, 0, MUCH)).isTrue(); // most of it waits in the queue
          int held = round.refCnt();
          for (int i = 0; i < 100; i++) {
            assertThat(sendQueue.write(round, 4 * i, 4 * i + 4)).isTrue();
          }
          assertThat(round.refCnt()).isEqualTo(held).isEqualTo(2);
          assertThat(memory.held()).isBetween(MUCH / 2L, MUCH + 400L);
          return null;
        });
    round.release();
    DataInputStream in = new DataInputStream(new BufferedInputStream(peer.getInputStream()));
    in.skipNBytes(MUCH);
    for (int i = 0; i < 100; i++) {
      assertThat(in.readInt()).isEqualTo(i);
    }
    connection.await("nothing waits", () -> memory.held() == 0);
  }

  @Test
  void beyondTheLimitOfAllQueuesNothingIsTakenAndTheSlowestAreAskedFor() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    memory.onFull(asked::incrementAndGet);
    onLoop(
        () -> {
          SendQueue sendQueue = sendQueue(4 * MUCH);
          assertThat(sendQueue.writeAndRelease(bytes(MUCH, 0))).isTrue();
          assertThat(sendQueue.writeAndRelease(bytes(MUCH, 0))).isTrue();
          assertThat(sendQueue.writeAndRelease(bytes(MUCH, 0))).isFalse();
          assertThat(sendQueue.writeAndRelease(bytes(MUCH, 0))).isFalse();
          assertThat(asked).as("once, until it is answered").hasValue(1);
          assertThat(memory.isRelieved()).isFalse();
          sendQueue.abort();
          return null;
        });
    connection.await("nothing waits", () -> memory.held() == 0);
    assertThat(memory.isRelieved()).isTrue();
  }

  @Test
  void closedChannelSwallowsQuietly() throws Exception {
    channel.close().sync();
    SendQueue sendQueue = sendQueue(LIMIT);
    assertThat(onLoop(() -> sendQueue.writeAndRelease(bytes(4, 7)))).isTrue();
  }
}
