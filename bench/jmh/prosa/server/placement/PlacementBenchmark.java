package prosa.server.placement;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A newcomer takes a seat beside others and leaves again, while so many rooms are open. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PlacementBenchmark {
  @Param({"10", "1000", "10000"})
  private int rooms;

  private static final int MANY = 1_000_000;

  private TestPlacement test;

  @Setup
  public void fill() {
    test =
        TestPlacement.of(10, new SeatLimits(MANY, MANY, MANY, MANY, MANY, MANY, MANY, MANY, 100));
    for (int i = 0; i < rooms * 10 - 5; i++) {
      test.enter();
    }
  }

  @Benchmark
  public Object enterAndLeave() {
    TestPlacement.Member member = test.enter();
    test.leave(member);
    return member;
  }
}
