package prosa.integration;

import java.awt.Rectangle;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code prosa desktop} in a process and on a display of its own, with somebody at its keyboard;
 * see {@link WindowDriver}. What it writes to standard error fails the test.
 */
final class DesktopWindow implements AutoCloseable {
  /** Each look walks through the whole window on its thread, so whoever waits looks this seldom. */
  private static final long BETWEEN_LOOKS_NANOS = 30_000_000;

  private final Display display;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;
  private final Path err;
  private long lookedAt = System.nanoTime() - BETWEEN_LOOKS_NANOS;

  private DesktopWindow(Display display, Process process, Path err) {
    this.display = display;
    this.process = process;
    this.err = err;
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Opens it; {@code home} is where it may keep its settings. */
  static DesktopWindow open(Path home, String... flags) throws IOException {
    return open(Display.open(), 1, home, flags);
  }

  /** Opens it on a display, which it closes; each of its pixels is {@code scale} of that. */
  static DesktopWindow open(Display display, int scale, Path home, String... flags)
      throws IOException {
    Path err = Files.createTempFile("prosa-desktop", ".err");
    List<String> command =
        JavaCommand.of(
            JavaCommand.Program.WINDOW,
            "-Xmx256m",
            "-Duser.home=" + home,
            "-Dsun.java2d.uiScale=" + scale);
    command.addAll(List.of("prosa.integration.WindowDriver", "desktop"));
    command.addAll(Arrays.asList(flags));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
    builder.environment().put("DISPLAY", display.name());
    builder.environment().put("XDG_CONFIG_HOME", home.resolve("config").toString());
    builder.environment().remove("DBUS_SESSION_BUS_ADDRESS");
    DesktopWindow window = new DesktopWindow(display, builder.start(), err);
    window.awaitTitle("Prosa");
    return window;
  }

  private synchronized List<String> ask(String line) {
    try {
      commands.write(line);
      commands.newLine();
      commands.flush();
      List<String> lines = new ArrayList<>();
      for (String answer = answers.readLine(); !".".equals(answer); answer = answers.readLine()) {
        if (answer == null) {
          throw new AssertionError("the window ended: " + Files.readString(err));
        }
        lines.add(answer);
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException("the window ended", e);
    }
  }

  // ---- what is seen

  /** Everything that can be read, as a screen reader would find it. */
  List<String> seen() {
    LockSupport.parkNanos(lookedAt + BETWEEN_LOOKS_NANOS - System.nanoTime());
    lookedAt = System.nanoTime();
    return ask("seen");
  }

  /** Role and name of all that assistive technology reaches from the frame. */
  List<String> tree() {
    return ask("tree");
  }

  /** Waits until something that can be read contains this. */
  void awaitText(String text) {
    await("the text '" + text + "'", seen -> seen.stream().anyMatch(s -> s.contains(text)));
  }

  void await(String what, Predicate<List<String>> condition) {
    if (!Await.within(Await.LONG, () -> condition.test(seen()))) {
      throw new AssertionError("waited in vain for " + what + " in " + seen());
    }
  }

  void awaitTitle(String title) {
    Await.until("the title " + title, () -> ask("title").contains(title));
  }

  /**
   * Presses a key until what has this accessible name has the keyboard: a key that comes while a
   * dialog is still being shown is lost.
   */
  void moveFocus(String key, String name) {
    Await.until(
        "the focus on " + name,
        () -> {
          key(key);
          return Await.within(Duration.ofSeconds(1), () -> focus().startsWith(name));
        });
  }

  /** Waits until what has this accessible name has the keyboard. */
  void awaitFocus(String name) {
    if (!Await.within(Await.LONG, () -> focus().startsWith(name))) {
      throw new AssertionError("waited in vain for the focus on " + name + "; it is on " + focus());
    }
  }

  String focus() {
    return ask("focus").getFirst();
  }

  String clipboard() {
    return ask("clipboard").getFirst();
  }

  /** How long its thread takes to answer. */
  Duration latency() {
    return Duration.ofMillis(Long.parseLong(ask("latency").getFirst()));
  }

  // ---- what is done

  DesktopWindow type(String text) {
    var _ = ask("type " + text);
    return this;
  }

  DesktopWindow key(String combination) {
    var _ = ask("key " + combination);
    return this;
  }

  /** Copies what has the keyboard, once more while something else is copied. */
  void copies(String text) {
    Await.until(
        "copied: " + text + ", with the keyboard at " + focus(),
        () -> {
          var _ = key("ctrl C");
          return Await.within(Duration.ofSeconds(1), () -> clipboard().equals(text));
        });
  }

  /** Goes on by the Tab key until what has the keyboard has such a name. */
  void tabTo(Predicate<String> name) {
    for (int i = 0; i < 30 && !name.test(focus()); i++) {
      String before = focus();
      var _ = key("TAB");
      Await.until("the focus to move on from " + before, () -> !focus().equals(before));
    }
  }

  /** Waits for what has a name that begins like this, and presses it. */
  DesktopWindow click(String name) {
    Await.until("something named " + name, () -> ask("click " + name).equals(List.of("done")));
    return this;
  }

  /** Drags the mouse from the beginning of one text to the end of another, in so many movements. */
  void drag(String from, String to, int steps) {
    Await.until(
        "texts that begin with " + from + " and " + to,
        () -> ask("drag " + from + "|" + to + "|" + steps).equals(List.of("done")));
  }

  /** What is not seen whole and cannot be scrolled into sight. */
  List<String> cut() {
    return ask("cut");
  }

  /** Puts so many lines of text on the clipboard. */
  void copyLines(int lines) {
    var _ = ask("copy " + lines);
  }

  /** How high what has this name is, in pixels. */
  int height(String name) {
    return bounds(name).height;
  }

  /** Where on the display the part that is seen of what has this name is, in its pixels. */
  Rectangle bounds(String name) {
    List<Integer> numbers =
        Stream.of(ask("bounds " + name).getFirst().split(" ")).map(Integer::valueOf).toList();
    return new Rectangle(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
  }

  /** Another program's window takes the keyboard. */
  void toTheBack() throws IOException, InterruptedException {
    display.takeFocus();
  }

  /** Says what is to be said without waiting for an answer: the window may be gone by then. */
  void leaveBy(String combination) {
    try {
      commands.write("key " + combination);
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the window ended", e);
    }
  }

  /** Its exit code. */
  int exit() throws InterruptedException {
    if (!process.waitFor(Await.LONG.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the window is still open");
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    display.close();
    String said = Files.readString(err);
    Files.delete(err);
    if (!said.isBlank()) {
      throw new AssertionError("the window wrote to standard error: " + said);
    }
  }
}
