package prosa.desktop.view;

import java.awt.Image;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import prosa.desktop.model.Alert;
import prosa.desktop.model.Settings;
import prosa.desktop.model.ThemeChoice;
import prosa.desktop.platform.DesktopServices;
import prosa.messages.Messages;

/**
 * The user's preferences: the settings, saved at each change; the theme that results from them and
 * from the system's; and how to be alerted. On Swing's event thread only.
 */
final class Preferences {
  /** A system tells nobody that it is dark now; asking starts a small program. */
  static final int SECONDS_BETWEEN_QUESTIONS = 30;

  private final DesktopServices services;
  private final DarkModeSource system;
  private final Runnable restyle;
  private Settings settings;
  private int seconds;

  /** Answers whether the system is dark, later or at once. */
  interface DarkModeSource {
    void ask(Consumer<Boolean> dark);
  }

  /**
   * Applies the theme.
   *
   * @param restyle applies a changed theme to the visible components
   */
  Preferences(Settings settings, DesktopServices services, Runnable restyle) {
    this(settings, services, services::detectDarkMode, restyle);
  }

  Preferences(
      Settings settings, DesktopServices services, DarkModeSource system, Runnable restyle) {
    this.settings = settings;
    this.services = services;
    this.system = system;
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
    seconds = 0;
    system.ask(dark -> change(s -> s.withSystemDark(dark)));
  }

  /** To be called once a second: a theme that is the system's follows it. */
  void tick() {
    seconds++;
    if (seconds >= SECONDS_BETWEEN_QUESTIONS && settings.theme() == ThemeChoice.SYSTEM) {
      askSystem();
    }
  }

  /** Alerts the user as the settings say; a user who asked to be called is always alerted. */
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
