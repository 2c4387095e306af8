package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import prosa.terminal.WidthQuestion.EmojiMode;

/** What a terminal's answers say of its widths. */
final class WidthQuestionTest {
  private static WidthQuestion answered(String... answers) {
    WidthQuestion question = new WidthQuestion();
    for (String answer : answers) {
      assertThat(question.takes(answer)).as(answer).isTrue();
    }
    return question;
  }

  @Test
  void aTerminalWithTheModeDrawsAllAsOne() {
    assertThat(answered("\u001b[?2027;2$y").mode()).isEqualTo(EmojiMode.OFFERED);
    assertThat(answered("\u001b[?2027;1$y").mode()).isEqualTo(EmojiMode.IN_IT);
    assertThat(answered("\u001b[?2027;3$y").groupsJoined()).isTrue();
    assertThat(answered("\u001b[?2027;3$y").groupsFlags()).isTrue();
  }

  @Test
  void withoutItTheCursorTells() {
    WidthQuestion flagsOnly =
        answered("\u001b[?2027;0$y", "\u001b[7;1R", "\u001b[7;3R", "\u001b[7;5R");
    assertThat(flagsOnly.groupsFlags()).isTrue();
    assertThat(flagsOnly.groupsJoined()).isFalse();
    WidthQuestion both = answered("\u001b[1;9R", "\u001b[1;11R", "\u001b[1;11R");
    assertThat(both.groupsFlags()).isTrue();
    assertThat(both.groupsJoined()).isTrue();
  }

  @Test
  void halfOfAnAnswerTellsNothing() {
    assertThat(answered().groupsFlags()).isFalse();
    assertThat(answered("\u001b[1;1R", "\u001b[1;3R").groupsFlags()).isFalse();
    assertThat(answered("\u001b[?2027;4$y").groupsJoined()).isFalse();
    assertThat(answered("\u001b[1;1R", "\u001b[1;1R", "\u001b[1;3R", "\u001b[1;3R").groupsFlags())
        .as("each came twice")
        .isFalse();
  }

  @Test
  void keysAndOtherAnswersAreNone() {
    WidthQuestion question = new WidthQuestion();
    for (String other :
        new String[] {"\u001b[A", "\u001b[?62;1c", "\u001b[?2026;2$y", "\u001bOR"}) {
      assertThat(question.takes(other)).as(other).isFalse();
    }
    assertThat(question.takes("\u001b[1;99999999999R")).isFalse();
  }
}
