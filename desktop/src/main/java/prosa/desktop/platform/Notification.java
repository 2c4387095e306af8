package prosa.desktop.platform;

import java.awt.AWTException;
import java.awt.Image;
import java.awt.SystemTray;
import java.awt.TrayIcon;
import java.util.List;
import java.util.Locale;

/**
 * A notification of the desktop. It never contains a message or a name, because desktops keep lists
 * of notifications.
 */
final class Notification {
  private static final int SHOWN_MILLIS = 6_000;

  private Notification() {}

  /** Shows it by this system's means. */
  static void show(String title, String sentence, Image icon) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("windows") || system.startsWith("mac")) {
      tray(title, sentence, icon);
    } else if (System.getenv("DBUS_SESSION_BUS_ADDRESS") != null) {
      var _ =
          SystemCommand.ask(
              List.of(
                  "notify-send",
                  "--app-name=" + title,
                  "--hint=int:transient:1",
                  "--expire-time=" + SHOWN_MILLIS,
                  title,
                  sentence));
    }
  }

  private static void tray(String title, String sentence, Image icon) {
    if (!SystemTray.isSupported()) {
      return;
    }
    SystemTray tray = SystemTray.getSystemTray();
    TrayIcon shown = new TrayIcon(icon, title);
    shown.setImageAutoSize(true);
    try {
      tray.add(shown);
      shown.displayMessage(title, sentence, TrayIcon.MessageType.NONE);
      Thread.sleep(SHOWN_MILLIS);
    } catch (AWTException e) {
      // then there is none
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      tray.remove(shown);
    }
  }
}
