package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.Growth;

/** Emoji in texts, with fake fonts; nothing here depends on installed fonts. */
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
    EmojiText emojiText = EmojiText.of("one 🎉 two", TEXT, drawing("", "🎉"));
    assertThat(shown(emojiText)).containsExactly("one ", "🎉", " two");
    Font face = emojiText.runs().get(1).font(TEXT);
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
    EmojiText emojiText = EmojiText.of("👍🏽", TEXT, drawing("👍", ""));
    assertThat(shown(emojiText)).containsExactly("👍");
    assertThat(emojiText.plain()).isFalse();
    assertThat(emojiText.runs().getFirst().named()).isFalse();
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
  void whereThereIsRoomForALetterANameHasOne() {
    EmojiText emojiText = EmojiText.of("B🎉", TEXT, drawing("", ""));
    assertThat(shown(emojiText.brief())).containsExactly("BP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "😀",
        "🎉",
        "👍🏽",
        "👩🏿‍🚀",
        "🇧🇷",
        "👨‍👩‍👧",
        "👨‍👩‍👧‍👦",
        "👩‍❤️‍💋‍👩",
        "❤️",
        "❤️‍🔥",
        "1️⃣",
        "#️⃣",
        "☎️",
        "🏳️‍🌈",
        "🏴‍☠️",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
        "🫠",
        "🧑🏻‍🤝‍🧑🏿"
      })
  void whatIsOneSignIsOnePicture(String emoji) {
    EmojiText text = pictured("a" + emoji + "b");
    assertThat(shown(text)).containsExactly("a", emoji, "b");
    assertThat(text.runs().get(1).pictures()).hasSize(1);
    BufferedImage picture =
        EmojiSheet.BUNDLED.picture(text.runs().get(1).pictures().getFirst(), 24);
    assertThat(Arrays.stream(picture.getRGB(0, 0, 24, 24, null, 0, 24)).distinct().count())
        .as("in colour")
        .isGreaterThan(3);
  }

  @Test
  void familiesThatHaveNoPictureOfTheirOwnAreTheirMembers() {
    EmojiText text = pictured("👩🏽‍👩🏽‍👧🏽‍👧🏽‍👧🏽");
    assertThat(text.runs()).hasSize(1);
    assertThat(text.runs().getFirst().pictures()).hasSize(5);
  }

  @Test
  void signsThatAreLettersStayLettersUnlessAPictureIsWanted() {
    assertThat(pictured("© ™ 1 # *").plain()).isTrue();
    assertThat(pictured("❤\ufe0e").runs().getFirst().pictures()).isEmpty();
    assertThat(pictured("❤\ufe0f").runs().getFirst().pictures()).hasSize(1);
  }

  @Test
  void aPictureIsNeverCutInTwo() {
    EmojiText text = pictured("👨‍👩‍👧‍👦 and friends 🇧🇷🇧🇷");
    javax.swing.JLabel metrics = new javax.swing.JLabel();
    for (int most = 10; most < 200; most += 7) {
      for (EmojiText.Run run : text.cut(most, metrics::getFontMetrics).runs()) {
        assertThat(run.shown())
            .isIn("👨‍👩‍👧‍👦", "🇧🇷", run.pictures().isEmpty() ? run.shown() : "");
      }
    }
  }

  private static EmojiText pictured(String text) {
    return EmojiText.of(text, TEXT, drawing("©™❤", ""), EmojiSheet.BUNDLED);
  }

  private static List<String> shown(EmojiText emojiText) {
    return emojiText.runs().stream().map(EmojiText.Run::shown).collect(Collectors.toList());
  }

  private static FontFallback drawing(String byText, String byOther) {
    return new FontFallback(
        () -> List.of(OTHER),
        (font, character) ->
            (font.getFamily().equals(OTHER.getFamily()) ? byOther : byText)
                .contains(Character.toString(character)));
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("of", text -> EmojiText.of(text, TEXT, drawing("", "")));
    Growth.isLinear("brief", text -> EmojiText.of(text, TEXT, drawing("", "")).brief());
    Function<Font, FontMetrics> metrics =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics()::getFontMetrics;
    Growth.isLinear("cut", text -> EmojiText.of(text, TEXT, drawing("", "")).cut(200, metrics));
  }
}
