package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A pause in reading that begins on one event loop ends on the loop that the connection has moved
 * to.
 */
final class RestOnTheMoveTest {
  private static final long REST = TimeUnit.SECONDS.toNanos(2);

  private final LocalChannel channel = new LocalChannel();
  private final CompletableFuture<Boolean> onItsLoop = new CompletableFuture<>();

  private final PausableDecoder decoder =
      new PausableDecoder() {
        @Override
        protected boolean decode(ByteBuf in) {
          in.skipBytes(in.readableBytes());
          onItsLoop.complete(channel.eventLoop().inEventLoop());
          return true;
        }

        @Override
        protected Channel channel() {
          return channel;
        }

        @Override
        protected void failed(Throwable thrown) {
          onItsLoop.completeExceptionally(thrown);
        }

        @Override
        protected void overfull() {}
      };

  @Test
  void whatWaitedIsHandedOutByTheLoopThatTheConnectionIsOnByThen() throws Exception {
    try (MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory())) {
      EventLoop first = loops.next();
      EventLoop second = loops.next();
      first.register(channel).sync();
      first
          .submit(
              () -> {
                decoder.rest(REST);
                decoder.read(Unpooled.wrappedBuffer(new byte[] {1}));
              })
          .sync();
      channel.deregister().sync();
      second.register(channel).sync();
      assertThat(onItsLoop.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
