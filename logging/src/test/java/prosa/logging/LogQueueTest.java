package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LogQueueTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** A stream that takes nothing until it is opened, as a pipe that nobody reads. */
  private static final class Pipe extends OutputStream {
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) {
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      synchronized (bytes) {
        bytes.write(b, off, len);
      }
    }

    List<String> lines() {
      synchronized (bytes) {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
      }
    }
  }

  private final Pipe pipe = new Pipe();
  private final LogQueue queue = new LogQueue(new PrintStream(pipe), _ -> null, text -> text);

  @Test
  void nobodyWaitsForABlockedStreamAndWhatIsLeftOutIsCounted() throws InterruptedException {
    queue.offer("line 0");
    pipe.reached.await(); // the writer has it in hand and is blocked
    for (int i = 1; i <= LogQueue.LINES + 5_000; i++) {
      queue.offer("line " + i);
    }
    assertThat(queue.leftOut()).isEqualTo(5_000);
    assertThat(queue.flush(Duration.ofMillis(50))).isFalse();

    pipe.open.countDown();
    assertThat(queue.flush(LONG)).isTrue();
    assertThat(pipe.lines()).contains("line 0", "(5000 lines were left out)");
    assertThat(pipe.lines()).hasSize(1 + LogQueue.LINES + 1);
    assertThat(queue.leftOut()).isZero();
  }

  @Test
  void linesKeepTheirOrder() {
    pipe.open.countDown();
    for (int i = 0; i < 500; i++) {
      queue.offer("line " + i);
    }
    assertThat(queue.flush(LONG)).isTrue();
    assertThat(pipe.lines())
        .isEqualTo(java.util.stream.IntStream.range(0, 500).mapToObj(i -> "line " + i).toList());
  }

  @Test
  void anEntryHasALongestLength() {
    pipe.open.countDown();
    queue.offer("x".repeat(100_000));
    assertThat(queue.flush(LONG)).isTrue();
    assertThat(pipe.lines().getFirst().length()).isLessThan(LogQueue.LONGEST + 10);
  }

  @Test
  void nothingOfferedNeedsNoWaiting() {
    assertThat(queue.flush(Duration.ZERO)).isTrue();
  }
}
