package prosa.server.placement;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import prosa.jmh.NanosecondBenchmark;

/** A newcomer takes a seat beside others and leaves again, while so many rooms are open. */
public class PlacementBenchmark extends NanosecondBenchmark {
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
