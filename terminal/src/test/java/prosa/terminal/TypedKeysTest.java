package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a terminal says of itself is not typed, however it comes; everything else is. */
final class TypedKeysTest {
  /** What terminals answer, and keys that no reader knows. */
  static final List<String> ANSWERS =
      List.of(
          "\u001b[1;3R",
          "\u001b[?1;3R",
          "\u001b[?62;1;6;22c",
          "\u001b[>41;390;0c",
          "\u001b[?2026;2$y",
          "\u001b[?2027;0$y",
          "\u001b[?0u",
          "\u001b[8;40;90t",
          "\u001b[0n",
          "\u001b[I",
          "\u001b[O",
          "\u001b]11;rgb:1e1e/1e1e/2e2e\u001b\\",
          "\u001b]11;rgb:1e1e/1e1e/2e2e\u0007",
          "\u001b]4;1;rgb:ff/00/00\u0007",
          "\u001b]52;c;b2zDoQ==\u001b\\",
          "\u001b]l/home/ana — olá\u001b\\",
          "\u001bP>|XTerm(390)\u001b\\",
          "\u001bP1$r0m\u001b\\",
          "\u001bP!|00000000\u001b\\",
          "\u001b_Gi=31;OK\u001b\\",
          "\u001b[15;5~",
          "\u001b[[A",
          "\u001bOu",
          "\u001bO5P",
          "\u009b1;3R",
          "\u009d11;rgb:1e1e/1e1e/2e2e\u009c");

  private static final Set<String> KEYS =
      Set.of("\u001b[A", "\u001bOA", "\u001b[1;5C", "\u001bP", TypedKeys.PASTE);

  /**
   * Hands out pieces with pauses between them, as a terminal behind a network does; nothing but
   * these takes time.
   */
  private static final class Pieces extends NonBlockingReader {
    private final Deque<Object> rest = new ArrayDeque<>();
    private long millis;

    long nanos() {
      return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    Pieces then(String text) {
      text.chars().forEach(c -> rest.add((char) c));
      return this;
    }

    Pieces pause(long millis) {
      rest.add(millis);
      return this;
    }

    @Override
    protected int read(long timeout, boolean isPeek) {
      while (rest.peek() instanceof Long pause) {
        rest.remove();
        long slept = timeout > 0 ? Math.min(timeout, pause) : pause;
        millis += slept;
        if (slept < pause) {
          rest.addFirst(pause - slept);
        }
        if (slept == timeout) {
          return READ_EXPIRED;
        }
      }
      Object next = isPeek ? rest.peek() : rest.poll();
      return next instanceof Character c ? c : EOF;
    }

    @Override
    public int readBuffered(char[] b, int off, int len, long timeout) {
      int c = read(timeout, false);
      if (c >= 0) {
        b[off] = (char) c;
        return 1;
      }
      return c;
    }
  }

  private static TypedKeys keys(Pieces pieces) {
    TypedKeys keys = new TypedKeys(pieces, _ -> false, pieces::nanos);
    keys.known(KEYS::contains);
    return keys;
  }

  private static String typed(TypedKeys keys) throws IOException {
    StringBuilder typed = new StringBuilder();
    for (int c = keys.read(100L); c != NonBlockingReader.EOF; c = keys.read(100L)) {
      if (c >= 0) {
        typed.append((char) c);
      }
    }
    return typed.toString();
  }

  private static String typed(String text) throws IOException {
    return typed(keys(new Pieces().then(text)));
  }

  @ParameterizedTest
  @FieldSource("ANSWERS")
  void anAnswerIsNotTypedWhereverItComes(String answer) throws IOException {
    String text = "olá a todos 👍🏽\r";
    for (int at = 0; at <= text.length(); at++) {
      String head = text.substring(0, at);
      String tail = text.substring(at);
      assertThat(typed(head + answer + tail)).isEqualTo(text);
      assertThat(typed(head + answer + answer + tail)).isEqualTo(text);
    }
    assertThat(typed(String.join("x", ANSWERS))).isEqualTo("x".repeat(ANSWERS.size() - 1));
  }

  @ParameterizedTest
  @FieldSource("ANSWERS")
  void anAnswerInPiecesIsNotTypedEither(String answer) throws IOException {
    for (int cut = 1; cut < answer.length(); cut++) {
      Pieces pieces = new Pieces().then("a");
      for (int i = 0; i < answer.length(); i++) {
        pieces.then(answer.substring(i, i + 1)).pause(i + 1 == cut ? 150 : 1);
      }
      assertThat(typed(keys(pieces.then("b\r")))).isEqualTo("ab\r");
    }
  }

  @Test
  void aSecondBetweenTwoBytesIsWaitedFor() throws IOException {
    Pieces pieces = new Pieces().then("a");
    for (String byByte : List.of("\u001b[1;3R", "\u001b]1\u0007", "\u001bOu")) {
      byByte.chars().forEach(c -> pieces.then(Character.toString(c)).pause(1_000));
    }
    TypedKeys keys = keys(pieces.then("b"));
    keys.escapeAlone("\u001b");
    assertThat(typed(keys)).isEqualTo("ab");
  }

  @Test
  void keysAreWholeAndInTheirOrder() throws IOException {
    String text = "x\u001b[A\u001bOA\u001b[1;5C\u001bf\u001b\r\u001b\u007f\u0003\ty";
    assertThat(typed(text)).isEqualTo(text);
    Pieces pieces = new Pieces();
    text.chars().forEach(c -> pieces.then(Character.toString(c)).pause(20));
    assertThat(typed(keys(pieces))).isEqualTo(text);
  }

