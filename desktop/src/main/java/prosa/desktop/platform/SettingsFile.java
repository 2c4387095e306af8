package prosa.desktop.platform;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import prosa.client.UserFolder;
import prosa.desktop.model.Settings;

/**
 * The only file that the window writes: {@code desktop.properties} in the user's configuration
 * folder. A file that cannot be read counts as missing; failed writes are ignored.
 */
public record SettingsFile(Path path) {

  /** Where this system keeps such files. */
  public static SettingsFile usual() {
    return new SettingsFile(UserFolder.config().resolve("desktop.properties"));
  }

  /** Reads the settings. */
  public Settings load() {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
      return Settings.of(properties);
    } catch (IOException | IllegalArgumentException e) {
      return Settings.NONE;
    }
  }

  /** Writes the settings atomically. */
  public void save(Settings settings) {
    try {
      Files.createDirectories(path.getParent());
      Path next = Files.createTempFile(path.getParent(), "desktop", ".new");
      try (Writer writer = Files.newBufferedWriter(next)) {
        settings.properties().store(writer, null);
      }
      Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // the settings are a convenience only
    }
  }
}
