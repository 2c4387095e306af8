package prosa.terminal;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatInput;
import prosa.client.Completion;

/**
 * The line editor at the bottom of a terminal, based on JLine. The history is kept in memory only;
 * {@link EditorKeys} has the keys.
 *
 * <p>One thread reads lines and waits here; another may meanwhile write above the line and change
 * what stands around it. After {@link #close}, or when the terminal is closed by something else,
 * such as the end of the process, nothing is drawn any more, and nobody is told of it.
 */
final class LineEditor {
  /** It needs no code to be made for it at run time; asked alone, for each that is asked starts. */
  private static final String QUICKEST = "jni";

  private static final String OTHERS = "ffm,exec";
  private static final String SUSPEND = "suspend";
  private static final String PUT_BACK = "put-back";

  /** What an Escape is in a search if nothing follows it: no beginning of another key. */
  private static final String ESCAPE_ALONE = "\u001b\u001b";

  private static final Set<Reference> FOCUS =
      Set.of(new Reference(LineReader.FOCUS_IN), new Reference(LineReader.FOCUS_OUT));

  /** Saves and restores the title of an xterm (XTWINOPS 22 and 23). */
  private static final String SAVE_TITLE = "\u001b[22;0t";

  private static final String RESTORE_TITLE = "\u001b[23;0t";

  private final KeyboardTerminal terminal;
  private final TerminalColors colors;
  private final Charset charset;
  private final Reader reader;
  private final boolean hasTitle;

  /** Held while something is drawn, and while the terminal is given back. */
  private final Object drawing = new Object();

  private boolean closed;
  private volatile String prompt = "› ";
  private volatile String right = "";
  private String title = "";
  private boolean open;
  private boolean quoting;

  /** What came to nothing and is to stand in the line again. */
  private final AtomicReference<String> failed = new AtomicReference<>("");

  private volatile Runnable widthsKnown = () -> {};

  LineEditor(KeyboardTerminal terminal, InputCompleter completion, TerminalColors colors) {
    this.terminal = terminal;
    this.colors = colors;
    charset = terminal.encoding();
    hasTitle = terminal.getType().matches("(xterm|tmux|screen|rxvt|alacritty|kitty|foot|vte).*");
    reader = new Reader(terminal);
    reader.setCompleter(completion);
    reader.setParser(completion);
    reader.setCompletionMatcher(new InputCompleter.Matcher());
    reader.option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    reader.option(LineReader.Option.ERASE_LINE_ON_FINISH, true);
    reader.option(LineReader.Option.CASE_INSENSITIVE, true);
    reader.option(LineReader.Option.HISTORY_TIMESTAMPED, false);
    reader.setVariable(LineReader.BELL_STYLE, "none");
    EditorKeys.restrict(reader);
    terminal.keys(this::isKey);
    terminal.askForWidths(() -> widthsKnown.run());
  }

  /** Whether a standard stream is a terminal. */
  static boolean isTerminal(SystemStream stream) {
    for (String provider : (QUICKEST + "," + OTHERS).split(",", -1)) {
      try {
        return TerminalProvider.load(provider).isSystemStream(stream);
      } catch (IOException | LinkageError e) {
        // it is not for this machine
      }
    }
    return false;
  }

  /** The terminal that this process runs at, in the encoding of the locale. */
  static KeyboardTerminal terminal() throws IOException {
    // JLine would also take Ctrl-C from the input for a signal, before or after its turn as a key.
    System.setProperty(TerminalBuilder.PROP_SOFTWARE_SIGNALS, "false");
    TerminalBuilder builder =
        TerminalBuilder.builder()
            .system(true)
            .encoding(TextEncoding.ofLocale())
            .graphemeCluster(false); // it would wait for the answer, and lose what is typed
    Terminal terminal;
    try {
      terminal = builder.providers(QUICKEST).dumb(false).build();
    } catch (IllegalStateException | IOException e) { // not on this kind of machine
      terminal = builder.providers(OTHERS).dumb(true).build();
    }
    return KeyboardTerminal.of(terminal);
  }

