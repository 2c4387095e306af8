package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.formdev.flatlaf.FlatLaf;
import java.nio.file.Path;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.desktop.model.Settings;
import prosa.desktop.model.ThemeChoice;
import prosa.desktop.platform.DesktopServices;
import prosa.desktop.platform.SettingsFile;

final class PreferencesTest {
  @TempDir private Path folder;
  private boolean systemDark;
  private int asked;
  private int restyled;

  private Preferences of(DesktopServices services) {
    Theme.prepare();
    return new Preferences(
        Settings.NONE,
        services,
        answer -> {
          asked++;
          answer.accept(systemDark);
        },
        () -> restyled++);
  }

  private static void pass(int seconds, Preferences preferences) {
    for (int i = 0; i < seconds; i++) {
      preferences.tick();
    }
  }

  private static boolean dark() {
    return UIManager.getLookAndFeel() instanceof FlatLaf look && look.isDark();
  }

  @Test
  void aSystemThatTurnsDarkIsFollowedWhileTheWindowStaysInFront() throws Exception {
    try (DesktopServices services =
        new DesktopServices(new SettingsFile(folder.resolve("desktop.properties")))) {
      SwingUtilities.invokeAndWait(
          () -> {
            Preferences preferences = of(services);
            systemDark = true;
            pass(Preferences.SECONDS_BETWEEN_QUESTIONS - 1, preferences);
            assertThat(asked).isZero();
            assertThat(dark()).isFalse();
            pass(1, preferences);
            assertThat(dark()).isTrue();
            assertThat(restyled).isOne();

            pass(Preferences.SECONDS_BETWEEN_QUESTIONS, preferences);
            assertThat(asked).isEqualTo(2);
            assertThat(restyled).as("nothing has changed").isOne();

            systemDark = false;
            pass(Preferences.SECONDS_BETWEEN_QUESTIONS, preferences);
            assertThat(dark()).isFalse();
            assertThat(restyled).isEqualTo(2);
          });
    }
  }

  @Test
  void whoChoseALookIsNotAskedAbout() throws Exception {
    try (DesktopServices services =
        new DesktopServices(new SettingsFile(folder.resolve("desktop.properties")))) {
      SwingUtilities.invokeAndWait(
          () -> {
            Preferences preferences = of(services);
            preferences.change(s -> s.withTheme(ThemeChoice.LIGHT));
            systemDark = true;
            pass(10 * Preferences.SECONDS_BETWEEN_QUESTIONS, preferences);
            assertThat(asked).isZero();
            assertThat(dark()).isFalse();
          });
    }
  }
}
