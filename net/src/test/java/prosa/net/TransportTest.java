package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TransportTest {
  private static final ConnectionTimeouts TIMEOUTS =
      new ConnectionTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60));

  @ParameterizedTest
  @EnumSource
  void noMoreConnectionsWaitToBeAcceptedThanSoMany(Transport transport) {
    ServerBootstrap bootstrap = new ServerBootstrap();
    transport.configure(bootstrap, TIMEOUTS);
    assertThat(bootstrap.config().options()).containsEntry(ChannelOption.SO_BACKLOG, 1024);
  }
}
