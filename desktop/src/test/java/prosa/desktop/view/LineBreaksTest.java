package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.testing.Growth;

final class LineBreaksTest {
  @ParameterizedTest
  @CsvSource({
    "see https://example.org now, 10, 4",
    "see https://example.org now, 23, 4",
    "see https://example.org now, 24, 24",
    "https://example.org, 10, 0",
    "https://a.example/b-c/d, 21, 20",
    "https://a.example/?q=1, 21, 19",
    "either/or and/or, 12, 10",
    "half-and-half, 10, 9",
    "中文字, 2, 2",
    "a中文https://example.org, 8, 3",
    "https://中文/a, 4, 0",
    "https://exämple.org, 8, 0",
    "short, 9, 5",
    "😀😀😀, 5, 4",
    "👍🏽👍🏽👍🏽, 9, 8",
    "🇧🇷🇧🇷, 7, 4",
    "👨‍👩‍👧👨‍👩‍👧, 15, 8",
    "oi 👍🏽 oi, 5, 3",
    "abc🎉, 4, 3",
    "🎉abc, 4, 2",
    "🎉!🎉!, 5, 3",
    "1️⃣2️⃣, 5, 3",
    "№ 123#45, 6, 2",
  })
  void rowsEndWhereThoseOfThePageEnd(String text, int most, int end) {
    assertThat(LineBreaks.last(text, most)).isEqualTo(end);
  }

  @Test
  void workGrowsWithTheLengthOfARowOnly() {
    Growth.isLinear("last", text -> LineBreaks.last(text, text.length() - 2));
  }
}
