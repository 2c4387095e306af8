package prosa.desktop.platform;

import java.awt.Desktop;
import java.awt.Image;
import java.awt.Toolkit;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.swing.SwingUtilities;
import prosa.desktop.model.Settings;

/**
 * The desktop's services: browser, sounds, notifications, settings file. No method blocks: one
 * thread executes the tasks in order; at most {@value #MOST} wait, further ones are dropped.
 */
public final class DesktopServices implements AutoCloseable {
  private static final int MOST = 16;
  private static final long SHUTDOWN_MILLIS = 500;

  private final SettingsFile file;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST),
          task -> Thread.ofPlatform().daemon().name("desktop-services").unstarted(task),
          new ThreadPoolExecutor.DiscardPolicy());

  public DesktopServices(SettingsFile file) {
    this.file = file;
  }

  /** Opens an address of the web in the user's browser, or tells that there is none. */
  public void open(URI target, Runnable cannot) {
    executor.execute(
        () -> {
          try {
            if (Desktop.isDesktopSupported()
                && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
              Desktop.getDesktop().browse(target);
              return;
            }
          } catch (IOException | IllegalArgumentException | SecurityException e) {
            // then there is none, as below
          }
          SwingUtilities.invokeLater(cannot);
        });
  }

  /** Runs something slow ahead of time. */
  public void ahead(Runnable task) {
    executor.execute(task);
  }

  /** Makes a short sound. */
  public void playSound() {
    executor.execute(NotificationSound::play);
  }

  /** Shows a notification. */
  public void notify(String title, String sentence, Image icon) {
    executor.execute(() -> Notification.show(title, sentence, icon));
  }

  /** Saves the settings. */
  public void remember(Settings settings) {
    executor.execute(() -> file.save(settings));
  }

  /** Asks whether the system is dark, and answers on Swing's thread. */
  public void detectDarkMode(Consumer<Boolean> dark) {
    Optional<String> theme =
        Toolkit.getDefaultToolkit().getDesktopProperty("gnome.Net/ThemeName") instanceof String name
            ? Optional.of(name)
            : Optional.empty();
    executor.execute(
        () -> {
          boolean answer = DarkModeDetector.dark(theme);
          SwingUtilities.invokeLater(() -> dark.accept(answer));
        });
  }

  /** Ends the thread. Pending writes are completed if that takes no longer than half a second. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
