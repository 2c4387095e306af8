package prosa.terminal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;

/**
 * The line that is being typed at the foot of a terminal, by JLine. What was typed is kept in
 * memory for the arrow keys, and nowhere else.
 *
 * <p>One thread reads lines and waits here; another may meanwhile write above the line and change
 * what stands around it.
 */
final class LineEditor {
  /** It needs no code to be made for it at run time; asked alone, for each that is asked starts. */
  private static final String QUICKEST = "jni";

  private static final String OTHERS = "ffm,exec";

  private final Terminal terminal;
  private final LineReaderImpl reader;
  private volatile String prompt = "› ";
  private volatile String right = "";
  private @Nullable Attributes asFound;

  LineEditor(Terminal terminal, InputCompleter completion) {
    this.terminal = terminal;
    reader =
        (LineReaderImpl)
            LineReaderBuilder.builder()
                .terminal(terminal)
                .completer(completion)
                .parser(completion)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, true)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .variable(LineReader.BELL_STYLE, "none")
                .build();
  }

  /** The terminal that this process runs at. */
  static Terminal terminal() throws IOException {
    TerminalBuilder builder =
        TerminalBuilder.builder().system(true).encoding(StandardCharsets.UTF_8);
    try {
      return builder.providers(QUICKEST).dumb(false).build();
    } catch (IllegalStateException | IOException e) { // not on this kind of machine
      return builder.providers(OTHERS).dumb(true).build();
    }
  }

  // ---- for the thread that reads

  /** Asks until there is a name, or none will come. */
  Optional<String> askName(String question) {
    try {
      String name = "";
      while (!isName(name)) {
        name = reader.readLine(question);
      }
      return Optional.of(name);
    } catch (EndOfFileException | UserInterruptException e) {
      return Optional.empty();
    }
  }

  private static boolean isName(String typed) {
    try {
      return !Names.wished(typed).isEmpty();
    } catch (ProtocolException e) {
      return false;
    }
  }

  /**
   * Takes the terminal for a visit.
   *
   * @param typing is told of each key of what is not a command
   */
  void open(Runnable typing) {
    reader.getWidgets().put(LineReader.SELF_INSERT, typingTold(typing));
    reader.getWidgets().put(LineReader.ACCEPT_LINE, erasedWhole());
    asFound = terminal.enterRawMode(); // no echo between two lines either
  }

  /**
   * Reads lines until the person has no more, or the thread is interrupted and {@code on} is false.
   *
   * @param on whether to read another
   * @param take takes a line; false if it was the last
   */
  void readLines(BooleanSupplier on, Predicate<String> take) {
    while (on.getAsBoolean()) {
      try {
        if (!take.test(reader.readLine(prompt, right, (Character) null, null))) {
          return;
        }
      } catch (UserInterruptException e) {
        var _ = Thread.interrupted();
        if (e.getPartialLine().isEmpty()) {
          return; // Ctrl-C on an empty line; otherwise it empties the line
        }
      } catch (EndOfFileException e) {
        return;
      }
    }
  }

  /** Nothing stays of the line that was being typed, nor of what stood around it. */
  void wipe() {
    terminal.puts(Capability.carriage_return);
    terminal.puts(Capability.clr_eol);
    terminal.flush();
  }

  /** Leaves the terminal as it was found. */
  void close() {
    if (asFound != null) {
      terminal.setAttributes(asFound);
    }
  }

  /** JLine erases a finished line, but not what stands at its right. */
  private Widget erasedWhole() {
    Widget accept = builtin(LineReader.ACCEPT_LINE);
    return () -> {
      reader.setRightPrompt("");
      return accept.apply();
    };
  }

  private Widget typingTold(Runnable typing) {
    Widget insert = builtin(LineReader.SELF_INSERT);
    return () -> {
      if (!reader.getBuffer().toString().startsWith("/")) {
        typing.run();
      }
      return insert.apply();
    };
  }

  private Widget builtin(String name) {
    return Objects.requireNonNull(reader.getBuiltinWidgets().get(name));
  }

  // ---- for the thread that shows

  /** Writes above the line, broken between words. */
  void above(AttributedString lines) {
    aboveAsItIs(LineWrapper.wrapped(lines, terminal.getColumns(), MessageFormatter.INDENT));
  }

  /** Writes above the line. */
  void aboveAsItIs(AttributedString lines) {
    reader.printAbove(lines);
  }

  /** Empties the screen; the line being typed stays. */
  void clear() {
    if (reader.isReading()) {
      callWidget(LineReader.CLEAR_SCREEN);
    } else {
      terminal.puts(Capability.clear_screen);
      terminal.flush();
    }
  }

  void bell() {
    terminal.puts(Capability.bell);
  }

  /** What stands before the line and at its right end from now on. */
  void around(String before, String after) {
    prompt = before;
    right = after;
    reader.setPrompt(before);
    reader.setRightPrompt(after);
    if (reader.isReading()) {
      callWidget(LineReader.REDISPLAY);
    }
  }

  private void callWidget(String name) {
    try {
      reader.callWidget(name);
    } catch (IllegalStateException e) {
      // the line has just been finished; the next one begins with all of it
    }
  }
}
