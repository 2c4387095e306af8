package prosa.desktop.model;

import java.util.Locale;
import java.util.Properties;

/**
 * The settings that are kept between sessions: everything that this program writes to a disk.
 *
 * @param name the last name that was entered with
 * @param address the last address, never with an invitation's code
 * @param theme the user's choice
 * @param sound whether a message makes a sound while the window is not in front
 * @param notices whether there is a notification then
 * @param zoom how large everything is, in percent
 * @param systemDark whether the system was dark when last seen, so that the first picture is right
 */
public record Settings(
    String name,
    String address,
    ThemeChoice theme,
    boolean sound,
    boolean notices,
    boolean systemDark,
    int zoom) {
  /** The settings before the first session. */
  public static final Settings NONE =
      new Settings("", "", ThemeChoice.SYSTEM, true, true, false, 100);

  /** Reads what {@link #properties} wrote; missing or invalid values are as in {@link #NONE}. */
  public static Settings of(Properties properties) {
    return new Settings(
        properties.getProperty("name", ""),
        properties.getProperty("address", ""),
        theme(properties.getProperty("look", "")),
        !properties.getProperty("sound", "").equals("false"),
        !properties.getProperty("notices", "").equals("false"),
        properties.getProperty("systemDark", "").equals("true"),
        zoom(properties.getProperty("zoom", "")));
  }

  private static int zoom(String text) {
    return text.matches("[1-9]\\d{1,2}") ? Math.clamp(Integer.parseInt(text), 50, 300) : 100;
  }

  private static ThemeChoice theme(String text) {
    for (ThemeChoice theme : ThemeChoice.values()) {
      if (theme.name().equals(text.toUpperCase(Locale.ROOT))) {
        return theme;
      }
    }
    return ThemeChoice.SYSTEM;
  }

  /** As they are written to the file. */
  public Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("name", name);
    properties.setProperty("address", address);
    properties.setProperty("look", theme.name().toLowerCase(Locale.ROOT));
    properties.setProperty("sound", Boolean.toString(sound));
    properties.setProperty("notices", Boolean.toString(notices));
    properties.setProperty("systemDark", Boolean.toString(systemDark));
    properties.setProperty("zoom", Integer.toString(zoom));
    return properties;
  }

  /** With this name and address. */
  public Settings withEntry(String newName, String newAddress) {
    return new Settings(newName, newAddress, theme, sound, notices, systemDark, zoom);
  }

  public Settings withTheme(ThemeChoice newTheme) {
    return new Settings(name, address, newTheme, sound, notices, systemDark, zoom);
  }

  public Settings withSound(boolean on) {
    return new Settings(name, address, theme, on, notices, systemDark, zoom);
  }

  public Settings withNotices(boolean on) {
    return new Settings(name, address, theme, sound, on, systemDark, zoom);
  }

  public Settings withSystemDark(boolean dark) {
    return new Settings(name, address, theme, sound, notices, dark, zoom);
  }

  public Settings withZoom(int percent) {
    return new Settings(name, address, theme, sound, notices, systemDark, percent);
  }
}
