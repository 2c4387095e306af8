package prosa.terminal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The questions that a typed line may answer, one of each {@link QuestionKind} at most: a word
 * answers the latest that it is an answer to. A question that the user was asked because of a
 * command of its own is withdrawn by whatever the user says instead, and after {@link #PATIENCE}:
 * by then a <i>yes</i> is meant for somebody at the table. For one thread.
 */
final class OpenQuestions {
  /** What may be asked. */
  enum QuestionKind {
    /** To go to another table, where nobody else is, or where there is none any more. */
    ELSEWHERE,
    /** To leave the table for another, as was asked for. */
    LEAVE,
    /** To go to another server, whoever comes to this table meanwhile. */
    SERVER,
    /** Why a member is to be moved away. */
    WHY,
    /** A vote of the others. */
    VOTE,
    /** Whether to agree to a new key. */
    NEW_KEY;

    /** Whether a command of the user led to it. */
    private boolean isAsked() {
      return this == LEAVE || this == SERVER || this == WHY;
    }
  }

  /** How long the user may think about what a command of its own leads to. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private record Question(Map<String, Runnable> answers, long since) {}

  private final LongSupplier nanos;

  /** The latest last. */
  private final LinkedHashMap<QuestionKind, Question> questions = new LinkedHashMap<>();

  /** No question is open. */
  OpenQuestions(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * Asks, in place of an earlier question of this kind.
   *
   * @param answers what each word does, in lower case
   */
  void ask(QuestionKind kind, Map<String, Runnable> answers) {
    questions.remove(kind);
    questions.put(kind, new Question(Map.copyOf(answers), nanos.getAsLong()));
  }

  /**
   * What a typed line does as an answer, after which that question is closed; empty if it is none.
   */
  Optional<Runnable> answer(String line) {
    long now = nanos.getAsLong();
    questions
        .entrySet()
        .removeIf(
            asked ->
                asked.getKey().isAsked() && now - asked.getValue().since() > PATIENCE.toNanos());
    String word = line.strip().toLowerCase(Locale.ROOT);
    for (Map.Entry<QuestionKind, Question> asked :
        List.copyOf(questions.sequencedEntrySet()).reversed()) {
      Runnable action = asked.getValue().answers().get(word);
      if (action != null) {
        questions.remove(asked.getKey());
        return Optional.of(action);
      }
    }
    return Optional.empty();
  }

  /** The user said something to the table instead. */
  void saidSomething() {
    questions.keySet().removeIf(QuestionKind::isAsked);
  }

  /** This is not asked any more. */
  void drop(QuestionKind kind) {
    questions.remove(kind);
  }

  /** The table is another one: what was asked about it is over. */
  void dropAboutTable() {
    questions.keySet().removeIf(kind -> kind != QuestionKind.SERVER);
  }
}
