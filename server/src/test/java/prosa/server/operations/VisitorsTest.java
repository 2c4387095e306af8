package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisitorsTest {
  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.5");
  private static final InetAddress PROXY = InetAddress.ofLiteral("127.0.0.1");

  private final Visitors visitors = new Visitors(List.of(Network.parse("127.0.0.0/8")), 2);

  @Test
  void addressWithTooManyConnectionsIsNotLetIn() {
    assertThat(visitors.enter(STRANGER)).isTrue();
    assertThat(visitors.enter(STRANGER)).isTrue();
    assertThat(visitors.enter(STRANGER)).isFalse();
    assertThat(visitors.all()).isEqualTo(2);
    visitors.leave(STRANGER);
    assertThat(visitors.enter(STRANGER)).isTrue();
  }

  @Test
  void trustedAddressIsCountedButNotLimited() {
    for (int i = 0; i < 100; i++) {
      assertThat(visitors.enter(PROXY)).isTrue();
    }
    assertThat(visitors.all()).isEqualTo(100);
  }

  @Test
  void everyoneWhoLeavesIsForgotten() {
    for (int i = 0; i < 1000; i++) {
      assertThat(visitors.enter(STRANGER)).isTrue();
      visitors.leave(STRANGER);
    }
    assertThat(visitors.all()).isZero();
  }
}
