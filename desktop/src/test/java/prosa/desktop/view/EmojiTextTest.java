package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Fonts that draw what the test says; nothing here depends on those that are installed. */
final class EmojiTextTest {
  private static final Font TEXT = new Font(Font.DIALOG, Font.PLAIN, 14);
  private static final Font OTHER = new Font(Font.SERIF, Font.PLAIN, 10);

  @Test
  void textWithoutEmojiIsNotEvenLookedAt() {
    FontFallback never =
        new FontFallback(
            List::of,
            (font, character) -> {
              throw new AssertionError(Character.getName(character));
            });
    assertThat(EmojiText.of("Olá, 10 # * © déjà vu", TEXT, never).plain()).isTrue();
    assertThat(EmojiText.of("", TEXT, never).plain()).isTrue();
  }

  @Test
  void whatTheFontDrawsStaysAsItIs() {
    assertThat(EmojiText.of("one 🎉 two", TEXT, drawing("🎉", "")).plain()).isTrue();
  }

  @Test
  void whatAnotherFontDrawsIsDrawnInThatFont() {
    EmojiText lettering = EmojiText.of("one 🎉 two", TEXT, drawing("", "🎉"));
    assertThat(shown(lettering)).containsExactly("one ", "🎉", " two");
    Font face = lettering.runs().get(1).font(TEXT);
    assertThat(face.getFamily()).isEqualTo(OTHER.getFamily());
    assertThat(face.getSize()).isEqualTo(TEXT.getSize());
  }

  @Test
  void whatNoFontDrawsIsNamed() {
    FontFallback none = drawing("", "");
    assertThat(shown(EmojiText.of("🎉🚀!", TEXT, none)))
        .containsExactly("[party popper]", "[rocket]", "!");
    assertThat(shown(EmojiText.of("👨‍👩‍👧", TEXT, none))).containsExactly("[man, woman, girl]");
    assertThat(shown(EmojiText.of("👍🏽", TEXT, none))).containsExactly("[thumbs up sign]");
    assertThat(shown(EmojiText.of("🇧🇷", TEXT, none))).containsExactly("[BR]");
  }

  @Test
  void whatOnlyChangesAnEmojiMayBeMissing() {
    EmojiText lettering = EmojiText.of("👍🏽", TEXT, drawing("👍", ""));
    assertThat(shown(lettering)).containsExactly("👍");
    assertThat(lettering.plain()).isFalse();
    assertThat(lettering.runs().getFirst().named()).isFalse();
  }

  @Test
  void runsCoverTheWholeTextInOrder() {
    String text = "a🎉b 👨‍👩‍👧🇧🇷\tc ❤️";
    int at = 0;
    for (EmojiText.Run run : EmojiText.of(text, TEXT, drawing("❤", "👨")).runs()) {
      assertThat(run.start()).isEqualTo(at);
      assertThat(run.end()).isGreaterThan(at);
      at = run.end();
    }
    assertThat(at).isEqualTo(text.length());
  }

  @Test
  void whereThereIsOneFontEverythingElseIsNamed() {
    EmojiText lettering = EmojiText.of("😀 🎉 🚀", TEXT, drawing("😀", "🎉"));
    assertThat(lettering.spelled()).isEqualTo("😀 [party popper] [rocket]");
  }

  @Test
  void whereThereIsRoomForALetterANameHasOne() {
    EmojiText lettering = EmojiText.of("B🎉", TEXT, drawing("", ""));
    assertThat(shown(lettering.brief())).containsExactly("BP");
  }

  private static List<String> shown(EmojiText lettering) {
    return lettering.runs().stream().map(EmojiText.Run::shown).collect(Collectors.toList());
  }

  private static FontFallback drawing(String byText, String byOther) {
    return new FontFallback(
        () -> List.of(OTHER),
        (font, character) ->
            (font.getFamily().equals(OTHER.getFamily()) ? byOther : byText)
                .contains(Character.toString(character)));
  }
}
