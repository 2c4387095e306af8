package prosa.desktop;

import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.swing.JComponent;
import javax.swing.SwingUtilities;
import prosa.desktop.model.Settings;
import prosa.desktop.platform.DesktopServices;
import prosa.desktop.platform.SettingsFile;
import prosa.desktop.platform.WindowClass;
import prosa.desktop.view.AotTraining;
import prosa.desktop.view.ChatFrame;
import prosa.messages.Messages;

/**
 * The desktop program: opens the window and ends when it is closed.
 *
 * <p>Any thread may call; the window lives on Swing's own.
 */
public final class DesktopApp implements AutoCloseable {
  private static final long LEAVE_MILLIS = 1_500;

  private final DesktopServices services;
  private final CompletableFuture<ChatFrame> window = new CompletableFuture<>();

  private DesktopApp(DesktopServices services) {
    this.services = services;
  }

  /**
   * Opens the window.
   *
   * @throws HeadlessException if there is no display to open it on
   */
  public static DesktopApp open(LaunchOptions launch) {
    prepare();
    SettingsFile file = SettingsFile.usual();
    Settings settings = file.load();
    DesktopApp face = new DesktopApp(new DesktopServices(file));
    try {
      if (GraphicsEnvironment.isHeadless()) {
        throw new HeadlessException();
      }
      SwingUtilities.invokeLater(() -> face.show(launch, settings));
    } catch (AWTError e) { // a display is named, and is not there
      HeadlessException none = new HeadlessException(e.getMessage());
      none.initCause(e);
      throw none;
    }
    return face;
  }

  /** Goes through the window's first minute without opening one; see {@link AotTraining}. */
  public static void aotTraining(LaunchOptions launch) throws InterruptedException {
    prepare();
    try (DesktopServices services = new DesktopServices(SettingsFile.usual())) {
      SwingUtilities.invokeAndWait(
          () -> AotTraining.play(Messages.forPerson(launch.locale()), services));
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** To be said before Swing wakes up. */
  private static void prepare() {
    usually("awt.useSystemAAFontSettings", "on");
    usually("apple.laf.useScreenMenuBar", "true");
    usually("apple.awt.application.name", "Prosa");
    usually("apple.awt.application.appearance", "system");
  }

  private static void usually(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private void show(LaunchOptions launch, Settings settings) {
    try {
      WindowClass.set("Prosa");
      JComponent.setDefaultLocale(launch.locale());
      ChatFrame frame =
          new ChatFrame(
              Messages.forPerson(launch.locale()),
              services,
              settings,
              launch.user().orElse(settings.name()),
              launch.address().orElse(settings.address()),
              launch.version());
      frame.open();
      window.complete(frame);
    } catch (RuntimeException | Error e) {
      window.completeExceptionally(e);
    }
  }

  /**
   * Waits until the user closes the window.
   *
   * @throws ExecutionException if it could not be opened
   */
  public void awaitClosed() throws InterruptedException, ExecutionException {
    window.get().over().get();
    services.close();
  }

  /** Closes the window without asking, and waits a moment for the server to be told. */
  @Override
  public void close() {
    try {
      ChatFrame frame = window.get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
      SwingUtilities.invokeLater(frame::close);
      frame.over().get(LEAVE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // nobody is left to be told
    }
  }
}
