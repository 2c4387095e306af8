package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.SpoofChecker;
import java.text.Bidi;
import java.text.Normalizer;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import prosa.testing.Tries;

final class ConfusablesTest {
  private static final SpoofChecker ICU = new SpoofChecker.Builder().build();

  /** The table of pairs holds for the page, too: names.test.js. */
  @ParameterizedTest
  @CsvFileSource(resources = "names-alike.csv")
  void namesThatLookAlikeAreOneNameAndOthersAreNot(String first, String second, String alike) {
    boolean one = alike.equals("yes");
    assertThat(Collections.disjoint(Names.keys(first), Names.keys(second))).isEqualTo(!one);
    assertThat(Names.distinct(second, Names.keys(first)::contains))
        .isEqualTo(one ? second + " 2" : second);
  }

  /** The table is that of the ICU4J in the tests; if not, make it anew. */
  @Test
  void theSkeletonOfEachCharacterIsThatOfIcu() {
    for (int c = ' '; c <= Character.MAX_CODE_POINT; c++) {
      String character = Character.toString(c);
      String icu = ICU.getSkeleton(character);
      if (Character.isDefined(c) && Character.getType(c) != Character.SURROGATE && !icu.isEmpty()) {
        assertThat(Confusables.skeleton(character)).as("U+%04X", c).isEqualTo(icu);
      }
    }
  }

  @Test
  void theSkeletonOfATextIsThatOfIcuWhereNothingIsReordered() {
    Tries.of(
        2000,
        random -> {
          String text = Names.listed(Tries.text(random, 20));
          char[] chars = text.toCharArray();
          if (!Bidi.requiresBidi(chars, 0, chars.length)
              && text.chars().noneMatch(c -> c >= 0x200c && c <= 0x200d)) {
            assertThat(withoutDots(Confusables.skeleton(text)))
                .isEqualTo(withoutDots(ICU.getSkeleton(text)));
          }
        });
  }

  /** ICU keeps the second of two dots above an i; names-alike.csv has what becomes of them here. */
  private static String withoutDots(String skeleton) {
    return skeleton.replace("\u0307", "");
  }

  @Test
  void aSkeletonIsComposedOfPrototypes() {
    Tries.of(
        1000,
        random -> {
          String skeleton = Confusables.skeleton(Names.listed(Tries.text(random, 20)));
          assertThat(Normalizer.isNormalized(skeleton, Normalizer.Form.NFD)).isTrue();
        });
  }
}
