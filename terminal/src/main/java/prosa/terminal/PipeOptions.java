package prosa.terminal;

import java.nio.charset.Charset;

/**
 * How a filter reads and writes.
 *
 * @param json whether each line is a JSON object, in and out, rather than text
 * @param listen whether it stays when its input has ended, until it is ended itself
 * @param blank whether blank lines of the input are said, too
 * @param timestamps whether a line of text begins with the time
 * @param charset the encoding of both streams
 */
public record PipeOptions(
    boolean json, boolean listen, boolean blank, boolean timestamps, Charset charset) {

  /** Text in the encoding of the locale, until the input has ended; blank lines are left out. */
  public static PipeOptions defaults() {
    return new PipeOptions(false, false, false, false, TextEncoding.ofLocale());
  }
}
