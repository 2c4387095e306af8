package prosa.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.Predicate;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.AbstractTerminal;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalExt;
import org.jline.terminal.spi.TerminalProvider;
import org.jline.utils.ColorPalette;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;

/**
 * JLine's terminal, from which nothing is read but {@link TypedKeys}.
 *
 * <p>JLine asks a terminal what it can, and waits for the answers: it takes what is typed meanwhile
 * for a part of them and throws it away, and what comes later for typed text. This one never waits:
 * JLine is told that there is nothing to ask, {@link #askForWidths} asks the one thing that is
 * wanted, and the answers are taken out of what is typed.
 */
final class KeyboardTerminal extends AbstractTerminal {
  private final @Nullable Terminal inner; // null while the constructor of JLine's class runs
  private final Attributes asFound;
  private final WidthQuestion question = new WidthQuestion();
  private final TypedKeys keys;
  private final ShutdownHooks.Task closer = this::close;
  private volatile boolean groupsFlags;
  private volatile boolean groupsJoined;
  private volatile boolean switchedOn;
  private volatile Runnable widthsKnown = () -> {};

  private KeyboardTerminal(Terminal inner) throws IOException {
    super(
        inner.getName(),
        inner.getType(),
        inner.encoding(),
        inner.inputEncoding(),
        inner.outputEncoding(),
        SignalHandler.SIG_DFL);
    this.inner = inner;
    asFound = inner.getAttributes();
    keys = new TypedKeys(inner.reader(), this::answered, System::nanoTime);
  }

  static KeyboardTerminal of(Terminal inner) throws IOException {
    KeyboardTerminal terminal = new KeyboardTerminal(inner);
    ShutdownHooks.add(terminal.closer);
    return terminal;
  }

  /** How the terminal was when it was opened. */
  Attributes asFound() {
    return asFound;
  }

  /** Which escape sequences are keys; the others are for nobody. */
  void keys(Predicate<String> known) {
    keys.known(known);
  }

  /** What an Escape after which nothing comes is from now on. */
  void escapeAlone(String key) {
    keys.escapeAlone(key);
  }

  /**
   * Asks for the widths of emoji, if that can be asked; from now on the terminal echoes nothing,
   * for it would echo its answers too.
   *
   * @param known is called when an answer has changed what is known
   */
  void askForWidths(Runnable known) {
    widthsKnown = known;
    var _ = enterRawMode();
    boolean canAnswer =
        getStringCapability(Capability.user7) != null // where the cursor is
            && getStringCapability(Capability.clr_eol) != null
            && !type.startsWith(TYPE_DUMB)
            && encoding().newEncoder().canEncode("\ud83d\udc69");
    if (canAnswer) {
      writer().write(WidthQuestion.text(!"Apple_Terminal".equals(getenv("TERM_PROGRAM"))));
      writer().flush();
    }
  }

  private boolean answered(String sequence) {
    if (!question.takes(sequence)) {
      return false;
    }
    if (question.mode() == WidthQuestion.EmojiMode.OFFERED) {
      switchEmojiMode(true);
    }
    boolean news = groupsFlags != question.groupsFlags() || groupsJoined != question.groupsJoined();
    groupsFlags = question.groupsFlags();
    groupsJoined = question.groupsJoined();
    if (news) {
      widthsKnown.run();
    }
    return true;
  }

  private void switchEmojiMode(boolean on) {
    if (switchedOn != on) {
      switchedOn = on;
      writer().write(on ? WidthQuestion.ON : WidthQuestion.OFF);
      writer().flush();
    }
  }

  /**
   * Stops the program, with the terminal's mode for emoji as the shell had it, until the shell
   * continues it. What else was changed is the caller's to give back before, and to take after.
   */
  void suspend() {
    boolean mode = switchedOn;
    switchEmojiMode(false);
    JobControl.suspend();
    switchEmojiMode(mode);
  }

  // ---- what JLine would ask for

  @Override
  public boolean isModeSupported(Mode mode) {
    return false;
  }

  @Override
  public boolean supportsGraphemeClusterMode() {
    return getGraphemeClusterMode();
  }

  @Override
  public boolean getGraphemeClusterMode() {
    return groupsFlags || groupsJoined;
  }

  @Override
  public boolean isClusterGrouped(CharSequence text, int from, int to) {
    if (groupsFlags && groupsJoined) {
      return true;
    }
    int first = Character.codePointAt(text, from);
    boolean several = to > from + Character.charCount(first);
    boolean flag = first >= 0x1f1e6 && first <= 0x1f1ff;
    return several && (flag ? groupsFlags : groupsJoined);
  }

  // ---- the rest is JLine's terminal

  private Terminal inner() {
    return Objects.requireNonNull(inner);
  }

  @Override
  public NonBlockingReader reader() {
    var _ = inner().reader(); // refuses if it is closed
    return keys;
  }

  @Override
  public PrintWriter writer() {
    return inner().writer();
  }

  @Override
  public InputStream input() {
    return inner().input();
  }

  @Override
  public OutputStream output() {
    return inner().output();
  }

  @Override
  public Attributes getAttributes() {
    return inner().getAttributes();
  }

  @Override
  public void setAttributes(Attributes attributes) {
    inner().setAttributes(attributes);
  }

  @Override
  public Size getSize() {
    return inner().getSize();
  }

  @Override
  public void setSize(Sized size) {
    inner().setSize(size);
  }

  @Override
  public SignalHandler handle(Signal signal, SignalHandler handler) {
    return inner().handle(signal, handler);
  }

  @Override
  public void raise(Signal signal) {
    inner().raise(signal);
  }

  @Override
  public ColorPalette getPalette() {
    return inner().getPalette();
  }

  @Override
  public boolean getBooleanCapability(Capability capability) {
    return inner != null && inner.getBooleanCapability(capability);
  }

  @Override
  public @Nullable Integer getNumericCapability(Capability capability) {
    return inner == null ? null : inner.getNumericCapability(capability);
  }

  @Override
  public @Nullable String getStringCapability(Capability capability) {
    return inner == null ? null : inner.getStringCapability(capability);
  }

  @Override
  public @Nullable TerminalProvider getProvider() {
    return inner() instanceof TerminalExt known ? known.getProvider() : null;
  }

  @Override
  public @Nullable SystemStream getSystemStream() {
    return inner() instanceof TerminalExt known ? known.getSystemStream() : null;
  }

  @Override
  protected void doClose() throws IOException {
    ShutdownHooks.remove(closer);
    try {
      switchEmojiMode(false);
    } catch (IllegalStateException e) {
      // it is closed already
    }
    super.doClose();
    inner().close();
  }
}
