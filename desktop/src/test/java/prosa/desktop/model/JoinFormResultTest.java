package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

final class JoinFormResultTest {
  private final Words words = new Words(Locale.forLanguageTag("pt-BR"));

  @Test
  void nameAndAddressMakeAVisit() {
    assertThat(JoinFormResult.of("  Ana ", "chat.example.org", true, words))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class,
            good -> {
              assertThat(good.visit().name()).isEqualTo("Ana");
              assertThat(good.visit().server()).hasToString("chat.example.org:5555");
              assertThat(good.visit().privateTable()).isTrue();
            });
  }

  @Test
  void linkOfAnInvitationIsAnAddress() {
    assertThat(JoinFormResult.of("Ana", "http://h.example:5555/r/abc", false, words))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class,
            good -> assertThat(good.visit().server().invite()).contains("abc"));
  }

  @Test
  void whatIsMissingOrWrongIsSaidInTheLanguageOfTheWindow() {
    assertThat(JoinFormResult.of(" ", "h", false, words))
        .isEqualTo(new JoinFormResult.BadName("Como você se chama? Qualquer nome serve."));
    assertThat(JoinFormResult.of("a\u202eb", "h", false, words))
        .isInstanceOf(JoinFormResult.BadName.class);
    assertThat(JoinFormResult.of("x".repeat(33), "h", false, words))
        .isInstanceOf(JoinFormResult.BadName.class);
    assertThat(JoinFormResult.of("Ana", "", false, words))
        .isInstanceOf(JoinFormResult.BadAddress.class);
    assertThat(JoinFormResult.of("Ana", "a b:c", false, words))
        .isInstanceOf(JoinFormResult.BadAddress.class);
  }
}
