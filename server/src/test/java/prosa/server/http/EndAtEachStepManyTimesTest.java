package prosa.server.http;

import org.junit.jupiter.api.Tag;

/** {@link EndAtEachStepTest}, a thousand times each. */
@Tag("long")
final class EndAtEachStepManyTimesTest extends EndAtEachStepTest {
  @Override
  int times() {
    return 1_000;
  }
}
