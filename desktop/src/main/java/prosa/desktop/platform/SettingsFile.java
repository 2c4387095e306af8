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
 * The one file that the window writes: {@code desktop.properties} in the person's folder for such
 * things. A file that cannot be read is as good as none, one that cannot be written is not written.
 */
public record SettingsFile(Path path) {

  /** Where this system keeps such files. */
  public static SettingsFile usual() {
    return new SettingsFile(UserFolder.config().resolve("desktop.properties"));
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
