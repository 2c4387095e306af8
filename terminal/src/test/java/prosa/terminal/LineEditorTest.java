package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.keymap.KeyMap;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.jline.reader.Reference;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.testing.Growth;

/** The line editor: keys, completion, and widths. */
final class LineEditorTest {
  private static final MemberInfo ANA_LIMA = new MemberInfo(2, "Ana Lima", true, false);
  private static final MemberInfo BIA = new MemberInfo(3, "Bia", true, false);

  private final RoomState room = new RoomState();
  private final InputCompleter completer = new InputCompleter(() -> room);

  private static LineReaderImpl reader(byte[] keys) throws IOException {
    Terminal terminal =
        new DumbTerminal(new ByteArrayInputStream(keys), new ByteArrayOutputStream());
    LineReaderImpl reader = new LineReaderImpl(terminal, "test");
    reader.getKeyMaps().put(LineReader.MAIN, reader.getKeyMaps().get(LineReader.EMACS));
    return reader;
  }

  @Test
  void noKeyIsLeftThatWritesADraftToADiskOrRunsACommandByItsName() throws IOException {
    LineReaderImpl reader = reader(new byte[0]);
    EditorKeys.restrict(reader);
    Set<String> bound = new TreeSet<>();
    reader
        .getKeyMaps()
        .values()
        .forEach(
            keys ->
                keys.getBoundKeys().values().stream()
                    .filter(Reference.class::isInstance)
                    .forEach(binding -> bound.add(((Reference) binding).name())));

    assertThat(bound)
        .contains(LineReader.SELF_INSERT, LineReader.ACCEPT_LINE, LineReader.UP_LINE_OR_HISTORY)
        .doesNotContain(
            LineReader.EDIT_AND_EXECUTE_COMMAND,
            LineReader.EXECUTE_NAMED_CMD,
            LineReader.RECURSIVE_EDIT,
            LineReader.VI_CMD_MODE);
    assertThat(reader.getWidgets()).doesNotContainKey(LineReader.EDIT_AND_EXECUTE_COMMAND);
  }

