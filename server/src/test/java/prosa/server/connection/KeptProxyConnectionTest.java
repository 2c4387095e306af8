package prosa.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.protocol.Rate;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.ConnectionCounter;
import prosa.server.operations.Counters;

/** A connection that a proxy keeps, and uses for one person after the other. */
final class KeptProxyConnectionTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("192.0.2.1");
  private static final int SWITCHES = 1_000;

  private final Counters counters = new Counters();
  private final ConnectionCounter connections = new ConnectionCounter(List.of(), 10);
  private final AddressBudgets budgets =
      new AddressBudgets(
          BudgetConfig.defaults(), Rate.OFF, 16 * 1024, counters, () -> this.now, 65_536);
  private final ServerContext context =
      TestContext.of(
          counters,
          budgets,
          connections,
          new ProxyConfig(List.of(CidrBlock.parse("192.0.2.1")), ""));
  private final Channel channel = new Channel();
  private long now;

  /** Counts who waits for its end. */
  private static final class Channel extends EmbeddedChannel {
    private int waitForItsEnd;

    @Override
    public ChannelFuture closeFuture() {
      waitForItsEnd++;
      return super.closeFuture();
    }
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  private void becomes(String person) {
    assertThat(context.become(channel, InetAddress.ofLiteral(person))).as(person).isTrue();
  }

  private int pages() {
    int pages = 0;
    while (ConnectionBudgets.of(channel).take(Resource.PAGES) == 0) {
      pages++;
    }
    return pages;
  }

  @Test
  void nothingStaysOfAThousandPersons() {
    assertThat(context.become(channel, PROXY)).isTrue();
    int before = channel.waitForItsEnd;
    for (int i = 0; i < SWITCHES; i++) {
      becomes("203.0." + i / 250 + "." + (i % 250 + 1));
      assertThat(connections.all()).isOne();
    }
    var _ = budgets.sweep();
    now += TimeUnit.SECONDS.toNanos(60);
    var _ = budgets.sweep();
    assertThat(budgets.size()).as("addresses with a budget").isOne();
    assertThat(channel.waitForItsEnd).isEqualTo(before);
    var _ = channel.close();
    channel.runPendingTasks();
    var _ = budgets.sweep();
    assertThat(budgets.size()).isZero();
    assertThat(connections.all()).isZero();
  }

  @Test
  void nobodyPaysForAConnectionThatIsOpenAlready() {
    assertThat(context.become(channel, PROXY)).isTrue();
    for (int i = 0; i < SWITCHES; i++) {
      becomes("2001:db8::" + (i % 2 + 1)); // one network
    }
    ConnectionBudgets own = ConnectionBudgets.of(channel);
    int left = 0;
    while (own.take(Resource.CONNECTIONS) == 0) {
      left++;
    }
    assertThat(left).as("connections that it may open").isEqualTo(512 - 1);
  }

  @Test
  void whoComesBackHasNoMoreThanItHadLeft() {
    assertThat(context.become(channel, PROXY)).isTrue();
    becomes("203.0.113.1");
    assertThat(pages()).isPositive();
    becomes("203.0.113.2");
    assertThat(pages()).as("of another").isPositive();
    for (int i = 0; i < SWITCHES; i++) {
      becomes("203.0.113." + (i % 2 + 1));
      assertThat(pages()).isZero();
    }
  }
}
