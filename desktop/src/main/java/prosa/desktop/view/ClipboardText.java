package prosa.desktop.view;

import java.awt.Toolkit;
import java.awt.datatransfer.StringSelection;

/** The system's clipboard. */
final class ClipboardText {
  private ClipboardText() {}

  /**
   * Puts a text there.
   *
   * @return false while another program holds the clipboard
   */
  static boolean board(String text) {
    try {
      Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text), null);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
