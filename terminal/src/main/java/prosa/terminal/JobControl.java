package prosa.terminal;

import java.io.IOException;

/** What a shell does with the programs of a terminal. */
final class JobControl {
  private JobControl() {}

  /**
   * Stops this program as any other at a terminal (SIGTSTP to its process group), and comes back
   * when the shell continues it. Whoever calls it has given the terminal back, and takes it again.
   */
  static void suspend() {
    try {
      Process stop = new ProcessBuilder("kill", "-s", "TSTP", "0").inheritIO().start();
      var _ = stop.waitFor();
    } catch (IOException e) {
      // a system without signals
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
