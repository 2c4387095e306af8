package prosa.protocol;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import prosa.jmh.NanosecondBenchmark;

/**
 * One is taken from a bucket that has enough: ours, and that of Bucket4j without synchronization.
 */
public class TokenBucketBenchmark extends NanosecondBenchmark {
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
