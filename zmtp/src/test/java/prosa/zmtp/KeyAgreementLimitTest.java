package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Handshakes of CURVE that come all at once. */
@Timeout(60)
@ExtendWith(LeakCounter.Check.class)
final class KeyAgreementLimitTest {
  private static final int PEERS = 60;

  /** What a server takes of its random numbers for one HELLO: a secret and two nonces. */
  private static final int TAKEN_FOR_ONE = 3;

  /** Counts, by thread, how often numbers were taken. */
  private static final class CountingRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient Map<Thread, Integer> taken = new ConcurrentHashMap<>();

    @Override
    public void nextBytes(byte[] bytes) {
      super.nextBytes(bytes);
      if (taken != null) { // it is asked by its own constructor, too
        taken.merge(Thread.currentThread(), 1, Integer::sum);
      }
    }

    int taken() {
      return taken.getOrDefault(Thread.currentThread(), 0);
    }
  }

  /** Looks once in each turn of a loop at how many numbers were taken in it. */
  private static final class Turns implements Runnable {
    private final EventLoop loop;
    private final CountingRandom random;
    private int before;
    volatile int most;

    Turns(EventLoop loop, CountingRandom random) {
      this.loop = loop;
      this.random = random;
    }

    @Override
    public void run() {
      int now = random.taken();
      most = Math.max(most, now - before);
      before = now;
      if (!loop.isShuttingDown()) {
        var _ = loop.schedule(this, 1, TimeUnit.NANOSECONDS);
      }
    }
  }

  @Test
  void ofHandshakesThatComeAtOnceAFewAreComputedInATurnAndAllInTheEnd() throws Exception {
    CountingRandom random = new CountingRandom();
    CurveSelector mechanisms = new CurveSelector(CurveDialogue.SERVER_KEY, true, random);
    List<RawSocket> peers = new ArrayList<>();
    List<Turns> turns = new ArrayList<>();
    try (TestZmtpServer server =
        TestZmtpServer.with(mechanisms, SocketType.ROUTER, new RecordingSession())) {
      for (int i = 0; i < PEERS; i++) {
        peers.add(new RawSocket(server.address()));
      }
      AwaitCondition.holds("all are accepted", () -> server.connections.size() == PEERS);
      CountDownLatch sent = new CountDownLatch(1);
      for (EventExecutor loop : server.group) {
        Turns one = new Turns((EventLoop) loop, random);
        turns.add(one);
        loop.execute(
            () -> {
              await(sent);
              one.run();
            });
      }
      for (int i = 0; i < PEERS; i++) {
        peers.get(i).send(greeting(), hello(i));
      }
      sent.countDown();
      for (RawSocket peer : peers) {
        assertThat(peer.read(64)).hasSize(64);
        assertThat(new String(peer.read(10), StandardCharsets.ISO_8859_1)).endsWith("WELCOME");
      }
    } finally {
      peers.forEach(RawSocket::close);
    }
    int least = TAKEN_FOR_ONE;
    assertThat(turns)
        .allSatisfy(
            one ->
                assertThat(one.most)
                    // both before and among the tasks of a turn, and a new key for cookies
                    .isBetween(least, 2 * KeyAgreementLimit.MOST * TAKEN_FOR_ONE + 2));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] greeting() {
    byte[] greeting = WireBytes.libzmqGreeting(1);
    byte[] name = {'C', 'U', 'R', 'V', 'E'};
    System.arraycopy(name, 0, greeting, 12, name.length);
    return greeting;
  }

  /** The HELLO of a client, in its frame. */
  private static byte[] hello(int seed) {
    byte[] body = new CurveDialogue(seed).hello();
    byte[] frame = new byte[2 + body.length];
    frame[0] = FrameEncoder.COMMAND;
    frame[1] = (byte) body.length;
    System.arraycopy(body, 0, frame, 2, body.length);
    return frame;
  }
}
