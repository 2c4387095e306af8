package prosa.desktop.view;

import java.awt.Image;
import java.util.function.UnaryOperator;
import prosa.desktop.model.Alert;
import prosa.desktop.model.Settings;
import prosa.desktop.platform.DesktopServices;
import prosa.messages.Messages;

/**
 * How the person likes the window: the settings, remembered whenever they change; the look that
 * follows from them and from the system's; and how to be called. On Swing's event thread only.
 */
final class Preferences {
  private final DesktopServices services;
  private final Runnable restyle;
  private Settings settings;

  /**
   * Puts the look on.
   *
   * @param restyle has what is seen put on another look, after a change
   */
  Preferences(Settings settings, DesktopServices services, Runnable restyle) {
    this.settings = settings;
    this.services = services;
    this.restyle = restyle;
    var _ = putOn();
  }

  Settings settings() {
    return settings;
  }

  void change(UnaryOperator<Settings> change) {
    Settings next = change.apply(settings);
    if (!next.equals(settings)) {
      settings = next;
      services.remember(next);
      if (putOn()) {
        restyle.run();
      }
    }
  }

  private boolean putOn() {
    boolean zoomed = Theme.zoom(settings.zoom());
    return Theme.dark(settings.theme().dark(settings.systemDark())) || zoomed;
  }

  /** One step larger or smaller; 0 for the usual size. */
  void zoom(int step) {
    change(s -> s.withZoom(step == 0 ? 100 : Theme.zoomStep(s.zoom(), step)));
  }

  /** Asks whether the system is dark by now. */
  void askSystem() {
    services.detectDarkMode(dark -> change(s -> s.withSystemDark(dark)));
  }

  /** Calls the person as is wished; who asked to be called is told in any case. */
  void alert(Alert alert, Messages messages, Image icon) {
    boolean call = alert == Alert.CALL;
    if (settings.sound()) {
      services.playSound();
    }
    if (settings.notices() || call) {
      String sentence = messages.text(call ? "somebodySat" : "somebodySpoke");
      services.notify(messages.text("windowTitle"), sentence, icon);
    }
  }
}
