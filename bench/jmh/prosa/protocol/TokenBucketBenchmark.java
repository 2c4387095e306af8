package prosa.protocol;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One is taken from a bucket that has enough: ours, and that of Bucket4j without synchronization.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TokenBucketBenchmark {
  private static final int MANY = 1_000_000_000;

  private final TokenBucket ours = new TokenBucket(new Rate(MANY, MANY), System.nanoTime());
  private final Bucket bucket4j =
      Bucket.builder()
          .addLimit(limit -> limit.capacity(MANY).refillGreedy(MANY, Duration.ofSeconds(1)))
          .withNanosecondPrecision()
          .withSynchronizationStrategy(SynchronizationStrategy.NONE)
          .build();

  @Benchmark
  public long ours() {
    return ours.take(System.nanoTime());
  }

  @Benchmark
  public boolean bucket4j() {
    return bucket4j.tryConsume(1);
  }
}
