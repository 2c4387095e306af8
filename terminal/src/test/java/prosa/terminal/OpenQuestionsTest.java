package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.terminal.OpenQuestions.QuestionKind;
import prosa.terminal.OpenQuestions.Reading;

final class OpenQuestionsTest {
  private static final Set<String> LIKE_ANSWERS =
      Set.of("yes", "y", "no", "n", "sim", "s", "não", "ok", "claro", "👍");

  private long now;
  private final OpenQuestions questions = new OpenQuestions(() -> now, LIKE_ANSWERS);
  private final List<String> done = new ArrayList<>();

  private void ask(QuestionKind kind, String... words) {
    questions.ask(
        kind,
        Map.of(words[0], () -> done.add(kind + " " + words[0]), words[1], () -> done.add("no")));
  }

  private boolean answers(String line) {
    int before = done.size();
    questions.answer(line).ifPresent(Runnable::run);
    return done.size() > before;
  }

  @Test
  void aWordAnswersTheLatestQuestionThatItIsAnAnswerTo() {
    ask(QuestionKind.VOTE, "yes", "no");
    ask(QuestionKind.WHY, "1", "2");
    ask(QuestionKind.LEAVE, "yes", "no");
    assertThat(answers("maybe")).isFalse();
    assertThat(answers(" YES ")).isTrue();
    assertThat(answers("1")).isTrue();
    assertThat(answers("yes")).isTrue();
    assertThat(done).containsExactly("LEAVE yes", "WHY 1", "VOTE yes");
    assertThat(questions.answer("yes")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "Yes.",
        " YES!! ",
        "“yes”",
        "yes,",
        "\uff59\uff45\uff53",
        "yes\u2026",
        "(yes)"
      })
  void whatStandsAroundAnAnswerDoesNotMatter(String line) {
    ask(QuestionKind.VOTE, "yes", "no");
    assertThat(answers(line)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "y",
        "sim",
        "Claro!",
        "ok",
        "👍",
        "1",
        "yes please",
        "não, obrigado",
        "yees",
        "noo",
        "yse",
        "yess",
        "yes?",
        "x"
      })
  void whatLooksLikeAnAnswerIsNoText(String line) {
    assertThat(questions.read(line)).as("nothing is asked").isEqualTo(Reading.TEXT);
    ask(QuestionKind.VOTE, "yes", "no");
    assertThat(answers(line)).isFalse();
    assertThat(questions.read(line)).isEqualTo(Reading.UNCLEAR);
    assertThat(questions.known()).containsExactlyInAnyOrder("yes", "no");
    questions.saidSomething();
    assertThat(questions.answer("yes")).as("it is still open").isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "well",
        "hello Bia",
        "yesterday",
        "nobody knows",
        "no way, I will not",
        "oi",
        "…",
        "?",
        "🎉"
      })
  void whatDoesNotIsSaid(String line) {
    ask(QuestionKind.VOTE, "yes", "no");
    assertThat(questions.read(line)).isEqualTo(Reading.TEXT);
  }

  /** Nobody says three letters right after a command that asks. */
  @Test
  void anythingShortIsMeantForWhatACommandAsked() {
    ask(QuestionKind.LEAVE, "yes", "no");
    assertThat(questions.read("oui")).isEqualTo(Reading.UNCLEAR);
    assertThat(questions.read("well")).isEqualTo(Reading.TEXT);
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerToWhatIsOverIsToldFromATextForAWhile(QuestionKind kind) {
    ask(kind, "yes", "no");
    questions.drop(kind);
    assertThat(questions.answer("yes")).isEmpty();
    assertThat(questions.read("Yes.")).isEqualTo(Reading.TOO_LATE);
    assertThat(questions.read("well")).isEqualTo(Reading.TEXT);
    now += OpenQuestions.LATE.toNanos() + 1;
    assertThat(questions.read("yes")).isEqualTo(Reading.TEXT);
    ask(kind, "yes", "no");
    assertThat(answers("yes")).isTrue();
    assertThat(questions.read("yes")).as("it was answered").isEqualTo(Reading.TEXT);
  }

  /** Or a yes that answers somebody at the table would lead away from it. */
  @ParameterizedTest
  @EnumSource(names = {"LEAVE", "SERVER", "WHY"})
  void whatACommandAskedIsWithdrawnByWhatIsSaidInsteadAndAfterAWhile(QuestionKind kind) {
    ask(kind, "yes", "no");
    questions.saidSomething();
    assertThat(questions.answer("yes")).isEmpty();

    ask(kind, "yes", "no");
    now += OpenQuestions.PATIENCE.toNanos();
    assertThat(questions.answer("yes")).isPresent();
    ask(kind, "yes", "no");
    now += OpenQuestions.PATIENCE.toNanos() + 1;
    assertThat(questions.answer("yes")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ELSEWHERE", "VOTE", "NEW_KEY"})
  void whatOthersAskIsOpenUntilItIsOver(QuestionKind kind) {
    ask(kind, "yes", "no");
    questions.saidSomething();
    now += Duration.ofHours(1).toNanos();
    assertThat(questions.answer("yes")).isPresent();
    ask(kind, "yes", "no");
    questions.drop(kind);
    assertThat(questions.answer("yes")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anotherServerIsAsFarAwayFromAnotherTable(QuestionKind kind) {
    ask(kind, "yes", "no");
    questions.dropAboutRoom();
    assertThat(questions.answer("yes").isPresent()).isEqualTo(kind == QuestionKind.SERVER);
  }
}
