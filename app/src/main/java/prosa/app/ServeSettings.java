package prosa.app;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import prosa.client.UserFolder;
import prosa.net.OperatorFile;

/**
 * The settings of {@code prosa serve} that are not on its command line: the environment's, then
 * those of one file. A flag goes before both, and the flag's own default comes last.
 *
 * <p>Between the two come the credentials of systemd: files in the folder that {@code
 * CREDENTIALS_DIRECTORY} names.
 *
 * <p>A setting has the name of its flag: {@code --classic-ports} is {@code classic-ports = …} in
 * the file and {@code PROSA_CLASSIC_PORTS} in the environment. The file is UTF-8; a line is empty,
 * a comment that begins with {@code #}, or {@code key = value}. It is the one that {@code --config}
 * or {@code PROSA_CONFIG} names, which must exist; else the person's {@code prosa.properties} in
 * {@link UserFolder}, else {@code /etc/prosa/prosa.properties}.
 */
final class ServeSettings implements IDefaultValueProvider {
  private static final String PREFIX = "PROSA_";
  private static final String FILE = "prosa.properties";

  /** Variables of this prefix that mean something else, to the launcher. */
  private static final Set<String> NOT_SETTINGS =
      Set.of("PROSA_JAVA_OPTS", "PROSA_MAVEN_OPTS", "PROSA_TRAIN", "PROSA_CONFIG");

  /** What Kubernetes, and Docker's links, set PROSA_PORT to for a service that is called prosa. */
  private static final Pattern LINK = Pattern.compile("(?:tcp|udp|sctp)://.+");

  /** A value, and its origin in words. */
  record Setting(String value, String place) {}

  private final Map<String, Setting> settings;
  private final boolean hasFile;

  private ServeSettings(Map<String, Setting> settings, boolean hasFile) {
    this.settings = settings;
    this.hasFile = hasFile;
  }

  /**
   * The settings of this environment and its file.
   *
   * @param given the file that the command line names, if it names one
   * @param usual the default locations of the file; the first that exists is used
   * @param keys the names of all settings
   * @param files those of {@code keys} whose values are files
   * @throws SettingsException if the file cannot be read, or a name is none of {@code keys}
   */
  static ServeSettings read(
      @Nullable String given,
      Map<String, String> environment,
      List<Path> usual,
      Set<String> keys,
      Set<String> files)
      throws SettingsException {
    Map<String, Setting> settings = new HashMap<>();
    boolean hasFile = false;
    String named = given == null ? environment.get("PROSA_CONFIG") : given;
    if (named != null) {
      String place = given == null ? "PROSA_CONFIG" : "--config";
      if (named.isBlank()) {
        throw new SettingsException(place + " names no file");
      }
      readFile(Path.of(named), ", given as " + place, keys, settings);
      hasFile = true;
    } else {
      Optional<Path> file = first(usual);
      if (file.isPresent()) {
        readFile(file.get(), "", keys, settings);
        hasFile = true;
      }
    }
    readCredentials(environment.get("CREDENTIALS_DIRECTORY"), files, settings);
    readEnvironment(environment, keys, settings);
    return new ServeSettings(settings, hasFile);
  }

  /**
   * What the environment, or else the file of settings, has for one key, for a command that does
   * not serve; nothing where that cannot be read. Whether it is valid is not looked at.
   */
  static Optional<String> lookUp(String key, Map<String, String> environment, List<Path> usual) {
    String variable = environment.getOrDefault(variable(key), "");
    if (!variable.isBlank()) {
      return Optional.of(variable.strip());
    }
    String named = environment.getOrDefault("PROSA_CONFIG", "");
    try {
      Optional<Path> file = named.isBlank() ? first(usual) : Optional.of(Path.of(named));
      return file.isEmpty()
          ? Optional.empty()
          : lines(file.get()).stream()
              .filter(line -> line.key().equals(key) && !line.value().isEmpty())
              .map(Line::value)
              .findFirst();
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** The file of settings that is used where none is named. */
  private static Optional<Path> first(List<Path> usual) {
    return usual.stream().filter(Files::exists).findFirst();
  }

  /** The default locations of the file, in the order in which they are tried. */
  static List<Path> usualFiles() {
    return List.of(UserFolder.config().resolve(FILE), Path.of("/etc/prosa", FILE));
  }

  /** The file that the arguments name, if any. */
  static @Nullable String named(String[] arguments) {
    for (int at = 0; at < arguments.length; at++) {
      String argument = arguments[at];
      if (argument.startsWith("--config=")) {
        return argument.substring("--config=".length());
      }
      if (argument.equals("--config") && at + 1 < arguments.length) {
        return arguments[at + 1];
      }
    }
    return null;
  }

  private static void readFile(
      Path path, String named, Set<String> keys, Map<String, Setting> settings)
      throws SettingsException {
    List<Line> lines;
    try {
      lines = lines(path);
    } catch (NoSuchFileException e) {
      throw new SettingsException("there is no file " + path + named);
    } catch (AccessDeniedException e) {
      throw new SettingsException("this user may not read " + path + named);
    } catch (CharacterCodingException e) {
      throw new SettingsException(path + named + " is not UTF-8");
    } catch (FileSystemException e) {
      throw new SettingsException("cannot read " + path + named + ": " + e.getReason());
    } catch (IOException e) {
      throw new SettingsException("cannot read " + path + named + ": " + e.getMessage());
    }
    for (Line line : lines) {
      String key = line.key();
      if (!line.text().contains("=")) {
        throw new SettingsException(
            line.place()
                + (": '"
                    + line.text()
                    + "' is no setting; a line is `key = value` or begins with #"));
      }
      if (!keys.contains(key)) {
        throw new SettingsException(
            line.place()
                + (": '" + key + "' is no setting; " + suggestion(key, keys, 2, "") + seeConfig()));
      }
      Setting before = settings.put(key, new Setting(line.value(), line.place()));
      if (before != null) {
        throw new SettingsException(
            line.place() + ": '" + key + "' was set already in " + before.place());
      }
    }
  }

  /** A line of a file of settings that is neither empty nor a comment: {@code key = value}. */
  private record Line(String text, String place) {
    String key() {
      return text.split("=", 2)[0].strip();
    }

    /** Empty if there is no equals sign. */
    String value() {
      return text.substring(Math.min(text.length(), text.split("=", 2)[0].length() + 1)).strip();
    }
  }

  private static List<Line> lines(Path path) throws IOException {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String read : OperatorFile.text(path).lines().toList()) {
      number++;
      String line = read.strip();
      if (number == 1 && line.startsWith("\uFEFF")) {
        line = line.substring(1).strip();
      }
      if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(new Line(line, path + ", line " + number));
      }
    }
    return lines;
  }

