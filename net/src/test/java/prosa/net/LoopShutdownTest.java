package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LoopShutdownTest {

  @Test
  void noChannelIsLeftOpenHoweverSoonTheLoopsEnd() {
    Transport transport = Transport.best();
    for (int i = 0; i < 40; i++) {
      EventLoopGroup loops =
          new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("ending", true), transport.ioHandlerFactory());
      Channel port =
          new ServerBootstrap()
              .group(loops)
              .channel(transport.listeningChannel())
              .childHandler(new ChannelInboundHandlerAdapter())
              .bind(InetAddress.getLoopbackAddress(), 0)
              .syncUninterruptibly()
              .channel();
      assertThat(LoopShutdown.begin(loops, Duration.ofSeconds(5)).awaitUninterruptibly(10_000))
          .isTrue();
      assertThat(port.isOpen()).isFalse();
    }
  }
}
