package prosa.terminal;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jline.utils.NonBlockingReader;

/**
 * What is typed at a terminal, without what the terminal says of itself.
 *
 * <p>A terminal answers questions (where its cursor is, what it can) on the same way as keys come,
 * when it likes to: late, in pieces, twice, also those of a program that ran before. Its answers
 * and keys that are no characters are escape sequences of one grammar (ECMA-48: CSI, OSC, DCS; APC
 * of kitty; SS3). So nothing of a sequence is handed on before it is whole, and then only if it is
 * a key that the reader of this knows. A pasted text loses the sequences in it and nothing else.
 *
 * <p>Escape by itself is the beginning of an Alt key, however late that comes, unless {@link
 * #escapeAlone} says otherwise. Alt with a letter that also begins a sequence is a key if nothing
 * follows that could belong to such a sequence.
 */
final class TypedKeys extends NonBlockingReader {
  /** How long the rest of a sequence may keep one waiting; then it is given up. */
  static final long PATIENCE_MILLIS = 2_000;

  /** The same for what follows an Escape where that is a key by itself. */
  static final long ESCAPE_MILLIS = 1_200;

  static final String PASTE = "\u001b[200~";
  static final String PASTE_END = "\u001b[201~";

  /** Longer is no key, and no answer that anybody asked for. */
  private static final int MOST = 4_096;

  private static final char ESCAPE = '\u001b';
  private static final char BELL = '\u0007';
  private static final char STRING_END = '\u009c';

  private enum SequenceState {
    /** Not in a sequence. */
    TEXT,
    /** After an Escape. */
    ESCAPED,
    /** In a CSI or SS3 sequence. */
    CONTROL,
    /** In an OSC, DCS or APC string. */
    STRING,
    /** After an Escape in a string, which ends it. */
    STRING_ESCAPED
  }

  private final NonBlockingReader from;

  /** Takes the answers that somebody waits for; true if it was one. */
  private final Predicate<String> answer;

  private final LongSupplier nanos;
  private volatile Predicate<String> known = _ -> false;
  private volatile String escapeAlone = "";
  private SequenceState state = SequenceState.TEXT;
  private boolean pasting;
  private long heldAt;

  /** The sequence as far as it has come. */
  private final StringBuilder held = new StringBuilder();

  /** What can be handed on. */
  private final StringBuilder ready = new StringBuilder();

  /**
   * What comes from a terminal.
   *
   * @param nanos a monotonic clock
   */
  TypedKeys(NonBlockingReader from, Predicate<String> answer, LongSupplier nanos) {
    this.from = from;
    this.answer = answer;
    this.nanos = nanos;
  }

  /** Which sequences are keys. */
  void known(Predicate<String> sequences) {
    known = sequences;
  }

  /** What an Escape after which nothing comes is from now on; empty if it waits for more. */
  void escapeAlone(String key) {
    escapeAlone = key;
  }

  // ---- as a reader

  @Override
  protected int read(long timeout, boolean isPeek) throws IOException {
    long begun = nanos.getAsLong();
    while (ready.isEmpty()) {
      long left = timeout <= 0 ? 0 : timeout - millisSince(begun);
      if (timeout > 0 && left <= 0) {
        return READ_EXPIRED;
      }
      long patience = patienceLeft();
      int c = from.read(patience == 0 ? left : shorter(left, patience));
      if (c == EOF) {
        return EOF;
      }
      if (c >= 0) {
        take((char) c);
      } else if (patienceLeft() < 0) {
        giveUp();
      }
    }
    char c = ready.charAt(0);
    if (!isPeek) {
      ready.deleteCharAt(0);
    }
    return c;
  }

  @Override
  public int readBuffered(char[] b, int off, int len, long timeout) throws IOException {
    if (len == 0) {
      return 0;
    }
    if (ready.isEmpty() && pasting) { // many at once, and no patience to be lost
      char[] many = new char[1024];
      int count = from.readBuffered(many, 0, many.length, timeout);
      if (count < 0) {
        return count;
      }
      for (int i = 0; i < count; i++) {
        take(many[i]);
      }
    }
    int first = read(timeout, true);
    if (first < 0) {
      return first;
    }
    int count = Math.min(len, ready.length());
    ready.getChars(0, count, b, off);
    ready.delete(0, count);
    return count;
  }

  @Override
  public int available() {
    return ready.length();
  }

  @Override
  public void shutdown() {
    from.shutdown();
  }

  @Override
  public void close() throws IOException {
    super.close();
    from.close();
  }

