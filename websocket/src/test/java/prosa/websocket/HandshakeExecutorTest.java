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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.websocket.HandshakeExecutor.Handshaking;

@Timeout(60)
final class HandshakeExecutorTest {
  private final HandshakeExecutor executor = new HandshakeExecutor(1);
  private final List<String> closed = new ArrayList<>();

  @AfterEach
  void close() {
    executor.close();
  }

  private Handshaking begin(String address) {
    return requireNonNull(executor.begin(address, false, () -> {}));
  }

  /** Has the only thread wait until the latch is counted down. */
  private CountDownLatch occupied() {
    CountDownLatch go = new CountDownLatch(1);
    begin("first")
        .execute(
            () -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    return go;
  }

  @Test
  void aNewcomerWaitsForOneHelloOfEachOtherAddressNotForAll() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = occupied();
    CountDownLatch done = new CountDownLatch(31);
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

  /** Lets the thread go on; what it computes then, until the last one is told of. */
  private List<String> computed(CountDownLatch go, List<String> order) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    begin("last").execute(done::countDown);
    go.countDown();
    assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    return order;
  }

  @Test
  void nothingIsComputedForAConnectionThatIsGone() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = occupied();
    for (int i = 0; i < 10 * HandshakeExecutor.PER_ADDRESS; i++) {
      Handshaking flood = begin("flood");
      flood.execute(() -> order.add("flood"));
      flood.end();
      flood.execute(() -> order.add("flood, late"));
    }
    begin("newcomer").execute(() -> order.add("newcomer"));
    assertThat(computed(go, order)).containsExactly("newcomer");
  }

  @Test
  void whatTheOthersOfItsAddressWaitForIsStillComputed() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = occupied();
    begin("house").execute(() -> order.add("one"));
    Handshaking gone = begin("house");
    gone.execute(() -> order.add("gone"));
    gone.end();
    assertThat(computed(go, order)).containsExactly("one");
  }

  @Test
  void whatMadeWayIsNotComputed() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = occupied();
    begin("flood").execute(() -> order.add("made way"));
    for (int i = 1; i < HandshakeExecutor.PER_ADDRESS; i++) {
      begin("flood");
    }
    for (int i = 0; i < HandshakeExecutor.MOST - HandshakeExecutor.PER_ADDRESS; i++) {
      begin("somebody " + i);
    }
    assertThat(computed(go, order)).isEmpty();
  }

  @Test
  void anAddressHasOneTurnThoughItsHandshakesEndMeanwhile() throws InterruptedException {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch go = occupied();
    for (int i = 0; i < 3; i++) {
      Handshaking renegotiated = begin("house");
      renegotiated.complete();
      renegotiated.execute(() -> order.add("house"));
    }
    begin("newcomer").execute(() -> order.add("newcomer"));
    computed(go, order);
    assertThat(order.subList(0, 2)).containsExactly("house", "newcomer");
  }

  @Test
  void unfinishedHandshakesOfAnAddressAreLimited() {
    List<Handshaking> all = new ArrayList<>();
    for (int i = 0; i < HandshakeExecutor.PER_ADDRESS; i++) {
      all.add(begin("flood"));
    }
    assertThat(executor.begin("flood", false, () -> {})).isNull();
    assertThat(executor.begin("other", false, () -> {})).isNotNull();
    all.getFirst().end();
    all.getFirst().end(); // told by its future and by its channel
    assertThat(executor.begin("flood", false, () -> {})).isNotNull();
    assertThat(executor.begin("flood", false, () -> {})).isNull();
  }

  @Test
  void anAddressInATrustedNetworkHasALargerLimit() {
    for (int i = 0; i < HandshakeExecutor.PER_TRUSTED_ADDRESS; i++) {
      assertThat(executor.begin("proxy", true, () -> {})).isNotNull();
    }
    assertThat(executor.begin("proxy", true, () -> {})).isNull();
    assertThat(executor.begin("another proxy", true, () -> {})).isNotNull();
  }

  /** As many as there may be, from so few addresses as possible. */
  private void flood(boolean trusted) {
    int each = trusted ? HandshakeExecutor.PER_TRUSTED_ADDRESS : HandshakeExecutor.PER_ADDRESS;
    for (int i = 0; i < HandshakeExecutor.MOST; i++) {
      String name = i / each + "/" + i % each;
      assertThat(executor.begin("flood " + i / each, trusted, () -> closed.add(name))).isNotNull();
    }
  }

  @Test
  void allTogetherAreLimited() {
    for (int i = 0; i < HandshakeExecutor.MOST; i++) {
      begin("somebody " + i);
    }
    assertThat(executor.begin("one more", false, () -> {})).isNull();
    assertThat(executor.begin("somebody 1", false, () -> {})).isNull();
    assertThat(closed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theOldestOfTheAddressWithMostMakesWayForAnAddressWithFewer(boolean trusted) {
    flood(trusted);
    int floods = HandshakeExecutor.MOST / (trusted ? 128 : 32);
    for (int i = 1; i <= 2 * floods; i++) {
      assertThat(executor.begin("newcomer " + i, false, () -> closed.add("newcomer"))).isNotNull();
      assertThat(closed).hasSize(i).doesNotContain("newcomer");
    }
    assertThat(closed.subList(0, floods)).allMatch(name -> name.endsWith("/0"));
    assertThat(closed.subList(floods, 2 * floods)).allMatch(name -> name.endsWith("/1"));

    assertThat(executor.begin("flood 0", trusted, () -> {})).as("in turn").isNull();
    assertThat(closed).hasSize(2 * floods);
  }

  @Test
  void whatMadeWayIsOverAndItsEndFreesNothingMore() {
    List<Handshaking> first = new ArrayList<>();
    for (int i = 0; i < HandshakeExecutor.PER_ADDRESS; i++) {
      first.add(begin("flood"));
    }
    for (int i = 0; i < HandshakeExecutor.MOST - HandshakeExecutor.PER_ADDRESS; i++) {
      begin("somebody " + i);
    }
    assertThat(executor.begin("newcomer", false, () -> {})).isNotNull();
    first.getFirst().end();
    assertThat(executor.begin("one of few", false, () -> {})).isNotNull();
    int made = 0;
    while (executor.begin("another " + made, false, () -> {}) != null) {
      made++;
    }
    assertThat(made).as("all but one of the flood's").isEqualTo(HandshakeExecutor.PER_ADDRESS - 3);
  }

  /** A proxy has the handshakes of many people. */
  @Test
  void anAddressInATrustedNetworkIsMeasuredByItsOwnLimit() {
    for (int i = 0; i < HandshakeExecutor.PER_TRUSTED_ADDRESS / 2; i++) {
      assertThat(executor.begin("proxy", true, () -> closed.add("proxy"))).isNotNull();
    }
    for (int i = 0; i < HandshakeExecutor.MOST - HandshakeExecutor.PER_TRUSTED_ADDRESS / 2; i++) {
      assertThat(executor.begin("flood " + i / 32, false, () -> closed.add("flood"))).isNotNull();
    }
    for (int i = 0; i < 100; i++) {
      assertThat(executor.begin("newcomer " + i, false, () -> {})).isNotNull();
    }
    assertThat(closed).hasSize(100).doesNotContain("proxy");
  }
}