  /** Presses each key of JLine's own keymaps after a draft, in a folder for temporary files. */
  @Test
  void whateverKeyIsPressedNoFileAppears() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Set<Path> before = files(temporary);
    List<String> keys =
        List.copyOf(
            Objects.requireNonNull(reader(new byte[0]).getKeyMaps().get(LineReader.EMACS))
                .getBoundKeys()
                .keySet());
    for (String key : keys) {
      LineReaderImpl reader =
          reader(("draft-canary" + key + "\r\r").getBytes(StandardCharsets.UTF_8));
      EditorKeys.restrict(reader);
      try {
        String line = reader.readLine();
        assertThat(line).as(KeyMap.display(key)).isNotNull();
      } catch (org.jline.reader.UserInterruptException | org.jline.reader.EndOfFileException e) {
        // that was this key's meaning
      }
    }
    assertThat(files(temporary).stream().filter(file -> !before.contains(file)))
        .noneMatch(LineEditorTest::holdsDraft);
  }

  private static Set<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.collect(Collectors.toSet());
    }
  }

  private static boolean holdsDraft(Path file) {
    try {
      return Files.isRegularFile(file)
          && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
              .contains("draft-canary");
    } catch (IOException e) {
      return false; // of another program, and gone or not readable
    }
  }

  private List<String> completions(String line) throws IOException {
    ParsedLine parsed = completer.parse(line, line.length(), ParseContext.COMPLETE);
    List<Candidate> candidates = new ArrayList<>();
    completer.complete(reader(new byte[0]), parsed, candidates);
    String kept = line.substring(0, line.length() - parsed.wordCursor());
    return candidates.stream()
        .map(Candidate::value)
        .filter(
            value ->
                value
                    .toLowerCase(java.util.Locale.ROOT)
                    .startsWith(parsed.word().toLowerCase(java.util.Locale.ROOT)))
        .map(value -> kept + value)
        .toList();
  }

  @Test
  void wholeNamesAreCompletedWithTheirSpaces() throws IOException {
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Eu", 1, 10, List.of(ANA_LIMA, BIA)),
            JoinKind.NEW));

    assertThat(completions("an")).containsExactly("Ana Lima:");
    assertThat(completions("Ana L")).containsExactly("Ana Lima:");
    assertThat(completions("oi ana l")).containsExactly("oi Ana Lima");
    assertThat(completions("oi @an")).containsExactly("oi @Ana Lima");
    assertThat(completions("/mute ana ")).containsExactly("/mute Ana Lima");
    assertThat(completions("/wh")).containsExactly("/who");
    assertThat(completions("xyz")).isEmpty();
  }

  @Test
  void aNameIsCompletedFromAnySpellingOfIt() throws IOException {
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(
                Optional.of("Chat0"),
                "Eu",
                1,
                10,
                List.of(
                    new MemberInfo(2, "Straße", true, false),
                    new MemberInfo(3, "André Sá", true, false),
                    new MemberInfo(4, "ΝΙΚΟΣ", true, false))),
            JoinKind.NEW));
    List<String> lines = new ArrayList<>();
    String keys = "olá @STRASS\t\rolá andre\u0301 S\t\rolá νικος\t\r  strass\t\r";
    try (KeyboardTerminal terminal = terminalWith(keys, new ByteArrayOutputStream())) {
      LineEditor editor = new LineEditor(terminal, completer, TerminalColors.of(terminal, "", ""));
      editor.open(() -> {}, _ -> {}, () -> {});
      editor.readLines(() -> true, line -> lines.add(line.stripTrailing()), () -> {});
    }
    assertThat(lines).containsExactly("olá @Straße", "olá André Sá", "olá ΝΙΚΟΣ", "  Straße");
  }

  @Test
  void commandsStandInColumns() {
    List<String> words = List.of("/a", "/bcd", "/e", "/f", "/g");
    assertThat(LineEditor.inColumns(words, 12)).isEqualTo("/a    /f\n/bcd  /g\n/e");
    assertThat(LineEditor.inColumns(words, 80)).isEqualTo("/a    /bcd  /e    /f    /g");
    assertThat(LineEditor.inColumns(words, 0).lines()).hasSize(5);
    assertThat(LineEditor.inColumns(List.of(), 80)).isEmpty();
  }

  @Test
  void theWorkOfCompletionGrowsWithTheLengthOfALineOnly() {
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Eu", 1, 10, List.of(ANA_LIMA, BIA)),
            JoinKind.NEW));
    Growth.isLinear("parse", line -> completer.parse(line, line.length(), ParseContext.COMPLETE));
  }

  @Test
  void unmuteCompletesWhoIsMuted() throws IOException {
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Eu", 1, 10, List.of(ANA_LIMA, BIA)),
            JoinKind.NEW));
    room.mute(BIA, true);

    assertThat(completions("/unmute ")).containsExactly("/unmute Bia");
    assertThat(completions("/unmute a")).isEmpty();
  }

  @Test
  void whatTerminalsDrawInDifferentWidthsIsKnown() {
    assertThat(LineEditor.widthIsCertain("olá, 42 漢字 (x) ©®")).isTrue();
    assertThat(LineEditor.widthIsCertain("👍🏽")).isFalse();
    assertThat(LineEditor.widthIsCertain("नमस्ते")).isFalse();
    assertThat(LineEditor.widthIsCertain("e\u0301")).isFalse();
    assertThat(LineEditor.widthIsCertain("❤️")).isFalse();
  }

  /** A terminal at which these keys come. */
  private static KeyboardTerminal terminalWith(String keys, OutputStream shown) throws IOException {
    return KeyboardTerminal.of(
        new DumbTerminal(
            "test",
            "xterm",
            new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)),
            shown,
            StandardCharsets.UTF_8));
  }

  private static LineEditor editorAt(KeyboardTerminal terminal) {
    return new LineEditor(
        terminal, new InputCompleter(RoomState::new), TerminalColors.of(terminal, "", ""));
  }

  /** A terminal with a title, of the given width, and the editor at it. */
  private record Screen(KeyboardTerminal terminal, ByteArrayOutputStream shown, LineEditor editor) {
    static Screen of(int columns) throws IOException {
      ByteArrayOutputStream shown = new ByteArrayOutputStream();
      KeyboardTerminal terminal = terminalWith("", shown);
      terminal.setSize(Size.of(columns, 24));
      return new Screen(terminal, shown, editorAt(terminal));
    }

    /** Everything that is drawn in a chat. */
    void drawAll(String text) {
      editor.above(new AttributedString(text), "  ");
      editor.around(text + " › ", text);
      editor.title(text);
      editor.bell();
      editor.clear();
      editor.wipe();
    }

    String text() {
      return shown.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void terminalWithoutWidthShowsWhatIsSaid() throws IOException {
    Screen screen = Screen.of(0);
    screen.editor().open(() -> {}, _ -> {}, () -> {});
    screen.drawAll("olá a todos");
    assertThat(screen.text()).contains("olá a todos");
    screen.editor().close();
    screen.terminal().close();
  }

  @Test
  void nothingIsDrawnAfterTheTerminalWasGivenBack() throws IOException {
    for (int columns : new int[] {0, 80}) {
      Screen screen = Screen.of(columns);
      screen.editor().open(() -> {}, _ -> {}, () -> {});
      screen.drawAll("before");
      screen.editor().close();
      String before = screen.text();
      screen.drawAll("after");
      screen.terminal().close();
      screen.drawAll("after");
      screen.editor().close();
      assertThat(screen.text()).contains("before").isEqualTo(before);
    }
  }

  @Test
  void terminalThatSomethingElseClosedIsDrawnOnNoMore() throws IOException {
    for (int columns : new int[] {0, 80}) {
      Screen screen = Screen.of(columns);
      screen.editor().open(() -> {}, _ -> {}, () -> {});
      screen.terminal().close();
      String before = screen.text();
      screen.drawAll("after");
      screen.editor().close();
      assertThat(screen.text()).isEqualTo(before);
    }
  }

  @Test
  void whatIsDrawnWhileTheTerminalIsClosedEndsNoThread() throws Exception {
    for (int round = 0; round < 50; round++) {
      Screen screen = Screen.of(round % 2 * 80);
      CountDownLatch drawn = new CountDownLatch(2);
      CompletableFuture<Void> drawing =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 100; i++) {
                  screen.drawAll("text " + i);
                  drawn.countDown();
                }
              });
      assertThat(drawn.await(10, TimeUnit.SECONDS)).isTrue();
      screen.editor().close();
      screen.terminal().close();
      drawing.get(10, TimeUnit.SECONDS);
    }
  }

  /** What an editor reads, at a terminal that says all this. */
  private static List<String> read(String keys) throws IOException {
    List<String> lines = new ArrayList<>();
    try (KeyboardTerminal terminal = terminalWith(keys, new ByteArrayOutputStream())) {
      LineEditor editor = editorAt(terminal);
      editor.askName("name: ", "no name").ifPresent(lines::add);
      editor.open(() -> {}, _ -> {}, () -> {});
      editor.readLines(() -> true, lines::add, () -> {});
    }
    return lines;
  }

  @Test
  void noAnswerOfATerminalGetsIntoANameOrALine() throws IOException {
    for (String answer : TypedKeysTest.ANSWERS) {
      assertThat(read("An" + answer + "a\r" + answer + "olá" + answer + answer + " Bia\r" + answer))
          .as(KeyMap.display(answer))
          .containsExactly("Ana", "olá Bia");
    }
  }

  /** In a search, after Ctrl-V, among completions: everywhere where a key is waited for. */
  @Test
  void noAnswerIsTakenForAKeyWhereTheEditorWaitsForOne() throws IOException {
    String answer = "\u001b[1;3R\u001b]11;rgb:1e1e/1e1e/2e2e\u001b\\\u001b[O";
    assertThat(read("Ana\rum dois\r\u0012" + answer + "do" + answer + "\r\u0012um\r"))
        .containsExactly("Ana", "um dois", "um dois", "um dois");
    assertThat(read("Ana\rum dois\r\u0012do\u001bOD!\r")).endsWith("um! dois");
    assertThat(read("Ana\ra\u0016" + answer + "\tb\r")).containsExactly("Ana", "a\tb");
    assertThat(read("Ana\r/w\t" + answer + "\t" + answer + "\r")).hasSize(2);
  }

  @Test
  void pastesAndAltKeysAreWhatTheyWere() throws IOException {
    String paste = TypedKeys.PASTE + "um\rdois" + TypedKeys.PASTE_END;
    assertThat(read("Ana\rx" + paste + "y\r")).containsExactly("Ana", "xum\ndoisy");
    assertThat(read("Ana\rum dois\u001bb\u001bu\r")).containsExactly("Ana", "um DOIS");
    assertThat(read("Ana\rum dois\u001bOH\u001b[1;5C!\r")).containsExactly("Ana", "um !dois");
  }

  @Test
  void whatIsNoNameIsToldAndAskedAgain() throws IOException {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (KeyboardTerminal terminal = terminalWith("x".repeat(33) + "\r\rAna\r", shown)) {
      assertThat(editorAt(terminal).askName("name: ", "that is no name")).contains("Ana");
    }
    assertThat(shown.toString(StandardCharsets.UTF_8).split("that is no name", -1)).hasSize(2);
  }

  /** The terminal tells that it has the mode for emoji; it is switched on, and off at the end. */
  @Test
  void theWidthOfEmojiIsWhatTheTerminalSays() throws IOException {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    KeyboardTerminal terminal = terminalWith("a\u001b[?2027;2$yb\r", shown);
    LineEditor editor = editorAt(terminal);
    AttributedString family = new AttributedString("👩‍👩‍👧");
    assertThat(family.columnLength(terminal)).isGreaterThan(2);
    assertThat(terminal.getGraphemeClusterMode()).isFalse();
    assertThat(editor.askName("name: ", "no name")).contains("ab");
    assertThat(terminal.getGraphemeClusterMode()).isTrue();
    assertThat(family.columnLength(terminal)).isEqualTo(2);
    terminal.close();
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .contains(WidthQuestion.text(true), WidthQuestion.ON)
        .endsWith(WidthQuestion.OFF);
  }
}
