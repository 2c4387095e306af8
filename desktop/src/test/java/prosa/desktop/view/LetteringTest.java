package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Fonts that draw what the test says; nothing here depends on those that are installed. */
final class LetteringTest {
  private static final Font TEXT = new Font(Font.DIALOG, Font.PLAIN, 14);
  private static final Font OTHER = new Font(Font.SERIF, Font.PLAIN, 10);

  @Test
  void textWithoutEmojiIsNotEvenLookedAt() {
    Typecase never =
        new Typecase(
            List::of,
            (font, character) -> {
              throw new AssertionError(Character.getName(character));
            });
    assertThat(Lettering.of("Olá, 10 # * © déjà vu", TEXT, never).plain()).isTrue();
    assertThat(Lettering.of("", TEXT, never).plain()).isTrue();
  }

  @Test
  void whatTheFontDrawsStaysAsItIs() {
    assertThat(Lettering.of("one 🎉 two", TEXT, drawing("🎉", "")).plain()).isTrue();
  }

  @Test
  void whatAnotherFontDrawsIsDrawnInThatFont() {
    Lettering lettering = Lettering.of("one 🎉 two", TEXT, drawing("", "🎉"));
    assertThat(shown(lettering)).containsExactly("one ", "🎉", " two");
    Font face = lettering.runs().get(1).font(TEXT);
    assertThat(face.getFamily()).isEqualTo(OTHER.getFamily());
    assertThat(face.getSize()).isEqualTo(TEXT.getSize());
  }

  @Test
  void whatNoFontDrawsIsNamed() {
    Typecase none = drawing("", "");
    assertThat(shown(Lettering.of("🎉🚀!", TEXT, none)))
        .containsExactly("[party popper]", "[rocket]", "!");
    assertThat(shown(Lettering.of("👨‍👩‍👧", TEXT, none))).containsExactly("[man, woman, girl]");
    assertThat(shown(Lettering.of("👍🏽", TEXT, none))).containsExactly("[thumbs up sign]");
    assertThat(shown(Lettering.of("🇧🇷", TEXT, none))).containsExactly("[BR]");
  }

  @Test
  void whatOnlyChangesAnEmojiMayBeMissing() {
    Lettering lettering = Lettering.of("👍🏽", TEXT, drawing("👍", ""));
    assertThat(shown(lettering)).containsExactly("👍");
    assertThat(lettering.plain()).isFalse();
    assertThat(lettering.runs().getFirst().named()).isFalse();
  }

  @Test
  void runsCoverTheWholeTextInOrder() {
    String text = "a🎉b 👨‍👩‍👧🇧🇷\tc ❤️";
    int at = 0;
    for (Lettering.Run run : Lettering.of(text, TEXT, drawing("❤", "👨")).runs()) {
      assertThat(run.start()).isEqualTo(at);
      assertThat(run.end()).isGreaterThan(at);
      at = run.end();
    }
    assertThat(at).isEqualTo(text.length());
  }

  @Test
  void whereThereIsOneFontEverythingElseIsNamed() {
    Lettering lettering = Lettering.of("😀 🎉 🚀", TEXT, drawing("😀", "🎉"));
    assertThat(lettering.spelled()).isEqualTo("😀 [party popper] [rocket]");
  }

  @Test
  void whereThereIsRoomForALetterANameHasOne() {
    Lettering lettering = Lettering.of("B🎉", TEXT, drawing("", ""));
    assertThat(shown(lettering.brief())).containsExactly("BP");
  }

  private static List<String> shown(Lettering lettering) {
    return lettering.runs().stream().map(Lettering.Run::shown).collect(Collectors.toList());
  }

  private static Typecase drawing(String byText, String byOther) {
    return new Typecase(
        () -> List.of(OTHER),
        (font, character) ->
            (font.getFamily().equals(OTHER.getFamily()) ? byOther : byText)
                .contains(Character.toString(character)));
  }
}
