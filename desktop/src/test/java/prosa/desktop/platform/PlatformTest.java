package prosa.desktop.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.desktop.model.Settings;
import prosa.desktop.model.ThemeChoice;

final class PlatformTest {
  @TempDir private Path folder;

  @Test
  void whatIsRememberedComesBack() {
    Settings settings =
        new Settings("Ana é", "[::1]:5555", ThemeChoice.DARK, false, true, true, 125);
    SettingsFile file = new SettingsFile(folder.resolve("a/b/desktop.properties"));
    file.save(settings);
    file.save(settings);

    assertThat(file.load()).isEqualTo(settings);
    assertThat(folder.resolve("a/b")).isDirectoryContaining(p -> p.endsWith("desktop.properties"));
    assertThat(folder.resolve("a/b").toFile().list()).hasSize(1);
  }

  @Test
  void missingOrSenselessFileIsAsGoodAsNone() throws IOException {
    SettingsFile file = new SettingsFile(folder.resolve("desktop.properties"));
    assertThat(file.load()).isEqualTo(Settings.NONE);
    Files.write(file.path(), new byte[] {(byte) 0xff, 0, '\\', 'u', 'x'});
    assertThat(file.load()).isEqualTo(Settings.NONE);
    Files.writeString(file.path(), "look=purple\nsound=false");
    assertThat(file.load()).isEqualTo(Settings.NONE.withSound(false));
  }

  @Test
  void fileThatCannotBeWrittenStopsNobody() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    new SettingsFile(plain.resolve("desktop.properties")).save(Settings.NONE);
    assertThat(plain).hasContent("x");
  }

  @Test
  void systemTellsWhetherItIsDark() {
    assertThat(DarkModeDetector.scheme("(<<uint32 1>>,)")).contains(true);
    assertThat(DarkModeDetector.scheme("(<<uint32 2>>,)")).contains(false);
    assertThat(DarkModeDetector.scheme("(<<uint32 0>>,)")).isEmpty();
    assertThat(DarkModeDetector.isDarkTheme("Adwaita-dark")).isTrue();
    assertThat(DarkModeDetector.isDarkTheme("Adwaita")).isFalse();
    assertThat(ThemeChoice.SYSTEM.dark(true)).isTrue();
    assertThat(ThemeChoice.LIGHT.dark(true)).isFalse();
    assertThat(ThemeChoice.DARK.dark(false)).isTrue();
  }

  @Test
  void programThatIsNotThereIsNoAnswer() {
    assertThat(SystemCommand.ask(List.of("/no/such/program"))).isEmpty();
    assertThat(SystemCommand.ask(List.of("false"))).isEmpty();
  }

  @Test
  void chimeBeginsAndEndsInSilence() {
    byte[] samples = NotificationSound.samples();
    assertThat(samples).hasSizeGreaterThan(10_000);
    assertThat(Math.abs(samples[samples.length - 1] << 8 | (samples[samples.length - 2] & 0xff)))
        .isLessThan(400);
    assertThat(samples).startsWith((byte) 0, (byte) 0);
  }
}
