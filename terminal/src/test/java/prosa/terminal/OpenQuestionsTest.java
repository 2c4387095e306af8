package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.terminal.OpenQuestions.QuestionKind;

final class OpenQuestionsTest {
  private long now;
  private final OpenQuestions questions = new OpenQuestions(() -> now);
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
    questions.dropAboutTable();
    assertThat(questions.answer("yes").isPresent()).isEqualTo(kind == QuestionKind.SERVER);
  }
}
