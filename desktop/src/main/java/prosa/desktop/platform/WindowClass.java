package prosa.desktop.platform;

import java.awt.Toolkit;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;

/**
 * The class of this program's windows for X11 ({@code WM_CLASS}), by which docks and taskbars know
 * them. Java would take the name of its main class; it can be told otherwise where the launcher
 * opens {@code sun.awt.X11}, and everything works where it does not.
 */
public final class WindowClass {
  private WindowClass() {}

  /** Sets it; before the first window. */
  public static void set(String name) {
    Toolkit toolkit = Toolkit.getDefaultToolkit();
    if (toolkit.getClass().getName().equals("sun.awt.X11.XToolkit")) {
      try {
        Field field = toolkit.getClass().getDeclaredField("awtAppClassName");
        field.setAccessible(true);
        field.set(null, name);
      } catch (ReflectiveOperationException | InaccessibleObjectException e) {
        // then it is the main class's name
      }
    }
  }
}
