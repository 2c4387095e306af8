package prosa.desktop.platform;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Detects whether the system uses a dark theme.
 *
 * <p>Linux: the desktop portal's {@code color-scheme}, GNOME's setting, or the name of the theme;
 * macOS: {@code AppleInterfaceStyle}; Windows: {@code AppsUseLightTheme}.
 */
final class DarkModeDetector {
  private DarkModeDetector() {}

  /**
   * Asks; may take a few seconds.
   *
   * @param theme the name of the desktop's theme, if Swing knows one
   */
  static boolean dark(Optional<String> theme) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      return SystemCommand.ask(List.of("defaults", "read", "-g", "AppleInterfaceStyle"))
          .map(said -> said.contains("Dark"))
          .orElse(false);
    }
    if (system.startsWith("windows")) {
      return SystemCommand.ask(
              List.of(
                  "reg",
                  "query",
                  "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Themes\\Personalize",
                  "/v",
                  "AppsUseLightTheme"))
          .map(said -> said.stripTrailing().endsWith("0x0"))
          .orElse(false);
    }
    return portal()
        .or(DarkModeDetector::gnome)
        .orElseGet(() -> theme.map(DarkModeDetector::isDarkTheme).orElse(false));
  }

  static boolean isDarkTheme(String theme) {
    return theme.toLowerCase(Locale.ROOT).contains("dark");
  }

  private static Optional<Boolean> portal() {
    if (System.getenv("DBUS_SESSION_BUS_ADDRESS") == null) {
      return Optional.empty(); // asking would start a bus
    }
    return SystemCommand.ask(
            List.of(
                "gdbus",
                "call",
                "--session",
                "--timeout=1",
                "--dest=org.freedesktop.portal.Desktop",
                "--object-path=/org/freedesktop/portal/desktop",
                "--method=org.freedesktop.portal.Settings.Read",
                "org.freedesktop.appearance",
                "color-scheme"))
        .flatMap(DarkModeDetector::scheme);
  }

  /** The portal's answer: 1 dark, 2 light, 0 no preference. */
  static Optional<Boolean> scheme(String answer) {
    if (answer.contains("uint32 1")) {
      return Optional.of(true);
    }
    return answer.contains("uint32 2") ? Optional.of(false) : Optional.empty();
  }

  private static Optional<Boolean> gnome() {
    if (System.getenv("DBUS_SESSION_BUS_ADDRESS") == null) {
      return Optional.empty();
    }
    return SystemCommand.ask(
            List.of("gsettings", "get", "org.gnome.desktop.interface", "color-scheme"))
        .filter(said -> !said.contains("default"))
        .map(said -> said.contains("dark"));
  }
}
