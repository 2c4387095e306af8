package prosa.desktop.view;

import com.formdev.flatlaf.FlatDarkLaf;
import com.formdev.flatlaf.FlatLaf;
import com.formdev.flatlaf.FlatLightLaf;
import com.formdev.flatlaf.util.UIScale;
import java.awt.Window;
import java.util.List;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.UIManager;

/** Applies the look and feel at the start and whenever it changes. */
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

  private static final List<Integer> ZOOMS =
      List.of(50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300);

  /** The next size in percent that there is. */
  static int zoomStep(int percent, int step) {
    return step > 0
        ? ZOOMS.stream().filter(z -> z > percent).findFirst().orElse(ZOOMS.getLast())
        : ZOOMS.reversed().stream().filter(z -> z < percent).findFirst().orElse(ZOOMS.getFirst());
  }

  /**
   * Everything is so large from here on, in percent.
   *
   * @return whether that is another size than before
   */
  static boolean zoom(int percent) {
    boolean changed = UIScale.setZoomFactor(percent / 100f);
    if (changed && UIManager.getLookAndFeel() instanceof FlatLaf) {
      FlatLaf.updateUI();
    }
    return changed;
  }

  /**
   * Light or dark from here on.
   *
   * @return whether that is another look than before
   */
  static boolean dark(boolean dark) {
    if (UIManager.getLookAndFeel() instanceof FlatLaf laf && laf.isDark() == dark) {
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