  /**
   * Whether a whole escape sequence is a key of the line, or of the choice among completions. After
   * Ctrl-V the focus is none, which would be put into the line.
   */
  private boolean isKey(String sequence) {
    Binding bound = reader.getKeys().getBound(sequence);
    if (quoting && bound instanceof Reference to && FOCUS.contains(to)) {
      var _ = Objects.requireNonNull(reader.getWidgets().get(to.name())).apply();
      return false;
    }
    KeyMap<Binding> choice = reader.getKeyMaps().get(LineReader.MENU);
    return bound != null || (choice != null && choice.getBound(sequence) != null);
  }

  /** JLine's reader with a right end that gives way. */
  private final class Reader extends LineReaderImpl {
    private boolean finishing;

    /** What a slash shows; unless the editor itself shows something there. */
    private final Supplier<AttributedString> commands = this::commandList;

    Reader(Terminal terminal) {
      super(terminal, "prosa", new HashMap<>());
    }

    /**
     * Terminals do not agree on how wide an emoji of several code points or a syllable of
     * Devanagari is. While there is one in the line nothing stands at its right end: it would wrap,
     * and each key would leave a copy of the line.
     */
    @Override
    @SuppressWarnings("ReferenceEquality") // what stands there is this very list, or another one
    protected void redisplay(boolean flush) {
      String line = getBuffer().toString();
      boolean shown = !finishing && widthIsCertain(line);
      setRightPrompt(shown ? right : "");
      if (post == null || post == commands) {
        post = open && !finishing && !commandsFor(line).isEmpty() ? commands : null;
      }
      super.redisplay(flush);
    }

    private AttributedString commandList() {
      return new AttributedString(inColumns(commandsFor(buf.toString()), size.getColumns()));
    }

    /**
     * In a search an Escape ends it, elsewhere it is the beginning of an Alt key. JLine would take
     * each arrow key in a search for an Escape and two letters, and end it when the window loses
     * the focus.
     */
    @Override
    public Binding readBinding(KeyMap<Binding> keys, @Nullable KeyMap<Binding> local) {
      if (local == null) {
        return super.readBinding(keys, null);
      }
      Binding atEscape = local.getBound("\u001b");
      if (atEscape != null) {
        local.unbind("\u001b");
        local.bind(atEscape, ESCAPE_ALONE);
      }
      LineEditor.this.terminal.escapeAlone(
          local.getBound(ESCAPE_ALONE) == null ? "" : ESCAPE_ALONE);
      try {
        Binding read = super.readBinding(keys, local);
        while (read instanceof Reference to && FOCUS.contains(to)) {
          callWidget(to.name());
          read = super.readBinding(keys, local);
        }
        return read;
      } finally {
        LineEditor.this.terminal.escapeAlone("");
      }
    }

    /** The key after Ctrl-V, which is put into the line as it is. */
    @Override
    public int readCharacter() {
      LineEditor.this.terminal.escapeAlone("\u001b");
      quoting = true;
      try {
        return super.readCharacter();
      } finally {
        quoting = false;
        LineEditor.this.terminal.escapeAlone("");
      }
    }

    /** JLine erases a finished line, but not what stands at its right end. */
    @Override
    protected void doCleanup(boolean newLine) {
      finishing = true;
      try {
        super.doCleanup(newLine);
      } finally {
        finishing = false;
      }
    }
  }

  /** The commands that the beginning of one may become. */
  private static List<String> commandsFor(String line) {
    return line.isEmpty() || !ChatInput.isSlash(line.charAt(0))
        ? List.of()
        : Completion.at(line, line.length(), List.of()).stream()
            .map(one -> one.text().strip())
            .filter(word -> !word.equals(line))
            .toList();
  }

