package prosa.terminal;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The display options of a chat in a terminal.
 *
 * @param timestamps whether each line begins with the time
 * @param bell whether the bell rings when somebody joins a user who waits alone, and at mentions
 */
public record DisplayOptions(boolean timestamps, boolean bell) {
  /** The defaults. */
  public static final DisplayOptions DEFAULT = new DisplayOptions(true, true);

  /**
   * What the file of settings says: lines such as {@code bell = off}. Missing or invalid values are
   * as in {@link #DEFAULT}, and so is everything without a file.
   */
  public static DisplayOptions read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      return DEFAULT;
    }
    return new DisplayOptions(on(properties, "timestamps"), on(properties, "bell"));
  }

  private static boolean on(Properties properties, String key) {
    return !properties.getProperty(key, "on").strip().equalsIgnoreCase("off");
  }
}
