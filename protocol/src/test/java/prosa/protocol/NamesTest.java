package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.Growth;
import prosa.testing.TextExamples;
import prosa.testing.Tries;

class NamesTest {
  private static final String FAMILY =
      "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66";

  private static final String ENGLAND =
      "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ana",
        "a",
        "Ana Maria d'Ávila-Souza (2)",
        "José",
        "Ωμέγα",
        "Иван",
        "李小龍",
        "ひろし",
        "علي",
        "אברהם",
        "प्रिया",
        "ลลิตา",
        "ရွှေ", // three marks, two of them with a width
        "\uD83E\uDEFF", // set aside for an emoji to come
        "\uD83D\uDE00", // one emoji
        "\uD83D\uDC4D\uD83C\uDFFD", // thumb, skin tone
        "❤\uFE0F", // heart, as a picture
        "❤\uFE0E", // heart, as text
        "1\uFE0F\u20E3", // keycap
        "\uD83C\uDDE7\uD83C\uDDF7", // flag
        FAMILY,
        "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08", // rainbow flag
        "\uD83D\uDC69\uD83C\uDFFD\u200D\u2695\uFE0F", // doctor, skin tone
        ENGLAND,
        "Ana \uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC73\uDB40\uDC63\uDB40\uDC74\uDB40\uDC7F",
        "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC77\uDB40\uDC6C\uDB40\uDC73\uDB40\uDC7F!",
        "علی\u200Cرضا", // Persian: two letters that would join
        "نمی\u200Cدانم",
        "حَ\u200Cَب", // marks between
        "ශ්\u200Dරී", // Sinhala: a virama and a joiner
        "क्\u200Dष", // Hindi, half a letter
        "क्\u200Cष", // Hindi, a virama that is seen
        "ക്\u200D", // Malayalam, at the end
        "12345678901234567890123456789012",
        "<script>alert(1)</script>",
        "../../etc/passwd",
      })
  void isGrantedAsItIs(String name) throws ProtocolException {
    assertThat(Names.canonical(name)).isEqualTo(name);
    assertThat(Names.good(name)).isTrue();
    assertThat(Names.listed(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\u00A0\u2003\u3000",
        "\n",
        "\t",
        "Ana\n",
        "\tAna",
        "A\u0000na",
        "A\u001Bna",
        "A\u007Fna",
        "A\u0085na", // C1 control
        "Ana\u2028",
        "Ana\u2029",
        "\u202EanA", // right-to-left override
        "\u202AAna",
        "Ana\u202C",
        "\u2066Ana\u2069", // isolate
        "A\u200Ena", // left-to-right mark
        "A\u061Cna", // Arabic letter mark
        "A\u200Bna", // zero-width space
        "A\u200Cna", // zero-width non-joiner
        "A\u200Dna", // joiner between letters
        "\u200D",
        "\u200C",
        "علی\u200C", // joins nothing
        "\u200Cعلی",
        "دار\u200Cا", // joins anyhow
        "علی\u200C\u200Cرضا",
        "ی\u200Dر",
        "क\u200Dष", // no virama
        "क्\u200D\u200Dष",
        "علی\u200C Ana",
        "\uD83C\uDFF4\uDB40\uDC75\uDB40\uDC73\uDB40\uDC74\uDB40\uDC78\uDB40\uDC7F", // no such flag
        "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67", // no end
        "\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F", // no flag
        ENGLAND + "\uDB40\uDC7F",
        "\uD83D\uDE00\u200D", // joiner at the end
        "\u200D\uD83D\uDE00",
        "\uD83D\uDE00\u200Da",
        "A\uFE0Fna", // selector on a letter
        "Ana1\uFE0F", // selector on a digit that is no keycap
        "\uFE0F",
        "❤\uFE0F\uFE0F",
        "A\u00ADna", // soft hyphen
        "A\u2060na", // word joiner
        "A\uFEFFna",
        "A\u034Fna", // grapheme joiner
        "\u115F",
        "\u3164", // Hangul filler
        "\uFFA0",
        "\u2800", // blank Braille
        "A\u180Ena",
        "A\uDB40\uDC41na", // tag letter
        "A\uDB40\uDD00na", // variation selector 17
        "A\uFFFEna",
        "A\uFFF9na",
        "A\uE000na", // private use
        "A\uD83Dna", // half a pair
        "\uDE00",
        "\u0301a", // begins with a mark
        "a\u0332\u0332\u0332\u0332\u0332", // five marks
        "\u093E", // begins with a mark that has a width
        "क\u093E\u093E\u093E\u093E\u093E", // five of them
        "\uD834\uDD59", // null notehead
        "A\u0378", // means nothing yet
        "\uD8BF\uDFFD", // the same, U+3FFFD
        "123456789012345678901234567890123",
      })
  void isNoName(String name) {
    ProtocolException refusal =
        catchThrowableOfType(ProtocolException.class, () -> Names.canonical(name));
    assertThat(refusal.reason()).isEqualTo(ErrorCode.BAD_NAME);
    assertThat(Names.good(name)).isFalse();
    assertThat(Names.good(Names.listed(name)) || Names.listed(name).equals("?")).isTrue();
  }

  @Test
  void aNameIsComposedAndItsSpacesAreMadePlain() throws ProtocolException {
    assertThat(Names.canonical("Jose\u0301")).isEqualTo("José");
    assertThat(Names.canonical("  Ana \u00A0\u3000 Maria\u2003")).isEqualTo("Ana Maria");
    assertThat(Names.canonical("a\u0332\u0332\u0332\u0332")).hasSize(5);
  }

  @Test
  void lengthIsCountedInCharactersAfterComposing() throws ProtocolException {
    assertThat(Names.canonical("e\u0301".repeat(32))).isEqualTo("é".repeat(32));
    assertThat(Names.canonical("\uD83D\uDE00".repeat(32))).hasSize(64);
    assertThat(Names.good("\uD83D\uDE00".repeat(33))).isFalse();
    assertThat(Names.canonical(" ".repeat(300) + "Ana" + " ".repeat(300))).isEqualTo("Ana");
    assertThat(Names.good(" ".repeat(1_000_000) + "Ana")).isFalse();
  }

  @Test
  void whoComesSecondIsNumbered() {
    Set<String> taken = new HashSet<>();
    for (String expected : new String[] {"Ana", "Ana 2", "Ana 3", "Ana 4"}) {
      String granted = Names.distinct("Ana", taken::contains);
      assertThat(granted).isEqualTo(expected);
      taken.addAll(Names.keys(granted));
    }
    assertThat(Names.distinct("ANA", taken::contains)).isEqualTo("ANA 5");
    assertThat(Names.distinct("Ａｎａ", taken::contains)).isEqualTo("Ａｎａ 5");
    assertThat(Names.distinct("Bia", taken::contains)).isEqualTo("Bia");
    taken.removeAll(Names.keys("Ana 3"));
    assertThat(Names.distinct("ana", taken::contains)).isEqualTo("ana 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Ana|ana|ANA|aNa|Ａｎａ|ａｎａ",
        "Straße|STRASSE|strasse|STRAẞE",
        "ﬁlipe|filipe|FILIPE",
        "Σίσυφος|ΣΊΣΥΦΟΣ|σίσυφοσ",
        "❤|❤\uFE0F|❤\uFE0E",
        "x²|x2",
        "José|JOSÉ",
        "علیرضا|علی\u200Cرضا",
        "क्ष|क्\u200Dष|क्\u200Cष",
      })
  void spellingsOfOneNameFoldToTheSame(String spellings) {
    assertThat(spellings.split("\\|", -1))
        .extracting(Names::folded)
        .containsOnly(Names.folded(spellings.split("\\|", -1)[0]));
  }

  @Test
  void differentNamesFoldToDifferentOnes() {
    assertThat(Set.of(Names.folded("Ana"), Names.folded("Aná"), Names.folded("Ana 2"))).hasSize(3);
  }

  @Test
  void aNameThatIsFoldedAlreadyIsNotMadeAnew() {
    String name = "ana " + 2;
    assertThat(Names.folded(name)).isSameAs(name);
  }

  @Test
  void aNumberedNameIsCutToFitAndNeverInsideACharacter() throws ProtocolException {
    String longest = "12345678901234567890123456789012";
    assertThat(Names.distinct(longest, Set.of(longest)::contains))
        .isEqualTo("123456789012345678901234567890 2");
    String families = "x".repeat(25) + FAMILY;
    assertThat(families.codePointCount(0, families.length())).isEqualTo(32);
    assertThat(Names.distinct(Names.canonical(families), Set.of(Names.folded(families))::contains))
        .isEqualTo("x".repeat(25) + " 2");
    String spaced = "x".repeat(29) + " yz";
    assertThat(Names.distinct(spaced, Set.of(spaced)::contains)).isEqualTo("x".repeat(29) + " 2");
  }

  @Test
  void nothingIsLeftOfAJoinerWhereItsWordIsCut() {
    String name = "ب".repeat(29) + "\u200Cبب";
    assertThat(Names.good(name)).isTrue();
    assertThat(Names.distinct(name, Set.of(Names.folded(name))::contains))
        .isEqualTo("ب".repeat(29) + " 2");
    assertThat(Names.listed("ب".repeat(31) + "\u200Cب")).isEqualTo("ب".repeat(31));
  }

  @Test
  void aClassicMemberIsListedByWhatCanBeShownOfItsName() {
    assertThat(Names.listed("Ana")).isEqualTo("Ana");
    assertThat(Names.listed(" A\u0000n\u202Ea\n ")).isEqualTo("Ana");
    assertThat(Names.listed(" ".repeat(300) + "Ana")).isEqualTo("Ana");
    assertThat(Names.listed("")).isEqualTo("?");
    assertThat(Names.listed("\u200B\u3164")).isEqualTo("?");
    assertThat(Names.listed("\u0301\u0301")).isEqualTo("?");
    assertThat(Names.listed("x".repeat(5000))).isEqualTo("x".repeat(32));
    assertThat(Names.listed("\u200B".repeat(255) + "Ana")).as("256 are looked at").isEqualTo("A");
    assertThat(Names.listed("\uD83D\uDE00".repeat(5000))).isEqualTo("\uD83D\uDE00".repeat(32));
    assertThat(Names.listed("x" + "\uD83D\uDE00".repeat(5000)))
        .isEqualTo("x" + "\uD83D\uDE00".repeat(31));
    assertThat(Names.listed("a" + "\u0332".repeat(100) + "b"))
        .isEqualTo("a\u0332\u0332\u0332\u0332b");
  }

  /** What a name may be joined of, or spoilt by. */
  private static String anything(Random random) {
    StringBuilder name = new StringBuilder();
    for (int parts = random.nextInt(25); parts > 0; parts--) {
      name.append(
          random.nextBoolean()
              ? Tries.text(random, 3)
              : Tries.oneOf(
                  random,
                  " ",
                  "\u200D",
                  "\uFE0F",
                  "\u0301",
                  "\u0332",
                  "1",
                  "\u20E3",
                  "❤",
                  "\uD83D\uDE00",
                  "\uD83C\uDFFD",
                  "\u202E",
                  "\u0000",
                  "a",
                  "é",
                  "ﬁ",
                  "\u3164",
                  "\u00A0",
                  "\u200C",
                  "ب",
                  "क्",
                  "\uDB40\uDC7F",
                  ENGLAND,
                  FAMILY));
    }
    return name.toString();
  }

  @Test
  void whatIsGrantedIsShortComposedAndGrantedAgain() {
    Tries.of(
        1000,
        random -> {
          String wish = anything(random);
          String name;
          try {
            name = Names.canonical(wish);
          } catch (ProtocolException e) {
            assertThat(e.reason()).isEqualTo(ErrorCode.BAD_NAME);
            return;
          }
          assertThat(name.codePointCount(0, name.length())).isBetween(1, 32);
          assertThat(Normalizer.isNormalized(name, Normalizer.Form.NFC)).isTrue();
          assertThat(Names.good(name)).isTrue();
          assertThat(Names.folded(Names.folded(name))).isEqualTo(Names.folded(name));
        });
  }

  @Test
  void whatIsListedIsAlwaysAName() {
    Tries.of(1000, random -> assertThat(Names.good(Names.listed(anything(random)))).isTrue());
  }

  @Test
  void aRoomFullOfOneNameHasDifferentGoodNames() {
    Tries.of(
        1000,
        random -> {
          String name = Names.listed(anything(random));
          Set<String> taken = new HashSet<>();
          for (int members = random.nextInt(13); members > 0; members--) {
            String loud = name.toUpperCase(Locale.ROOT);
            String again = Names.listed(random.nextBoolean() ? loud : name);
            String granted = Names.distinct(again, taken::contains);
            assertThat(Names.good(granted)).as(granted).isTrue();
            assertThat(taken).doesNotContainAnyElementsOf(Names.keys(granted));
            taken.addAll(Names.keys(granted));
          }
        });
  }

  @Test
  void aNumberForOneOfManyEqualNamesIsFoundInAFewSteps() {
    Set<String> taken = new HashSet<>();
    int[] lookUps = {0};
    for (int equal = 1; equal <= 3000; equal++) {
      lookUps[0] = 0;
      String name =
          Names.distinct(
              "Ana",
              key -> {
                lookUps[0]++;
                return taken.contains(key);
              });
      assertThat(name).isEqualTo(equal == 1 ? "Ana" : "Ana " + equal);
      assertThat(lookUps[0]).isLessThan(120);
      taken.addAll(Names.keys(name));
    }
    taken.removeAll(Names.keys("Ana 5"));
    assertThat(Names.distinct("Ana", taken::contains)).as("the lowest").isEqualTo("Ana 5");
  }

  @Test
  void whoTakesTheNumbersThatAreTriedFirstKeepsNobodyFromHavingOne() {
    Set<String> taken = new HashSet<>(Names.keys("Ana"));
    for (int number = 2; number <= 16; number++) {
      taken.addAll(Names.keys("Ana " + number));
    }
    for (long number = 32; number <= 1L << 40; number *= 2) {
      taken.addAll(Names.keys("Ana " + number));
    }
    assertThat(Names.distinct("Ana", taken::contains)).matches("Ana [0-9]+");
    assertThat(taken).doesNotContain(Names.folded(Names.distinct("Ana", taken::contains)));
  }

  static List<TextExamples.Example> examples() {
    return TextExamples.of("name");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void namesOfTheTableOfAllFrontEndsAreGrantedAsItSays(TextExamples.Example example) {
    String granted;
    try {
      granted = Names.canonical(example.input());
    } catch (ProtocolException e) {
      granted = "refused";
    }
    assertThat(granted).isEqualTo(example.expected());
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("showsNothing", Names::showsNothing);
    Growth.isLinear("good", Names::good);
    Growth.isLinear("listed", Names::listed);
    Growth.isLinear("folded", Names::folded);
    Growth.isLinear("keys", Names::keys);
    Growth.isLinear("keysWithoutNumber", Names::keysWithoutNumber);
  }
}
