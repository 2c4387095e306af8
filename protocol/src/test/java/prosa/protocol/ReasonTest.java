package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReasonTest {

  @Test
  void aCodeIsTheNameInLowerCaseWithHyphens() {
    assertThat(Reason.TOO_LARGE.code()).isEqualTo("too-large");
    assertThat(Reason.BAD_JSON.code()).isEqualTo("bad-json");
    assertThat(Reason.RATE.code()).isEqualTo("rate");
  }

  @Test
  void everyReasonIsFoundByItsCodeAndNothingElseIs() {
    for (Reason reason : Reason.values()) {
      assertThat(Reason.of(reason.code())).contains(reason);
    }
    assertThat(Reason.of("TOO_LARGE")).isEmpty();
    assertThat(Reason.of("")).isEmpty();
  }
}
