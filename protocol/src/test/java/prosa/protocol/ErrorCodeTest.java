package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ErrorCodeTest {

  @Test
  void aCodeIsTheNameInLowerCaseWithHyphens() {
    assertThat(ErrorCode.TOO_LARGE.code()).isEqualTo("too-large");
    assertThat(ErrorCode.BAD_JSON.code()).isEqualTo("bad-json");
    assertThat(ErrorCode.RATE.code()).isEqualTo("rate");
  }

  @Test
  void everyReasonIsFoundByItsCodeAndNothingElseIs() {
    for (ErrorCode reason : ErrorCode.values()) {
      assertThat(ErrorCode.of(reason.code())).contains(reason);
    }
    assertThat(ErrorCode.of("TOO_LARGE")).isEmpty();
    assertThat(ErrorCode.of("")).isEmpty();
  }
}
