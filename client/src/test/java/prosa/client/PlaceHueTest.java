package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PlaceHueTest {
  /** The page's test of hue() has the same numbers. */
  @Test
  void isTheSameAsOnThePage() {
    assertThat(IntStream.rangeClosed(1, 10).map(PlaceHue::of))
        .containsExactly(28, 165, 303, 80, 218, 355, 133, 270, 48, 185);
  }
}
