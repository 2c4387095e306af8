package prosa.websocket;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import prosa.websocket.HandshakeExecutor.Handshaking;

@Timeout(60)
final class HandshakeExecutorTest {
  private final HandshakeExecutor executor = new HandshakeExecutor(1);

  @AfterEach
  void close() {
    executor.close();
  }

  private Handshaking begin(String address) {
    return requireNonNull(executor.begin(address, false));
  }

  @Test
  void aNewcomerWaitsForOneHelloOfEachOtherAddressNotForAll() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(31);
    begin("first")
        .execute(
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    for (int i = 0; i < 30; i++) {
      begin(i % 2 == 0 ? "flood" : "other flood")
          .execute(
              () -> {
                order.add("flood");
                done.countDown();
              });
    }
    begin("newcomer")
        .execute(
            () -> {
              order.add("newcomer");
              done.countDown();
            });
    go.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(order.indexOf("newcomer")).isLessThanOrEqualTo(2);
  }

  @Test
  void unfinishedHandshakesOfAnAddressAreLimited() {
    List<Handshaking> all = new ArrayList<>();
    for (int i = 0; i < HandshakeExecutor.PER_ADDRESS; i++) {
      all.add(begin("flood"));
    }
    assertThat(executor.begin("flood", false)).isNull();
    assertThat(executor.begin("other", false)).isNotNull();
    all.getFirst().end();
    all.getFirst().end(); // told by its future and by its channel
    assertThat(executor.begin("flood", false)).isNotNull();
    assertThat(executor.begin("flood", false)).isNull();
  }

  @Test
  void anAddressInATrustedNetworkHasALargerLimit() {
    for (int i = 0; i < HandshakeExecutor.PER_TRUSTED_ADDRESS; i++) {
      assertThat(executor.begin("proxy", true)).isNotNull();
    }
    assertThat(executor.begin("proxy", true)).isNull();
    assertThat(executor.begin("another proxy", true)).isNotNull();
  }

  @Test
  void allTogetherAreLimited() {
    for (int i = 0; i < HandshakeExecutor.MOST; i++) {
      String proxy = "proxy " + i / HandshakeExecutor.PER_TRUSTED_ADDRESS;
      assertThat(executor.begin(proxy, true)).isNotNull();
    }
    assertThat(executor.begin("one more proxy", true)).isNull();
    assertThat(executor.begin("somebody", false)).isNull();
  }
}
