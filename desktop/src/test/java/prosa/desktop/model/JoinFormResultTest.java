package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import prosa.messages.Language;
import prosa.messages.Messages;

final class JoinFormResultTest {
  private final Messages messages = Messages.in(Language.PORTUGUESE);

  @Test
  void nameAndAddressMakeAVisit() {
    assertThat(JoinFormResult.of("  Ana ", "chat.example.org", true, messages))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class,
            good -> {
              assertThat(good.options().name()).isEqualTo("Ana");
              assertThat(good.options().server()).hasToString("chat.example.org:5555");
              assertThat(good.options().privateTable()).isTrue();
            });
  }

  @Test
  void linkOfAnInvitationIsAnAddress() {
    assertThat(JoinFormResult.of("Ana", "http://h.example:5555/r/abc", false, messages))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class,
            good -> assertThat(good.options().server().invite()).contains("abc"));
  }

  @Test
  void whatIsMissingOrWrongIsSaidInTheLanguageOfTheWindow() {
    assertThat(JoinFormResult.of(" ", "h", false, messages))
        .isEqualTo(new JoinFormResult.BadName("Escreva um nome primeiro."));
    assertThat(JoinFormResult.of("a\u202eb", "h", false, messages))
        .isInstanceOf(JoinFormResult.BadName.class);
    assertThat(JoinFormResult.of("x".repeat(33), "h", false, messages))
        .isInstanceOf(JoinFormResult.BadName.class);
    assertThat(JoinFormResult.of("Ana", "", false, messages))
        .isInstanceOf(JoinFormResult.BadAddress.class);
    assertThat(JoinFormResult.of("Ana", "a b:c", false, messages))
        .isInstanceOf(JoinFormResult.BadAddress.class);
  }
}
