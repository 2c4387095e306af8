package prosa.desktop.platform;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import prosa.desktop.model.Settings;

/**
 * The one file that the window writes: {@code desktop.properties} in the person's folder for such
 * things. A file that cannot be read is as good as none, one that cannot be written is not written.
 */
public record SettingsFile(Path path) {

  /** Where this system keeps such files. */
  public static SettingsFile usual() {
    return new SettingsFile(
        folder(
                System.getProperty("os.name", ""),
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")))
            .resolve("prosa")
            .resolve("desktop.properties"));
  }

  static Path folder(String system, Map<String, String> environment, Path home) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return absolute(environment.get("APPDATA"), home.resolve("AppData").resolve("Roaming"));
    }
    if (name.startsWith("mac")) {
      return home.resolve("Library").resolve("Application Support");
    }
    return absolute(environment.get("XDG_CONFIG_HOME"), home.resolve(".config"));
  }

  private static Path absolute(@org.jspecify.annotations.Nullable String named, Path otherwise) {
    return named != null && Path.of(named).isAbsolute() ? Path.of(named) : otherwise;
  }

  /** What was remembered. */
  public Settings load() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
      return Settings.of(properties);
    } catch (IOException | IllegalArgumentException e) {
      return Settings.NONE;
    }
  }

  /** Remembers, wholly or not at all. */
  public void save(Settings settings) {
    try {
      Files.createDirectories(path.getParent());
      Path next = Files.createTempFile(path.getParent(), "desktop", ".new");
      try (Writer writer = Files.newBufferedWriter(next)) {
        settings.properties().store(writer, null);
      }
      Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // nothing is lost but a little comfort
    }
  }
}
