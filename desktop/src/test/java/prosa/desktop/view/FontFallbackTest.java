package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class FontFallbackTest {
  private static final int NOBODYS = 0x378; // not assigned

  private final Font font = new Font(Font.DIALOG, Font.PLAIN, 14);

  @Test
  void lettersLeaveAMarkAndWhatNoFontHasDoesNot() {
    assertThat(FontFallback.INSTALLED.draws(font, 'a')).isTrue();
    assertThat(FontFallback.INSTALLED.draws(font, NOBODYS)).as("a box is no mark").isFalse();
    assertThat(FontFallback.INSTALLED.other(NOBODYS)).isEmpty();
  }

  @Test
  void aCharacterIsTriedOnceWhateverTheSize() {
    AtomicInteger tried = new AtomicInteger();
    FontFallback fonts = new FontFallback(List::of, (_, _) -> tried.incrementAndGet() > 0);
    for (float size = 10; size < 20; size++) {
      assertThat(fonts.draws(font.deriveFont(size), 'a')).isTrue();
    }
    assertThat(tried).hasValue(1);
  }

  @Test
  void fontsToFallBackToAreFoundOnce() {
    AtomicInteger asked = new AtomicInteger();
    FontFallback fonts =
        new FontFallback(
            () -> {
              asked.incrementAndGet();
              return List.of();
            },
            (_, _) -> false);
    fonts.prepare(font);
    assertThat(fonts.other('a')).isEmpty();
    assertThat(asked).hasValue(1);
  }
}
