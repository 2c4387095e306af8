package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacter.JoiningType;
import com.ibm.icu.lang.UProperty;
import org.junit.jupiter.api.Test;

final class JoinersTest {
  private static final int BEH = 0x628;

  @Test
  void everyCharacterJoinsAsUnicodeSays() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (Character.getType(c) == Character.SURROGATE) {
        continue;
      }
      int type = UCharacter.getIntPropertyValue(c, UProperty.JOINING_TYPE);
      boolean virama = UCharacter.getIntPropertyValue(c, UProperty.CANONICAL_COMBINING_CLASS) == 9;
      boolean joinsNext = type == JoiningType.DUAL_JOINING || type == JoiningType.LEFT_JOINING;
      boolean joinsBefore = type == JoiningType.DUAL_JOINING || type == JoiningType.RIGHT_JOINING;

      assertThat(Joiners.matters(new int[] {c, Joiners.NON_JOINER, BEH}, 1))
          .as("U+%04X before", c)
          .isEqualTo(virama || joinsNext);
      assertThat(Joiners.matters(new int[] {BEH, Joiners.NON_JOINER, c}, 1))
          .as("U+%04X after", c)
          .isEqualTo(joinsBefore);
      assertThat(Joiners.matters(new int[] {c, Joiners.JOINER}, 1))
          .as("U+%04X before the joiner", c)
          .isEqualTo(virama);
    }
  }

  @Test
  void marksBetweenTheLettersDoNotMatter() {
    int fatha = 0x64E;
    assertThat(Joiners.matters(new int[] {BEH, fatha, Joiners.NON_JOINER, fatha, BEH}, 2)).isTrue();
    assertThat(Joiners.matters(new int[] {fatha, Joiners.NON_JOINER, BEH}, 1)).isFalse();
    assertThat(Joiners.matters(new int[] {BEH, Joiners.NON_JOINER, fatha}, 1)).isFalse();
    assertThat(Joiners.matters(new int[] {Joiners.NON_JOINER}, 0)).isFalse();
  }
}