  private long millisSince(long then) {
    return TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - then);
  }

  /** The shorter of a time of waiting, of which 0 is for ever, and a patience. */
  private static long shorter(long left, long patience) {
    long least = Math.max(1, patience);
    return left == 0 ? least : Math.min(left, least);
  }

  /** How long to wait for the rest: 0 for ever, negative if it has been too long. */
  private long patienceLeft() {
    boolean forEver =
        pasting
            || state == SequenceState.TEXT
            || (state == SequenceState.ESCAPED && escapeAlone.isEmpty());
    if (forEver) {
      return 0;
    }
    long left =
        (state == SequenceState.ESCAPED ? ESCAPE_MILLIS : PATIENCE_MILLIS) - millisSince(heldAt);
    return left == 0 ? -1 : left;
  }

  // ---- the grammar

  private void take(char c) {
    heldAt = nanos.getAsLong();
    switch (state) {
      case TEXT -> text(c);
      case ESCAPED -> escaped(c);
      case CONTROL -> control(c);
      case STRING -> string(c);
      case STRING_ESCAPED -> {
        if (c == '\\') {
          whole();
        } else {
          held.setLength(held.length() - 1);
          giveUp();
          begin(ESCAPE, SequenceState.ESCAPED);
          take(c);
        }
      }
    }
    if (held.length() > MOST) {
      if (pasting) {
        giveUp();
      } else {
        held.setLength(MOST); // of what is for nobody nothing is kept
      }
    }
  }

  private void text(char c) {
    switch (c) {
      case ESCAPE -> begin(c, SequenceState.ESCAPED);
      case '\u009b', '\u008f' -> begin(c, SequenceState.CONTROL); // of 8 bits
      case '\u009d', '\u0090' -> begin(c, SequenceState.STRING);
      default -> ready.append(c);
    }
  }

  private void begin(char c, SequenceState now) {
    held.setLength(0);
    held.append(c);
    state = now;
  }

  private void escaped(char c) {
    switch (c) {
      case '[', 'O' -> {
        held.append(c);
        state = SequenceState.CONTROL;
      }
      case ']', 'P', '_' -> {
        held.append(c);
        state = SequenceState.STRING;
      }
      case ESCAPE -> {
        giveUp();
        begin(c, SequenceState.ESCAPED);
      }
      default -> {
        ready.append(held).append(c);
        state = SequenceState.TEXT;
      }
    }
  }

  private void control(char c) {
    boolean parameter = c >= ' ' && c <= '?';
    boolean ofTheConsole = c == '[' && held.toString().equals("\u001b["); // Linux: ESC [ [ A
    if (parameter || ofTheConsole) {
      held.append(c);
    } else if (c >= '@' && c <= '~') {
      held.append(c);
      whole();
    } else { // a control character, or a letter of another alphabet: not in a sequence
      giveUp();
      take(c);
    }
  }

  private void string(char c) {
    if (c == ESCAPE) {
      held.append(c);
      state = SequenceState.STRING_ESCAPED;
    } else if (c == BELL || c == STRING_END) {
      held.append(c);
      whole();
    } else if (c < ' ' || (isIntroducer() && !beginsString(held.charAt(held.length() - 1), c))) {
      giveUp();
      take(c);
    } else {
      held.append(c);
    }
  }

  /** Whether nothing has come but what could as well be Alt with a letter. */
  private boolean isIntroducer() {
    return held.length() == 2 && held.charAt(0) == ESCAPE;
  }

  /** Whether a terminal says something that begins so. */
  private static boolean beginsString(char introducer, char c) {
    return switch (introducer) {
      case ']' -> (c >= '0' && c <= '9') || c == 'l' || c == 'L';
      case 'P' -> c >= ' ' && c <= '?';
      default -> c == 'G';
    };
  }

  private void whole() {
    String sequence = held.toString();
    held.setLength(0);
    state = SequenceState.TEXT;
    if (pasting) {
      if (sequence.equals(PASTE_END)) {
        pasting = false;
        ready.append(sequence);
      }
    } else if (!answer.test(sequence) && known.test(sequence)) {
      pasting = sequence.equals(PASTE);
      ready.append(sequence);
    }
  }

  /** It is no sequence: a pasted text, a key by itself, or a piece of nothing. */
  private void giveUp() {
    String piece = held.toString();
    held.setLength(0);
    boolean alone = state == SequenceState.ESCAPED;
    state = SequenceState.TEXT;
    if (alone && !pasting) {
      ready.append(escapeAlone);
    } else if (pasting || known.test(piece)) {
      ready.append(piece);
    }
  }
}
