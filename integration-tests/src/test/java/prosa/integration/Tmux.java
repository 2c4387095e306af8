package prosa.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A terminal with a person at it: a tmux server of its own with one pane, of 90 columns if nothing
 * else is said. It sends keys and reads the screen.
 */
public final class Tmux implements AutoCloseable {
  private static final int COLUMNS = 90;

  private static final long FIRST_PAUSE_NANOS = 50_000_000;
  private static final long LONGEST_PAUSE_NANOS = 250_000_000;

  private final String name = "prosa-" + UUID.randomUUID();

  private final String type;

  private long pauseNanos = FIRST_PAUSE_NANOS;
  private long lookedAt = System.nanoTime() - FIRST_PAUSE_NANOS;

  private Tmux(String command, int columns, String type) throws IOException {
    this.type = type;
    run(
        "new-session",
        "-d",
        "-x",
        String.valueOf(columns),
        "-y",
        "40",
        command + "; echo exit=$?; exec cat");
  }

  /** Runs a shell command there; its exit code is shown when it has ended. */
  public static Tmux running(String command) throws IOException {
    return new Tmux(command, COLUMNS, "xterm-256color");
  }

  /** A terminal of so many columns and of this type. */
  static Tmux running(String command, int columns, String type) throws IOException {
    return new Tmux(command, columns, type);
  }

  /** Types text as it stands. */
  public Tmux type(String text) throws IOException {
    run("send-keys", "-l", text);
    return this;
  }

  /** Presses a key by tmux's name for it. */
  public Tmux press(String key) throws IOException {
    run("send-keys", key);
    return this;
  }

  /** Everything on the screen, without empty lines. */
  public List<String> screen() {
    pause();
    try {
      return run("capture-pane", "-p").lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything on the screen with its colours, as escape sequences. */
  List<String> coloured() throws IOException {
    return run("capture-pane", "-p", "-e").lines().filter(line -> !line.isBlank()).toList();
  }

  /** The title that the program has given to its window. */
  String title() {
    return told("#{pane_title}");
  }

  /** Whether the bell rang. */
  boolean rang() {
    return told("#{window_bell_flag}").equals("1");
  }

  /** Changes the size of the terminal, as a person does with a window's border. */
  Tmux resize(int columns, int rows) throws IOException {
    run("resize-window", "-x", String.valueOf(columns), "-y", String.valueOf(rows));
    return this;
  }

  /** Whether the cursor is shown. */
  boolean showsCursor() {
    return told("#{cursor_flag}").equals("1");
  }

  /** Whether a program has the whole screen, beside which the lines before it are kept. */
  boolean onWholeScreen() {
    return told("#{alternate_on}").equals("1");
  }

  private String told(String format) {
    pause();
    try {
      return run("display-message", "-p", format).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line that is being typed: the last one. */
  String line() {
    List<String> screen = screen();
    return screen.isEmpty() ? "" : screen.getLast();
  }

  /** Waits until something stands on the screen. */
  public Tmux sees(String what) {
    lookSoon();
    boolean seen = Await.within(Await.LONG, () -> screen().toString().contains(what));
    if (!seen) {
      throw new AssertionError("not seen: " + what + " in\n" + String.join("\n", screen()));
    }
    return this;
  }

  /** Waits until something stands on the screen no more. */
  public Tmux seesNoMore(String what) {
    lookSoon();
    if (!Await.within(Await.LONG, () -> !screen().toString().contains(what))) {
      throw new AssertionError("still seen: " + what + " in\n" + String.join("\n", screen()));
    }
    return this;
  }

  /** Each look is a process of its own: the longer something is waited for, the more seldom. */
  private synchronized void pause() {
    LockSupport.parkNanos(lookedAt + pauseNanos - System.nanoTime());
    lookedAt = System.nanoTime();
    pauseNanos = Math.min(LONGEST_PAUSE_NANOS, pauseNanos * 5 / 4);
  }

  private synchronized void lookSoon() {
    pauseNanos = FIRST_PAUSE_NANOS;
  }

  private String run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", name, "-f", "/dev/null"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("TERM", type);
    builder.environment().remove("TMUX");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("tmux " + arguments[0] + ": " + said);
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    return said;
  }

  @Override
  public void close() throws IOException {
    run("kill-server");
  }
}
