package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UserFolderTest {
  private static final Path HOME = Path.of("/home/ana");

  @Test
  void everySystemKeepsSettingsInItsOwnPlace() {
    assertThat(UserFolder.config("Linux", Map.of(), HOME))
        .isEqualTo(Path.of("/home/ana/.config/prosa"));
    assertThat(UserFolder.config("Linux", Map.of("XDG_CONFIG_HOME", "/c"), HOME))
        .isEqualTo(Path.of("/c/prosa"));
    assertThat(UserFolder.config("Linux", Map.of("XDG_CONFIG_HOME", "relative"), HOME))
        .isEqualTo(Path.of("/home/ana/.config/prosa"));
    assertThat(UserFolder.config("Mac OS X", Map.of(), HOME))
        .isEqualTo(Path.of("/home/ana/Library/Application Support/prosa"));
    assertThat(UserFolder.config("Windows 11", Map.of(), HOME))
        .isEqualTo(Path.of("/home/ana/AppData/Roaming/prosa"));
  }

  @Test
  void windowsSaysWhereItsSettingsAre() {
    assertThat(UserFolder.config("Windows 11", Map.of("APPDATA", "/roaming"), HOME))
        .isEqualTo(Path.of("/roaming/prosa"));
    assertThat(UserFolder.config("Windows 11", Map.of("APPDATA", "relative"), HOME))
        .isEqualTo(Path.of("/home/ana/AppData/Roaming/prosa"));
    assertThat(UserFolder.config("Windows 11", Map.of("HOME", "/elsewhere"), HOME))
        .as("HOME is nothing of Windows")
        .isEqualTo(Path.of("/home/ana/AppData/Roaming/prosa"));
    assertThat(UserFolder.config("Linux", Map.of("APPDATA", "/roaming"), HOME))
        .isEqualTo(Path.of("/home/ana/.config/prosa"));
  }

  @Test
  void theEnvironmentsHomeCountsMoreThanTheAccounts() {
    assertThat(UserFolder.config("Linux", Map.of("HOME", "/elsewhere"), HOME))
        .isEqualTo(Path.of("/elsewhere/.config/prosa"));
    assertThat(UserFolder.config("Mac OS X", Map.of("HOME", "/elsewhere"), HOME))
        .isEqualTo(Path.of("/elsewhere/Library/Application Support/prosa"));
  }
}