  /** Words in columns, from top to bottom. */
  static String inColumns(List<String> words, int width) {
    int column = 2 + words.stream().mapToInt(String::length).max().orElse(0);
    int columns = Math.max(1, Math.max(width, 0) / column);
    int rows = (words.size() + columns - 1) / columns;
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      for (int at = row; at < words.size(); at += rows) {
        boolean last = at + rows >= words.size();
        lines.append(last ? words.get(at) : pad(words.get(at), column));
      }
      lines.append(row + 1 < rows ? "\n" : "");
    }
    return lines.toString();
  }

  private static String pad(String word, int width) {
    return word + " ".repeat(width - word.length());
  }

  /** Whether every terminal gives each character of the text the same width. */
  static boolean widthIsCertain(String text) {
    return text.codePoints()
        .allMatch(
            c ->
                switch (Character.getType(c)) {
                  case Character.NON_SPACING_MARK,
                      Character.ENCLOSING_MARK,
                      Character.COMBINING_SPACING_MARK,
                      Character.FORMAT,
                      Character.UNASSIGNED,
                      Character.PRIVATE_USE ->
                      false;
                  default ->
                      c < 0x300
                          || !(Character.isEmoji(c)
                              || Character.isEmojiModifier(c)
                              || Character.isExtendedPictographic(c));
                });
  }

  // ---- for the thread that reads

  /**
   * Asks until there is a name, or none will come.
   *
   * @param wrong what is said to anything else
   */
  Optional<String> askName(String question, String wrong) {
    try {
      String name = reader.readLine(question);
      while (!TextEncoding.isName(name)) {
        if (!name.isEmpty()) {
          reader.printAbove(wrong);
        }
        name = reader.readLine(question);
      }
      return Optional.of(name);
    } catch (EndOfFileException | UserInterruptException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes the terminal for a chat.
   *
   * @param typing is called at each key, except in commands
   * @param watched receives whether the terminal has the focus, if the terminal reports it
   * @param drawnOtherwise is called when it is known how wide the terminal draws emoji: what stands
   *     on the screen may be {@linkplain #redraw drawn anew}
   */
  void open(Runnable typing, Consumer<Boolean> watched, Runnable drawnOtherwise) {
    widthsKnown = drawnOtherwise;
    reader.getWidgets().put(LineReader.SELF_INSERT, typingTold(typing));
    reader.getWidgets().put(LineReader.FOCUS_IN, () -> told(watched, true));
    reader.getWidgets().put(LineReader.FOCUS_OUT, () -> told(watched, false));
    reader.getWidgets().put(SUSPEND, this::suspend);
    reader.getWidgets().put(PUT_BACK, this::putBack);
    KeyMap<Binding> keys = Objects.requireNonNull(reader.getKeyMaps().get(LineReader.MAIN));
    keys.bind(new Reference(SUSPEND), KeyMap.ctrl('Z'));
    keys.bind(new Reference(LineReader.INTERRUPT), KeyMap.ctrl('C'));
    if (hasTitle) {
      terminal.writer().print(SAVE_TITLE);
    }
    open = true;
    enterRawMode();
    terminal.trackFocus(true);
  }

  /**
   * No echo between two lines either. Ctrl-C and Ctrl-Z come as keys, in their turn among the
   * others: as signals they would be lost between two lines.
   */
  private void enterRawMode() {
    var _ = terminal.enterRawMode();
    Attributes raw = terminal.getAttributes();
    raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
    terminal.setAttributes(raw);
  }

  private static boolean told(Consumer<Boolean> watched, boolean now) {
    watched.accept(now);
    return true;
  }

  /**
   * Reads lines until the user has no more, or the thread is interrupted and {@code on} is false.
   *
   * @param on whether to read another
   * @param take takes a line; false if it was the last
   * @param interrupted is called at Ctrl-C on an empty line; a second one ends the chat
   */
  void readLines(BooleanSupplier on, Predicate<String> take, Runnable interrupted) {
    boolean again = false;
    while (on.getAsBoolean()) {
      try {
        String line = reader.readLine(prompt, right, (Character) null, failed.getAndSet(""));
        again = false;
        failed.set(""); // something else was typed instead
        if (!take.test(line)) {
          return;
        }
      } catch (UserInterruptException e) {
        var _ = Thread.interrupted();
        boolean empty = e.getPartialLine().isEmpty(); // otherwise it empties the line
        if (empty && (again || !on.getAsBoolean())) {
          return;
        }
        again = empty;
        if (empty) {
          interrupted.run();
        }
      } catch (EndOfFileException e) {
        return;
      }
    }
  }

  /** Nothing stays of the line that was being typed, nor of what stood around it. */
  void wipe() {
    draw(this::eraseLine);
  }

  private void eraseLine() {
    terminal.puts(Capability.carriage_return);
    terminal.puts(Capability.clr_eol);
    terminal.flush();
  }

  /** Leaves the terminal as it was found, once what is being drawn is done. */
  void close() {
    synchronized (drawing) {
      draw(this::giveBack);
      closed = true;
    }
  }

  /** Draws, unless the terminal is closed. */
  private void draw(Runnable what) {
    synchronized (drawing) {
      if (closed) {
        return;
      }
      try {
        what.run();
      } catch (IllegalStateException e) {
        if (isOpen()) {
          throw e;
        }
        closed = true;
      }
    }
  }

  /** JLine refuses to hand out the writer of a closed terminal, and has no other way to ask. */
  private boolean isOpen() {
    try {
      var _ = terminal.writer();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void giveBack() {
    terminal.trackFocus(false);
    if (hasTitle) {
      terminal.writer().print(RESTORE_TITLE);
    }
    terminal.flush();
    if (open) {
      terminal.setAttributes(terminal.asFound());
    }
  }

  /** The shell has the terminal until it continues this program; nothing is read meanwhile. */
  private boolean suspend() {
    pasteInBrackets(false); // not in the shell
    eraseLine();
    giveBack();
    terminal.suspend();
    if (hasTitle) {
      terminal.writer().print(SAVE_TITLE);
    }
    enterRawMode();
    terminal.trackFocus(true);
    pasteInBrackets(true);
    title = "";
    callWidget(LineReader.REDRAW_LINE);
    callWidget(LineReader.REDISPLAY);
    return true;
  }

  private boolean putBack() {
    String line = failed.getAndSet("");
    if (reader.getBuffer().length() == 0) {
      reader.getBuffer().write(line);
    }
    return true;
  }

  private void pasteInBrackets(boolean on) {
    if (!terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
      terminal.writer().print(on ? "\u001b[?2004h" : "\u001b[?2004l");
    }
  }

  private Widget typingTold(Runnable typing) {
    Widget insert = builtin(LineReader.SELF_INSERT);
    return () -> {
      boolean done = insert.apply();
      String begun = reader.getBuffer().toString();
      if (!begun.isEmpty() && !ChatInput.isSlash(begun.charAt(0))) {
        typing.run();
      }
      return done;
    };
  }

  private Widget builtin(String name) {
    return Objects.requireNonNull(reader.getBuiltinWidgets().get(name));
  }

  /** The encoding of what is typed. */
  Charset charset() {
    return charset;
  }

  // ---- for the thread that shows

  /**
   * Writes above the line, broken between words; lines after the first begin with {@code indent}.
   */
  void above(AttributedString lines, String indent) {
    draw(
        () -> {
          String text = colors.ansi(LineWrapper.wrapped(lines, terminal.getColumns(), indent));
          reader.printAbove(TextEncoding.encodable(text, charset));
        });
  }

  /**
   * Puts a line that came to nothing back, to be corrected; one that is being typed by now stays.
   */
  void putBack(String line) {
    failed.set(line);
    draw(
        () -> {
          if (reader.isReading()) { // otherwise the next line begins with it
            callWidget(PUT_BACK);
            callWidget(LineReader.REDISPLAY);
          }
        });
  }

  /** Empties the screen; the line being typed stays. */
  void clear() {
    draw(
        () -> {
          if (reader.isReading()) {
            callWidget(LineReader.CLEAR_SCREEN);
          } else {
            terminal.puts(Capability.clear_screen);
            terminal.flush();
          }
        });
  }

  /** Draws the line being typed anew, if its width was not certain. */
  void redraw() {
    draw(
        () -> {
          if (reader.isReading() && !widthIsCertain(reader.getBuffer().toString())) {
            eraseLine();
            callWidget(LineReader.REDRAW_LINE);
            callWidget(LineReader.REDISPLAY);
          }
        });
  }

  void bell() {
    draw(
        () -> {
          terminal.puts(Capability.bell);
          terminal.flush();
        });
  }

  /** The title of the terminal's window, where it has one. */
  void title(String now) {
    if (hasTitle && !now.equals(title)) {
      title = now;
      draw(
          () -> {
            terminal.writer().print("\u001b]0;" + TextEncoding.encodable(now, charset) + "\u0007");
            terminal.flush();
          });
    }
  }

  /** What stands before the line and at its right end from now on. */
  void around(String before, String after) {
    prompt = TextEncoding.encodable(before, charset);
    right = TextEncoding.encodable(after, charset);
    draw(
        () -> {
          reader.setPrompt(prompt);
          if (reader.isReading()) {
            callWidget(LineReader.REDISPLAY);
          }
        });
  }

  private void callWidget(String name) {
    try {
      reader.callWidget(name);
    } catch (IllegalStateException e) {
      // the line has just been finished; the next one begins with all of it
    }
  }
}
