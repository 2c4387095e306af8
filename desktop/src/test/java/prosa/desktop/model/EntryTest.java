package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class EntryTest {
  private final Words words = new Words(Locale.forLanguageTag("pt-BR"));

  @Test
  void nameAndAddressMakeAVisit() {
    assertThat(Entry.of("  Ana ", "chat.example.org", true, words))
        .isInstanceOfSatisfying(
            Entry.Good.class,
            good -> {
              assertThat(good.visit().name()).isEqualTo("Ana");
              assertThat(good.visit().server()).hasToString("chat.example.org:5555");
              assertThat(good.visit().privateTable()).isTrue();
            });
  }

  @Test
  void linkOfAnInvitationIsAnAddress() {
    assertThat(Entry.of("Ana", "http://h.example:5555/r/abc", false, words))
        .isInstanceOfSatisfying(
            Entry.Good.class, good -> assertThat(good.visit().server().invite()).contains("abc"));
  }

  @Test
  void whatIsMissingOrWrongIsSaidInTheLanguageOfTheWindow() {
    assertThat(Entry.of(" ", "h", false, words))
        .isEqualTo(new Entry.BadName("Como você se chama? Qualquer nome serve."));
    assertThat(Entry.of("a\u202eb", "h", false, words)).isInstanceOf(Entry.BadName.class);
    assertThat(Entry.of("x".repeat(33), "h", false, words)).isInstanceOf(Entry.BadName.class);
    assertThat(Entry.of("Ana", "", false, words)).isInstanceOf(Entry.BadAddress.class);
    assertThat(Entry.of("Ana", "a b:c", false, words)).isInstanceOf(Entry.BadAddress.class);
  }
}
