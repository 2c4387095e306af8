package prosa.desktop.view;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.FlatLightLaf;
import java.awt.Window;
import javax.swing.JDialog;
import javax.swing.JFrame;

/** Puts the look and feel on, the first time and whenever it changes. */
final class Theme {
  private Theme() {}

  /** What has to be said before the first window. */
  static void prepare() {
    FlatLaf.registerCustomDefaultsSource("prosa.desktop.view");
    if (com.formdev.flatlaf.util.SystemInfo.isLinux) {
      // The title bar follows the look, too.
      JFrame.setDefaultLookAndFeelDecorated(true);
      JDialog.setDefaultLookAndFeelDecorated(true);
    }
  }

  /**
   * Light or dark from here on.
   *
   * @return whether that is another look than before
   */
  static boolean dark(boolean dark) {
    if (javax.swing.UIManager.getLookAndFeel() instanceof FlatLaf laf && laf.isDark() == dark) {
      return false;
    }
    if (dark) {
      FlatDarkLaf.setup();
    } else {
      FlatLightLaf.setup();
    }
    if (Window.getWindows().length > 0) {
      FlatLaf.updateUI();
    }
    return true;
  }
}
