package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

final class LibraryLogLimitsTest {
  private final LibraryLogLimits limits = new LibraryLogLimits();

  @Test
  void eachKindHasItsOwnLimit() {
    assertThat(limits.admit(Level.WARN, "io.netty.A", "x {}", 0)).isZero();
    assertThat(limits.admit(Level.WARN, "io.netty.A", "x {}", 1)).isEqualTo(-1);
    assertThat(limits.admit(Level.WARN, "io.netty.A", "y", 1)).isZero();
    assertThat(limits.admit(Level.ERROR, "io.netty.A", "y", 1)).isZero();
  }

  @Test
  void theRestIsToldLater() {
    assertThat(limits.rest(0)).isNull();
    var _ = limits.admit(Level.WARN, "io.netty.A", "x", 0);
    var _ = limits.admit(Level.WARN, "io.netty.A", "x", 1);
    assertThat(limits.rest(2)).isEmpty();
    assertThat(limits.rest(TimeUnit.SECONDS.toNanos(1)))
        .isEqualTo("WARN A - (and 1 more line like the last)");
    assertThat(limits.rest(TimeUnit.SECONDS.toNanos(10))).isNull();
  }

  @Test
  void kindsWithoutEndShareOneLimit() {
    long passed = 0;
    for (int i = 0; i < 100_000; i++) {
      passed += limits.admit(Level.WARN, "io.netty.A", "pattern " + i, i) >= 0 ? 1 : 0;
    }
    assertThat(passed).isLessThan(300);
  }

  @Test
  void thisLogIsTheOneThatSlf4jFinds() {
    assertThat(LoggerFactory.getILoggerFactory().getLogger("x")).isInstanceOf(QueuedLogger.class);
  }
}
