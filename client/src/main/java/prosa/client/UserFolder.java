package prosa.client;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where this system keeps a user's settings of Prosa: {@code $XDG_CONFIG_HOME/prosa} or {@code
 * $HOME/.config/prosa}, {@code ~/Library/Application Support/prosa} on macOS, {@code
 * %APPDATA%\prosa} on Windows. Nothing here creates it.
 */
public final class UserFolder {
  private UserFolder() {}

  /** The folder of the user who runs this program. */
  public static Path config() {
    return config(
        System.getProperty("os.name", ""),
        System.getenv(),
        Path.of(System.getProperty("user.home", ".")));
  }

  /**
   * The folder in this environment.
   *
   * @param home of the account, for where the environment names none
   */
  static Path config(String system, Map<String, String> environment, Path home) {
    String name = system.toLowerCase(Locale.ROOT);
    Path own = absolute(environment.get("HOME"), home);
    Path settings;
    if (name.startsWith("windows")) {
      settings = absolute(environment.get("APPDATA"), home.resolve("AppData").resolve("Roaming"));
    } else if (name.startsWith("mac")) {
      settings = own.resolve("Library").resolve("Application Support");
    } else {
      settings = absolute(environment.get("XDG_CONFIG_HOME"), own.resolve(".config"));
    }
    return settings.resolve("prosa");
  }

  private static Path absolute(@Nullable String named, Path otherwise) {
    return named != null && Path.of(named).isAbsolute() ? Path.of(named) : otherwise;
  }
}
