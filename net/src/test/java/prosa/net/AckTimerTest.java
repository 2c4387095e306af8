package prosa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a timer sees of a peer that reads, and of one that does not; the seconds are made up. */
@Timeout(60)
final class AckTimerTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long PATIENCE = 3 * SECOND;
  private static final int MUCH = 32 * 1024 * 1024; // more than the kernel takes

  private AcceptedChannel connection;
  private AckTimer timer;

  @BeforeEach
  void begin() throws Exception {
    connection = new AcceptedChannel(Transport.best(), _ -> {});
    timer = new AckTimer(connection.channel());
    connection.onLoop(Executors.callable(() -> timer.begin(0)));
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
  }

  private void write(int bytes) throws Exception {
    connection.onLoop(
        () -> connection.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[bytes])));
  }

  private void readAHundredBytes() throws Exception {
    write(100);
    assertThat(connection.peer().getInputStream().readNBytes(100)).hasSize(100);
    // It is asked whether something waits, for which it looks, too.
    connection.await("all is acknowledged", () -> !timer.isWaiting());
  }

  private boolean isStill(long second) throws Exception {
    return connection.onLoop(() -> timer.isStill(second * SECOND, PATIENCE));
  }

  @Test
  void aPeerThatReadsDoesNotStandStillAlthoughItIsAskedBetween() throws Exception {
    for (int second = 1; second <= 10; second++) {
      readAHundredBytes();
      assertThat(isStill(second)).as("second %d", second).isFalse();
    }
  }

  @Test
  void aPeerThatReadsNoMoreStandsStillSinceItsLastProgress() throws Exception {
    readAHundredBytes();
    write(MUCH);
    long second = 1;
    long deadline = System.nanoTime() + 10 * SECOND;
    while (!isStill(second)) { // the kernels take some of it still: each look may see progress
      second++;
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(second).isGreaterThanOrEqualTo(3);
    assertThat(connection.onLoop(timer::isWaiting)).isTrue();
  }
}
