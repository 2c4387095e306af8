package prosa.integration;

import java.awt.AWTException;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Frame;
import java.awt.KeyboardFocusManager;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.StringSelection;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleRole;
import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JViewport;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.jspecify.annotations.Nullable;

/**
 * The program {@code prosa} with somebody at its keyboard: runs the command line that it is given,
 * and does what lines on standard input say, with the keys and the mouse of the display. It finds
 * things as a screen reader does, by their accessible names, and answers each line with lines, the
 * last of which is a full stop.
 */
final class WindowDriver {
  private static final String END = ".";

  /** What the keys of an American keyboard mean with Shift, and, in the same order, without. */
  private static final String SHIFTED = "~!@#$%^&*()_+{}|:\"<>?";

  private static final String UNSHIFTED = "`1234567890-=[]\\;',./";

  private final Robot robot;

  private WindowDriver() throws AWTException {
    robot = new Robot();
    robot.setAutoDelay(8);
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Thread program = new Thread(() -> prosa.app.Main.main(args), "program");
    program.start();
    try {
      new WindowDriver().obey();
    } catch (Exception e) {
      System.err.println("the driver ends: " + e);
      Runtime.getRuntime().halt(1); // or the window stays, and its test waits for an answer
    }
  }

  private void obey() throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int space = line.indexOf(' ');
      String verb = space < 0 ? line : line.substring(0, space);
      for (String answer : answer(verb, space < 0 ? "" : line.substring(space + 1))) {
        System.out.println(answer.replace("\n", "\\n"));
      }
      System.out.println(END);
    }
  }

  private List<String> answer(String verb, String rest) throws Exception {
    return switch (verb) {
      case "seen" -> onScreen(this::seen);
      case "title" -> onScreen(WindowDriver::titles);
      case "tree" -> onScreen(WindowDriver::tree);
      case "focus" -> onScreen(() -> List.of(focused()));
      case "click" -> click(rest);
      case "drag" -> drag(rest.split("\\|", 3));
      case "cut" -> onScreen(WindowDriver::cut);
      case "copy" -> onScreen(() -> copied(rest));
      case "bounds" -> onScreen(() -> List.of(bounds(rest)));
      case "type" -> type(rest);
      case "key" -> key(rest);
      case "latency" -> latency();
      case "clipboard" -> onScreen(() -> List.of(clipboard()));
      case "shot" -> shot(rest);
      default -> throw new IllegalArgumentException(verb);
    };
  }

  // ---- what a person sees

  private List<String> seen() {
    List<String> found = new ArrayList<>();
    for (Component component : components()) {
      String name = name(component);
      if (!name.isBlank()) {
        found.add(name);
      }
      if (component instanceof JTextComponent text && !text.getText().isBlank()) {
        found.add(text.getText());
      }
    }
    return found;
  }

  private static List<String> titles() {
    List<String> titles = new ArrayList<>();
    for (Frame frame : Frame.getFrames()) {
      if (frame.isShowing()) {
        titles.add(frame.getTitle());
      }
    }
    return titles;
  }

  /** Roles and names of all that assistive technology reaches from the frame. */
  private static List<String> tree() {
    List<String> lines = new ArrayList<>();
    for (Frame frame : Frame.getFrames()) {
      if (frame.isShowing()) {
        walk(frame.getAccessibleContext(), lines);
      }
    }
    return lines;
  }

  private static void walk(AccessibleContext context, List<String> lines) {
    String name = context.getAccessibleName();
    lines.add(
        context.getAccessibleRole().toDisplayString(Locale.ENGLISH)
            + ": "
            + (name == null ? "" : name));
    for (int i = 0; i < context.getAccessibleChildrenCount(); i++) {
      walk(context.getAccessibleChild(i).getAccessibleContext(), lines);
    }
  }

  private static String focused() {
    Component owner = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
    return owner == null ? "" : name(owner);
  }

  private static List<Component> components() {
    List<Component> found = new ArrayList<>();
    for (Window window : Window.getWindows()) {
      if (window.isShowing()) {
        collect(window, found);
      }
    }
    return found;
  }

  private static void collect(Component component, List<Component> into) {
    if (component.isShowing()) {
      into.add(component);
      if (component instanceof Container container) {
        for (Component child : container.getComponents()) {
          collect(child, into);
        }
      }
    }
  }

  private static String name(Component component) {
    AccessibleContext context = component.getAccessibleContext();
    String name = context == null ? null : context.getAccessibleName();
    return name == null ? "" : name;
  }

  // ---- what a person does

  /** Presses what has such a name; does nothing if there is none, or it moves away meanwhile. */
  private List<String> click(String name) throws Exception {
    Rectangle where = onScreen(() -> button(name));
    if (where.isEmpty()) {
      return List.of("none");
    }
    robot.mouseMove((int) where.getCenterX(), (int) where.getCenterY());
    robot.waitForIdle();
    if (!onScreen(() -> button(name)).equals(where)) {
      return List.of("none");
    }
    robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
    robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
    return List.of("done");
  }

  /** Where what can be pressed and has such a name is on the screen; empty if there is none. */
  private static Rectangle button(String name) {
    for (Component component : components()) {
      if (!isLabel(component) && component.isEnabled() && name(component).startsWith(name)) {
        return new Rectangle(component.getLocationOnScreen(), component.getSize());
      }
    }
    return new Rectangle();
  }

  /** Drags from the first letter of a message to the end of another, in a number of movements. */
  private List<String> drag(String[] fromToSteps) throws Exception {
    Rectangle from = onScreen(() -> letters(fromToSteps[0]));
    Rectangle to = onScreen(() -> letters(fromToSteps[1]));
    int steps = Integer.parseInt(fromToSteps[2]);
    if (from.isEmpty() || to.isEmpty()) {
      return List.of("none");
    }
    int startX = from.x + 1;
    int startY = from.y + from.height / 2;
    int endX = to.x + to.width - 1;
    int endY = to.y + to.height / 2;
    robot.mouseMove(startX, startY);
    robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
    for (int i = 1; i <= steps; i++) {
      robot.mouseMove(startX + (endX - startX) * i / steps, startY + (endY - startY) * i / steps);
    }
    robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
    return List.of("done");
  }

  /** Where the text that begins so is on the display; it is one line long. */
  private static Rectangle letters(String text) {
    for (Component component : components()) {
      if (component instanceof JTextComponent area && area.getText().startsWith(text)) {
        return new Rectangle(area.getLocationOnScreen(), area.getSize());
      }
    }
    return new Rectangle();
  }

  /** Left, top, width and height of what is seen of it; the window's name is its title. */
  private static String bounds(String name) {
    for (Component component : components()) {
      if (!isLabel(component) && name(component).startsWith(name)) {
        Rectangle seen =
            component instanceof JComponent part
                ? part.getVisibleRect()
                : new Rectangle(component.getSize());
        Point corner = component.getLocationOnScreen();
        return "%d %d %d %d"
            .formatted(corner.x + seen.x, corner.y + seen.y, seen.width, seen.height);
      }
    }
    return "0 0 0 0";
  }

  /**
   * What is not seen whole, though nothing can be scrolled to see the rest of it: what reaches over
   * an edge, and what has less room than its words need.
   */
  private static List<String> cut() {
    List<String> found = new ArrayList<>();
    for (Component component : components()) {
      if (component instanceof JComponent part
          && SwingUtilities.getAncestorOfClass(JViewport.class, part) == null) {
        boolean overEdge = !part.getVisibleRect().getSize().equals(part.getSize());
        boolean words = part instanceof AbstractButton || part instanceof JLabel;
        Dimension needed = part.getPreferredSize();
        if (overEdge
            || (words && (needed.width > part.getWidth() || needed.height > part.getHeight()))) {
          found.add(part.getClass().getSimpleName() + " " + name(part));
        }
      }
    }
    return found;
  }

  /** Puts so many lines on the clipboard, as another program would. */
  private static List<String> copied(String lines) {
    String text = "a line of a log file with some words in it\n".repeat(Integer.parseInt(lines));
    Toolkit.getDefaultToolkit().getSystemClipboard().setContents(new StringSelection(text), null);
    return List.of("done");
  }

  private static boolean isLabel(Component component) {
    AccessibleContext context = component.getAccessibleContext();
    return context != null && AccessibleRole.LABEL.equals(context.getAccessibleRole());
  }

  private List<String> type(String text) {
    text.chars()
        .forEach(
            c -> {
              int second = SHIFTED.indexOf(c);
              boolean shift = second >= 0 || Character.isUpperCase(c);
              int code =
                  KeyEvent.getExtendedKeyCodeForChar(second < 0 ? c : UNSHIFTED.charAt(second));
              if (shift) {
                robot.keyPress(KeyEvent.VK_SHIFT);
              }
              robot.keyPress(code);
              robot.keyRelease(code);
              if (shift) {
                robot.keyRelease(KeyEvent.VK_SHIFT);
              }
            });
    return List.of("done");
  }

  private List<String> key(String combination) {
    KeyStroke stroke = KeyStroke.getKeyStroke(combination);
    List<Integer> held = new ArrayList<>();
    if ((stroke.getModifiers() & InputEvent.CTRL_DOWN_MASK) != 0) {
      held.add(KeyEvent.VK_CONTROL);
    }
    if ((stroke.getModifiers() & InputEvent.SHIFT_DOWN_MASK) != 0) {
      held.add(KeyEvent.VK_SHIFT);
    }
    if ((stroke.getModifiers() & InputEvent.ALT_DOWN_MASK) != 0) {
      held.add(KeyEvent.VK_ALT);
    }
    held.forEach(robot::keyPress);
    robot.keyPress(stroke.getKeyCode());
    robot.keyRelease(stroke.getKeyCode());
    held.reversed().forEach(robot::keyRelease);
    return List.of("done");
  }

  /** How long the window's thread takes to look up, in milliseconds. */
  private static List<String> latency() throws Exception {
    long began = System.nanoTime();
    SwingUtilities.invokeAndWait(() -> {});
    return List.of(String.valueOf((System.nanoTime() - began) / 1_000_000));
  }

  /** On the window's own thread: the JDK's first use of it from two threads can stand still. */
  private static String clipboard() {
    try {
      return Toolkit.getDefaultToolkit().getSystemClipboard().getData(DataFlavor.stringFlavor)
              instanceof String text
          ? text
          : "";
    } catch (UnsupportedFlavorException | IOException e) {
      return ""; // nothing copied yet
    }
  }

  private List<String> shot(String file) throws IOException {
    Rectangle all = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
    ImageIO.write(robot.createScreenCapture(all), "png", new File(file));
    return List.of("done");
  }

  private static <T> T onScreen(Supplier<T> look)
      throws InterruptedException, InvocationTargetException {
    AtomicReference<@Nullable T> seen = new AtomicReference<>();
    SwingUtilities.invokeAndWait(() -> seen.set(look.get()));
    T found = seen.get();
    if (found == null) {
      throw new IllegalStateException("nothing was looked at");
    }
    return found;
  }
}
