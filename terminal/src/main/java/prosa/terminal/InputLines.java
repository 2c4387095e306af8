package prosa.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/**
 * The lines of a stream in a charset. A line with bytes that are no text in it comes as {@link
 * Line.NoText}. A line that no message can hold, for its text is longer than {@value #LONGEST}
 * bytes or its JSON does not fit a frame, comes as several, none of them split inside a character.
 */
final class InputLines {
  /** The longest text that a server takes, in bytes, unless its operator changed that. */
  static final int LONGEST = 8 * 1024;

  /** What is left of a server's usual frame of 16 KiB for the text as it stands in JSON. */
  static final int LONGEST_ESCAPED = 16 * 1024 - 256;

  /** Some programs begin a file with it; it is no part of the text. */
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private static final int END = -1;
  private static final int NONE = -2;
  private static final int BAD = -3;

  /** What stands on a line; lines are counted from 1. */
  sealed interface Line {
    record Text(long number, String text) implements Line {}

    /** There are bytes in it that mean nothing in the charset. */
    record NoText(long number) implements Line {}
  }

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final int longest;
  private final int longestEscaped;
  private final ByteBuffer bytes = ByteBuffer.allocate(8 * 1024).flip();
  private final CharBuffer chars = CharBuffer.allocate(1024).flip();
  private boolean ended;
  private int badBytes;
  private boolean begun;
  private int held = NONE;
  private long number;

  /** The lines of texts that are to be said. */
  InputLines(InputStream in, Charset charset) {
    this(in, charset, LONGEST, LONGEST_ESCAPED);
  }

  private InputLines(InputStream in, Charset charset, int longest, int longestEscaped) {
    this.in = in;
    this.longest = longest;
    this.longestEscaped = longestEscaped;
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** Lines of JSON, which are longer than the texts in them; never more than a megabyte. */
  static InputLines ofJson(InputStream in, Charset charset) {
    return new InputLines(in, charset, 1 << 20, 1 << 20);
  }

  /** The next line without its end; empty at the end of the stream. */
  Optional<Line> next() throws IOException {
    int c = read();
    if (!begun) {
      begun = true;
      c = c == BYTE_ORDER_MARK ? read() : c;
    }
    if (c == END) {
      return Optional.empty();
    }
    number++;
    StringBuilder line = new StringBuilder();
    boolean bad = false;
    int size = 0;
    int escaped = 0;
    for (; c != END && c != '\n'; c = read()) {
      if (c == BAD) {
        bad = true;
        continue;
      }
      size += bytes(c);
      escaped += escaped(c);
      if (!bad && (size > longest || escaped > longestEscaped)) {
        held = c; // the next piece begins with it
        return Optional.of(new Line.Text(number--, line.toString()));
      }
      if (!bad) {
        line.appendCodePoint(c);
      }
    }
    if (bad) {
      return Optional.of(new Line.NoText(number));
    }
    int end = line.length() - 1;
    return Optional.of(
        new Line.Text(
            number,
            end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString()));
  }

  /** Its length in UTF-8. */
  private static int bytes(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x1_0000 ? 3 : 4;
  }

  /** Its length in JSON: a control character takes the longest form that there is. */
  private static int escaped(int c) {
    return c < ' ' ? 6 : c == '"' || c == '\\' ? 2 : bytes(c);
  }

  /** The next code point, {@link #BAD} or {@link #END}. */
  private int read() throws IOException {
    if (held != NONE) {
      int c = held;
      held = NONE;
      return c;
    }
    int c = readChar();
    if (c < 0 || !Character.isHighSurrogate((char) c)) {
      return c;
    }
    return Character.toCodePoint((char) c, (char) readChar()); // a decoder makes whole pairs
  }

  private int readChar() throws IOException {
    while (!chars.hasRemaining()) {
      if (badBytes > 0) {
        badBytes = 0;
        return BAD;
      }
      if (ended && !bytes.hasRemaining()) {
        return END;
      }
      decode();
    }
    return chars.get();
  }

  private void decode() throws IOException {
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, ended);
    chars.flip();
    if (result.isError()) {
      badBytes = result.length();
      bytes.position(bytes.position() + badBytes);
      decoder.reset();
    } else if (result.isUnderflow() && !chars.hasRemaining()) {
      fill();
    }
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(0, read));
    bytes.flip();
  }
}
