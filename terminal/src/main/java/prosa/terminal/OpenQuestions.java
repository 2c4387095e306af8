package prosa.terminal;

import java.text.Normalizer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The questions that a typed line may answer, one of each {@link QuestionKind} at most: a word
 * answers the latest that it is an answer to. A question that the user was asked because of a
 * command of its own is withdrawn by whatever the user says instead, and after {@link #PATIENCE}:
 * by then a <i>yes</i> is meant for somebody at the table. What looks like an answer and is none,
 * or comes right after its question is over, is told from what is to be said. For one thread.
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

  /** How long after a question is over an answer to it is known as one that comes too late. */
  static final Duration LATE = Duration.ofSeconds(15);

  /** What a typed line is that answers no open question. */
  enum Reading {
    /** A text for the table. */
    TEXT,
    /** It looks like an answer, and does not say which. */
    UNCLEAR,
    /** An answer to a question that is over. */
    TOO_LATE
  }

  private record Question(Map<String, Runnable> answers, long since) {}

  /** A question that is over without an answer, and since when. */
  private record Over(Set<String> words, long since) {}

  private static final Pattern AROUND = Pattern.compile("^[\\p{P}\\s]+|[\\p{P}\\s&&[^?]]+$");
  private static final Pattern REPEATED = Pattern.compile("(.)\\1+");
  private static final int SHORT = 3;
  private static final int FEW_WORDS = 3;

  private final LongSupplier nanos;

  /** Words that people answer with, in any language. */
  private final Set<String> likeAnswers;

  private final Map<QuestionKind, Over> over = new EnumMap<>(QuestionKind.class);

  /** The latest last. */
  private final LinkedHashMap<QuestionKind, Question> questions = new LinkedHashMap<>();

  /**
   * No question is open.
   *
   * @param likeAnswers words that people answer with, whether they are answers or not
   */
  OpenQuestions(LongSupplier nanos, Set<String> likeAnswers) {
    this.nanos = nanos;
    this.likeAnswers = Set.copyOf(likeAnswers);
  }

  /**
   * Asks, in place of an earlier question of this kind.
   *
   * @param answers what each word does, in lower case
   */
  void ask(QuestionKind kind, Map<String, Runnable> answers) {
    over.remove(kind);
    questions.remove(kind);
    questions.put(kind, new Question(Map.copyOf(answers), nanos.getAsLong()));
  }

  /**
   * What a typed line does as an answer, after which that question is closed; empty if it is none.
   */
  Optional<Runnable> answer(String line) {
    expire();
    String word = plain(line);
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

  /** What a typed line is that is no {@link #answer}. */
  Reading read(String line) {
    expire();
    String text = plain(line);
    if (over.values().stream().anyMatch(one -> one.words().contains(text))) {
      return Reading.TOO_LATE;
    }
    boolean asked = questions.keySet().stream().anyMatch(QuestionKind::isAsked);
    return !questions.isEmpty() && looksLikeAnswer(text, asked) ? Reading.UNCLEAR : Reading.TEXT;
  }

  /**
   * The words that the latest open question knows; empty if none is open.
   *
   * @return in no order
   */
  Set<String> known() {
    return questions.isEmpty() ? Set.of() : questions.lastEntry().getValue().answers().keySet();
  }

  private boolean looksLikeAnswer(String text, boolean asked) {
    String[] words = text.split("[\\p{P}\\s]+", FEW_WORDS + 2);
    boolean known = likeAnswers.contains(words[0]) || knows(words[0]);
    if (words.length > 1) {
      return known && words.length <= FEW_WORDS;
    }
    String word = words[0];
    int length = word.codePointCount(0, word.length());
    return known
        || (asked ? length <= SHORT : length == 1 && Character.isLetterOrDigit(word.codePointAt(0)))
        || likeAnswers.contains(REPEATED.matcher(word).replaceAll("$1"))
        || likeAnswers.stream().anyMatch(answer -> isSlipOf(answer, word));
  }

  private boolean knows(String word) {
    return questions.values().stream().anyMatch(one -> one.answers().containsKey(word));
  }

  /** Whether one letter is wrong, missing, too many, or two are swapped, behind the first. */
  private static boolean isSlipOf(String answer, String word) {
    int a = answer.length();
    int b = word.length();
    if (a < SHORT || b < SHORT - 1 || Math.abs(a - b) > 1 || answer.charAt(0) != word.charAt(0)) {
      return false;
    }
    int same = 0;
    while (same < Math.min(a, b) && answer.charAt(same) == word.charAt(same)) {
      same++;
    }
    String restA = answer.substring(same);
    String restB = word.substring(same);
    return drop(restA).equals(drop(restB)) // another letter
        || restA.equals(drop(restB)) // one too many
        || drop(restA).equals(restB) // one is missing
        || (restA.length() > 1
            && restB.length() == restA.length()
            && restA.charAt(0) == restB.charAt(1)
            && restA.charAt(1) == restB.charAt(0)
            && drop(drop(restA)).equals(drop(drop(restB))));
  }

  private static String drop(String text) {
    return text.isEmpty() ? "" : text.substring(1);
  }

  /** Without what stands around a word, such as a full stop; not a question mark. */
  private static String plain(String line) {
    String text = Normalizer.normalize(line.strip(), Normalizer.Form.NFKC);
    return AROUND.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
  }

  private void expire() {
    long now = nanos.getAsLong();
    over.values().removeIf(one -> now - one.since() > LATE.toNanos());
    for (Map.Entry<QuestionKind, Question> asked : List.copyOf(questions.sequencedEntrySet())) {
      long end = asked.getValue().since() + PATIENCE.toNanos();
      if (asked.getKey().isAsked() && now - end > 0) {
        close(asked.getKey(), end);
      }
    }
    over.values().removeIf(one -> now - one.since() > LATE.toNanos());
  }

  private void close(QuestionKind kind, long since) {
    Question open = questions.remove(kind);
    if (open != null) {
      over.put(kind, new Over(open.answers().keySet(), since));
    }
  }

  /** The user said something to the table instead. */
  void saidSomething() {
    questions.keySet().removeIf(QuestionKind::isAsked);
    over.clear();
  }

  /** This is not asked any more. */
  void drop(QuestionKind kind) {
    close(kind, nanos.getAsLong());
  }

  /** The table is another one: what was asked about it is over. */
  void dropAboutRoom() {
    for (QuestionKind kind : QuestionKind.values()) {
      if (kind != QuestionKind.SERVER) {
        drop(kind);
      }
    }
  }
}
