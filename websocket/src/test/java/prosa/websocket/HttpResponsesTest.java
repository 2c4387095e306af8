package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The headers of responses. */
final class HttpResponsesTest {
  @Test
  void dateHasTwoDigitsForTheDay() {
    assertThat(HttpResponses.date(Instant.parse("2026-12-03T04:05:06Z")))
        .isEqualTo("Thu, 03 Dec 2026 04:05:06 GMT");
  }
}
