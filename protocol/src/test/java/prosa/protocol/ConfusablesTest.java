package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.SpoofChecker;
import java.text.Bidi;
import java.text.Normalizer;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.testing.Tries;

final class ConfusablesTest {
  private static final SpoofChecker ICU = new SpoofChecker.Builder().build();

  /** Different spellings; the second member at a table is not granted the other's name. */
  @ParameterizedTest
  @CsvSource({
    "Ana, Аna", // Cyrillic A
    "Ana, Αna", // Greek Alpha
    "Ana, Ꭺna", // Cherokee
    "paypal, раураl", // five Cyrillic letters
    "PAYPAL, РАУРАL", // the same in capitals
    "PAYPAL, раураl",
    "Sofia, Ѕоfіа", // Macedonian, Ukrainian
    "Ivo, Ινο", // Greek
    "Ivo, lvo", // capital I, small L
    "Ivo, 1vo",
    "Ivo, |vo",
    "olga, 0lga",
    "OLGA, 0LGA",
    "Mario, rnario",
    "Arnold, Amold",
    "Ana, Ａｎａ", // full width
    "Ana, Аｎａ", // full width and Cyrillic
    "Ana, 𝐀𝐧𝐚", // mathematical
    "Ana, 𝓐𝓷𝓪",
    "Ana, Ⓐⓝⓐ",
    "José, Jose\u0301", // combining
    "José, Jоsé", // Cyrillic o
    "Çağ, Çаğ", // Cyrillic a
    "Ia, ӏа", // Palochka
    "Saša, Sаšа",
    "ß, β", // sharp s, beta
    "Ana·, Anaꞏ",
    "O'Hara, O’Hara",
    "O'Hara, Oʼhаrа",
    "Ana, anа", // other case and script
    "אב1, 1אב", // bidi: both are seen as 1, then the letters from right to left
    "Ana אב1, Ana 1אב",
    "عمر, عمﺮ", // presentation form
  })
  void namesThatLookAlikeAreOneName(String first, String second) {
    assertThat(Collections.disjoint(Names.keys(first), Names.keys(second))).isFalse();
    assertThat(Names.distinct(second, Names.keys(first)::contains)).isEqualTo(second + " 2");
  }

  @ParameterizedTest
  @CsvSource({
    "Ana, Aná",
    "Ana, Anna",
    "Ana, Ana 2",
    "Ana 2, Ana 3",
    "Ana 10, Ana 11",
    "Rui, Rai",
    "Ivo, ivа", // a for o
    "Иван, Ибан",
    "אב1, אב2",
    "李, 季",
    "👩, 👨",
    "Bia, Вiа 2",
  })
  void namesThatDifferToTheEyeAreDifferent(String first, String second) {
    assertThat(Collections.disjoint(Names.keys(first), Names.keys(second))).isTrue();
    assertThat(Names.distinct(second, Names.keys(first)::contains)).isEqualTo(second);
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
            assertThat(Confusables.skeleton(text)).isEqualTo(ICU.getSkeleton(text));
          }
        });
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
