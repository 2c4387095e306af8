package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionCounterTest {
  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.5");
  private static final InetAddress PROXY = InetAddress.ofLiteral("127.0.0.1");

  private final ConnectionCounter counter =
      new ConnectionCounter(List.of(CidrBlock.parse("127.0.0.0/8")), 2);

  @Test
  void addressWithTooManyConnectionsIsNotLetIn() {
    assertThat(counter.enter(STRANGER)).isTrue();
    assertThat(counter.enter(STRANGER)).isTrue();
    assertThat(counter.enter(STRANGER)).isFalse();
    assertThat(counter.all()).isEqualTo(2);
    counter.leave(STRANGER);
    assertThat(counter.enter(STRANGER)).isTrue();
  }

  @Test
  void addressesOfOneIpv6NetworkCountAsOne() {
    for (int i = 1; i <= 2; i++) {
      assertThat(counter.enter(InetAddress.ofLiteral("2001:db8:0:1::" + i))).isTrue();
    }
    InetAddress third = InetAddress.ofLiteral("2001:db8:0:1:ffff:ffff:ffff:ffff");
    InetAddress neighbour = InetAddress.ofLiteral("2001:db8:0:2::1");
    assertThat(counter.enter(third)).isFalse();
    assertThat(counter.enter(neighbour)).isTrue();
    counter.leave(InetAddress.ofLiteral("2001:db8:0:1::1"));
    assertThat(counter.enter(third)).isTrue();
  }

  @Test
  void oneAddressHasAQuarterOfAllConnectionsAtMost() {
    ConnectionCounter few = new ConnectionCounter(List.of(CidrBlock.parse("127.0.0.0/8")), 256);
    few.inAll(11);
    assertThat(few.enter(STRANGER)).isTrue();
    assertThat(few.enter(STRANGER)).isTrue();
    assertThat(few.enter(STRANGER)).as("more than a quarter of eleven").isFalse();
    assertThat(few.enter(InetAddress.ofLiteral("203.0.113.6"))).isTrue();
    few.inAll(3);
    assertThat(few.enter(InetAddress.ofLiteral("203.0.113.7"))).as("one is always").isTrue();
    few.inAll(12);
    assertThat(few.enter(STRANGER)).isTrue();
    for (int i = 0; i < 20; i++) {
      assertThat(few.enter(PROXY)).as("a trusted one is not limited").isTrue();
    }
  }

  @Test
  void trustedAddressIsCountedButNotLimited() {
    for (int i = 0; i < 100; i++) {
      assertThat(counter.enter(PROXY)).isTrue();
    }
    assertThat(counter.all()).isEqualTo(100);
  }

  @Test
  void everyoneWhoLeavesIsForgotten() {
    for (int i = 0; i < 1000; i++) {
      assertThat(counter.enter(STRANGER)).isTrue();
      counter.leave(STRANGER);
    }
    assertThat(counter.all()).isZero();
  }
}