  /**
   * The credentials that systemd passes in a folder ({@code LoadCredential=}): a file with the name
   * of a setting whose value is a file becomes that setting's value and overrides the file of
   * settings.
   */
  private static void readCredentials(
      @Nullable String folder, Set<String> files, Map<String, Setting> settings) {
    if (folder == null) {
      return;
    }
    for (String key : files) {
      Path credential = Path.of(folder, key);
      if (Files.isRegularFile(credential)) {
        settings.put(key, new Setting(credential.toString(), "the credential " + key));
      }
    }
  }

  private static void readEnvironment(
      Map<String, String> environment, Set<String> keys, Map<String, Setting> settings)
      throws SettingsException {
    for (String name : new TreeSet<>(environment.keySet())) {
      if (!name.startsWith(PREFIX) || NOT_SETTINGS.contains(name)) {
        continue;
      }
      String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
      String value = environment.getOrDefault(name, "");
      if (name.equals("PROSA_PORT") && LINK.matcher(value).matches()) {
        continue;
      }
      if (keys.contains(key) && name.equals(variable(key))) {
        settings.put(key, new Setting(value, name));
      } else {
        // Other programs may use variables of this prefix; only a near miss of a setting is an
        // error.
        String suggested = suggestion(key, keys, 1, PREFIX);
        if (!suggested.isEmpty()) {
          throw new SettingsException(name + " is no setting; " + suggested + seeConfig());
        }
      }
    }
  }

  private static String seeConfig() {
    return "`prosa config` lists them";
  }

  /** The name that was probably meant, as part of a sentence; empty if none is similar. */
  private static String suggestion(String key, Set<String> keys, int typos, String prefix) {
    String nearest = "";
    int least = typos + 1;
    for (String candidate : new TreeSet<>(keys)) {
      int distance = distance(key.toLowerCase(Locale.ROOT).replaceFirst("^-+", ""), candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    if (nearest.isEmpty()) {
      return "";
    }
    return "did you mean " + (prefix.isEmpty() ? "'" + nearest + "'" : variable(nearest)) + "? ";
  }

  /** The name of a setting in the environment. */
  static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * The number of insertions, deletions, substitutions and transpositions of adjacent letters
   * (restricted Damerau-Levenshtein distance).
   */
  private static int distance(String one, String other) {
    int[][] table = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        int least = Math.min(table[i - 1][j], table[i][j - 1]) + 1;
        least = Math.min(least, table[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          least = Math.min(least, table[i - 2][j - 2] + 1);
        }
        table[i][j] = least;
      }
    }
    return table[one.length()][other.length()];
  }

  /** The name of a flag's setting: the flag without its dashes. */
  static String key(OptionSpec option) {
    return option.longestName().substring(2);
  }

  /** Whether there is a file of settings. */
  boolean hasFile() {
    return hasFile;
  }

  /** The value of a setting that is not on the command line, and its origin. */
  Optional<Setting> of(OptionSpec option) {
    return Optional.ofNullable(settings.get(key(option)));
  }

  /** All that is set, for a sentence: {@code key = value (place), …}; empty if nothing is. */
  String list() {
    StringBuilder list = new StringBuilder();
    for (String key : new TreeSet<>(settings.keySet())) {
      Setting setting = settings.get(key);
      if (setting != null) {
        list.append(list.isEmpty() ? "" : ", ")
            .append("%s = %s (%s)".formatted(key, setting.value(), setting.place()));
      }
    }
    return list.toString();
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && option.longestName().startsWith("--")
        ? of(option).map(Setting::value).orElse(null) // null: the flag's own default
        : null;
  }
}