  /** With a letter that begins a sequence, too: what is known follows, what is not does not. */
  @Test
  void anAltKeyIsAKey() throws IOException {
    assertThat(typed("\u001bPolá")).isEqualTo("\u001bPolá");
    assertThat(typed("\u001b]olá")).isEqualTo("olá");
    assertThat(typed("\u001b_olá")).isEqualTo("olá");
    assertThat(typed("\u001b\r")).isEqualTo("\u001b\r");
    Pieces slow = new Pieces().then("\u001bP").pause(TypedKeys.PATIENCE_MILLIS + 200).then("1x");
    assertThat(typed(keys(slow))).isEqualTo("\u001bP1x");
  }

  @Test
  void escapeByItselfIsAnAltKeyOrAKeyByItself() throws IOException {
    Pieces before = new Pieces().then("\u001b").pause(TypedKeys.ESCAPE_MILLIS + 300).then("f");
    assertThat(typed(keys(before))).isEqualTo("\u001bf");
    assertThat(typed("\u001b\u001b[A")).isEqualTo("\u001b[A");

    Pieces waiting = new Pieces().then("\u001b").pause(TypedKeys.ESCAPE_MILLIS + 300).then("f");
    TypedKeys alone = keys(waiting);
    alone.escapeAlone("\u001b");
    assertThat(alone.read(10_000L)).isEqualTo('\u001b');
    assertThat(waiting.nanos())
        .isBetween(
            TimeUnit.MILLISECONDS.toNanos(TypedKeys.ESCAPE_MILLIS),
            TimeUnit.MILLISECONDS.toNanos(TypedKeys.ESCAPE_MILLIS + 1));
    assertThat(alone.read(10_000L)).isEqualTo('f');
  }

  /** Nor does it swallow what is typed after it. */
  @Test
  void anAnswerThatNeverEndsIsGivenUp() throws IOException {
    for (String piece :
        List.of("\u001b[1;", "\u001b]11;rgb:", "\u001bP1$r", "\u001bO", "\u001b[")) {
      assertThat(typed(piece + "\r")).as(piece).isEqualTo("\r");
      assertThat(typed(piece + "\u0003")).as(piece).isEqualTo("\u0003");
      assertThat(typed(piece + "\u001b[A")).as(piece).isEqualTo("\u001b[A");
    }
    Pieces slow = new Pieces().then("\u001b]11;rgb:").pause(TypedKeys.PATIENCE_MILLIS + 200);
    assertThat(typed(keys(slow.then("olá")))).isEqualTo("olá");
    assertThat(typed("\u001b]1;" + "x".repeat(100_000) + "\u0007y")).isEqualTo("y");
  }

  @Test
  void whatIsPastedStaysAsItIsButForAnswers() throws IOException {
    String pasted = "um\n\u001bdois [1;3R \u001b[é três\ttab 漢字\u001b]";
    String whole = TypedKeys.PASTE + pasted + TypedKeys.PASTE_END + "x\u001b[A";
    assertThat(typed(whole)).isEqualTo(whole);
    for (int cut = 1; cut < whole.length(); cut++) {
      Pieces pieces = new Pieces().then(whole.substring(0, cut)).pause(30);
      assertThat(typed(keys(pieces.then(whole.substring(cut))))).isEqualTo(whole);
    }
    for (String answer : ANSWERS) {
      assertThat(typed(TypedKeys.PASTE + "um" + answer + "dois" + TypedKeys.PASTE_END + "x"))
          .isEqualTo(TypedKeys.PASTE + "umdois" + TypedKeys.PASTE_END + "x");
    }
  }

  /** A paste has no patience to lose: its end may come in pieces after any time. */
  @Test
  void theEndOfAPasteMayBeLate() throws IOException {
    Pieces pieces = new Pieces().then(TypedKeys.PASTE + "um\u001b");
    pieces.pause(TypedKeys.PATIENCE_MILLIS + 200).then("[20").pause(50).then("1~x");
    assertThat(typed(keys(pieces))).isEqualTo(TypedKeys.PASTE + "um" + TypedKeys.PASTE_END + "x");
  }

  @Test
  void manyAreReadAtOnceAndNoneIsLost() throws IOException {
    String pasted = "linha olá\n".repeat(2_000);
    TypedKeys keys =
        keys(new Pieces().then(TypedKeys.PASTE + pasted + TypedKeys.PASTE_END + "\u001b[1;3Rx"));
    StringBuilder typed = new StringBuilder();
    char[] some = new char[64];
    for (int n = keys.readBuffered(some); n > 0; n = keys.readBuffered(some)) {
      typed.append(some, 0, n);
    }
    assertThat(typed).hasToString(TypedKeys.PASTE + pasted + TypedKeys.PASTE_END + "x");
  }

  @Test
  void lookingTakesNothingAway() throws IOException {
    TypedKeys keys = keys(new Pieces().then("\u001b[1;3R").pause(5_000).then("\u001b[A"));
    assertThat(keys.peek(50)).isEqualTo(NonBlockingReader.READ_EXPIRED);
    assertThat(keys.peek(10_000)).isEqualTo('\u001b');
    assertThat(typed(keys)).isEqualTo("\u001b[A");
  }

  @Test
  void answersAreHandedToWhoAsked() throws IOException {
    List<String> heard = new ArrayList<>();
    Pieces pieces = new Pieces().then("a\u001b[1;3Rb\u001b[A\u001b[?2027;2$yc");
    TypedKeys keys =
        new TypedKeys(
            pieces, sequence -> !sequence.endsWith("A") && heard.add(sequence), pieces::nanos);
    keys.known(KEYS::contains);
    assertThat(typed(keys)).isEqualTo("ab\u001b[Ac");
    assertThat(heard).isEqualTo(Arrays.asList("\u001b[1;3R", "\u001b[?2027;2$y"));
  }
}
