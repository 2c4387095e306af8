package prosa.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A display that nobody sees (Xvfb), with a number that the X server chose because it was free. It
 * has no window manager. Ends when it is closed, at the latest with this JVM.
 */
final class Display implements AutoCloseable {
  private static final String USUAL_SIZE = "1280x900";

  private final Process server;
  private final Thread atExit;
  private final String name;

  private Display(Process server, String name) {
    this.server = server;
    this.name = name;
    atExit = new Thread(server::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  static Display open() throws IOException {
    return open(USUAL_SIZE);
  }

  /**
   * Opens one.
   *
   * @param size in pixels, for example {@code 1024x600}
   */
  static Display open(String size) throws IOException {
    Process server =
        new ProcessBuilder(
                "Xvfb",
                "-displayfd",
                "1",
                "-screen",
                "0",
                size + "x24",
                "-nolisten",
                "tcp",
                "-noreset") // or it starts anew when its only program ends, and refuses the next
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = server.inputReader(StandardCharsets.US_ASCII);
    String number = out.readLine();
    if (number == null) {
      throw new IOException("Xvfb opened no display");
    }
    return new Display(server, ":" + number.strip());
  }

  /** As the environment variable {@code DISPLAY} has it. */
  String name() {
    return name;
  }

  /** Takes the keyboard away from whatever window has it, as another program's window would. */
  void takeFocus() throws IOException, InterruptedException {
    ProcessBuilder command = new ProcessBuilder("xdotool", "windowfocus", "1");
    command.environment().put("DISPLAY", name);
    command.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    if (!command.start().waitFor(10, TimeUnit.SECONDS)) {
      throw new IOException("xdotool does not end");
    }
  }

  /** Whether a window of this class ({@code WM_CLASS}) is there. */
  boolean hasWindowOfClass(String windowClass) {
    ProcessBuilder command =
        new ProcessBuilder("xdotool", "search", "--class", "^" + windowClass + "$");
    command.environment().put("DISPLAY", name);
    command.redirectError(ProcessBuilder.Redirect.DISCARD);
    try (BufferedReader found = command.start().inputReader(StandardCharsets.US_ASCII)) {
      return found.lines().count() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.destroy();
    try {
      if (!server.waitFor(5, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      throw new UncheckedIOException(new IOException("closed while the JVM ends", e));
    }
  }
}
