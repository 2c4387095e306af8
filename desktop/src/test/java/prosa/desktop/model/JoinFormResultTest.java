package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import prosa.desktop.model.JoinFormResult.RoomKind;
import prosa.messages.Language;
import prosa.messages.Messages;

final class JoinFormResultTest {
  private final Messages messages = Messages.in(Language.PORTUGUESE);

  @Test
  void nameAndAddressMakeAVisit() {
    assertThat(JoinFormResult.of("  Ana ", "chat.example.org", RoomKind.PRIVATE, messages))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class,
            good -> {
              assertThat(good.options().name()).isEqualTo("Ana");
              assertThat(good.options().server()).hasToString("chat.example.org:5555");
              assertThat(good.options().privateRoom()).isTrue();
            });
  }

  @Test
  void encryptedTableIsAPrivateOne() {
    assertThat(JoinFormResult.of("Ana", "h.example", RoomKind.ENCRYPTED, messages))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class,
            good -> {
              assertThat(good.options().privateRoom()).isTrue();
              assertThat(good.options().encrypted()).isTrue();
            });
    assertThat(JoinFormResult.of("Ana", "h.example", RoomKind.PRIVATE, messages))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class, good -> assertThat(good.options().encrypted()).isFalse());
  }

  /** As with {@code --encrypted} at a terminal: it would lead to a table that is not encrypted. */
  @Test
  void anEncryptedTableByALinkWithoutASecretIsRefused() {
    String link = "http://h.example:5555/r/abcdefgh";
    assertThat(JoinFormResult.of("Ana", link, RoomKind.ENCRYPTED, messages))
        .isEqualTo(new JoinFormResult.BadAddress(messages.text("linkWithoutSecret")));
    String secret = link + "#.b3VyIGZpeGVkIHNlY3JldCBmb3IgdGhlIGV4YW1wbGU";
    assertThat(JoinFormResult.of("Ana", secret, RoomKind.ENCRYPTED, messages))
        .isInstanceOf(JoinFormResult.Good.class);
  }

  @Test
  void linkOfAnInvitationIsAnAddress() {
    assertThat(JoinFormResult.of("Ana", "http://h.example:5555/r/abc", RoomKind.ANY, messages))
        .isInstanceOfSatisfying(
            JoinFormResult.Good.class,
            good -> assertThat(good.options().server().invite()).contains("abc"));
  }

  @Test
  void whatIsMissingOrWrongIsSaidInTheLanguageOfTheWindow() {
    assertThat(JoinFormResult.of(" ", "h", RoomKind.ANY, messages))
        .isEqualTo(new JoinFormResult.BadName("Escreva um nome primeiro."));
    assertThat(JoinFormResult.of("a\u202eb", "h", RoomKind.ANY, messages))
        .isInstanceOf(JoinFormResult.BadName.class);
    assertThat(JoinFormResult.of("x".repeat(33), "h", RoomKind.ANY, messages))
        .isInstanceOf(JoinFormResult.BadName.class);
    assertThat(JoinFormResult.of("Ana", "", RoomKind.ANY, messages))
        .isInstanceOf(JoinFormResult.BadAddress.class);
    assertThat(JoinFormResult.of("Ana", "a b:c", RoomKind.ANY, messages))
        .isInstanceOf(JoinFormResult.BadAddress.class);
  }
}
