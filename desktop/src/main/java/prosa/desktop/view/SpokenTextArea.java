package prosa.desktop.view;

import javax.accessibility.AccessibleContext;
import javax.swing.JTextArea;
import org.jspecify.annotations.Nullable;

/**
 * A text area whose text reaches assistive technology by {@link SpokenText#sameLength}: no part of
 * it can end the program on the accessibility bus, and every position stays where it is.
 */
@SuppressWarnings("serial") // never serialized
class SpokenTextArea extends JTextArea {
  SpokenTextArea(String text) {
    super(text);
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext = new Spoken();
    }
    return accessibleContext;
  }

  private final class Spoken extends AccessibleJTextArea {
    private static @Nullable String fit(@Nullable String text) {
      return text == null ? null : SpokenText.sameLength(text);
    }

    @Override
    public @Nullable String getAtIndex(int part, int index) {
      return fit(super.getAtIndex(part, index));
    }

    @Override
    public @Nullable String getAfterIndex(int part, int index) {
      return fit(super.getAfterIndex(part, index));
    }

    @Override
    public @Nullable String getBeforeIndex(int part, int index) {
      return fit(super.getBeforeIndex(part, index));
    }

    @Override
    public @Nullable String getSelectedText() {
      return fit(super.getSelectedText());
    }

    @Override
    public @Nullable String getTextRange(int start, int end) {
      return fit(super.getTextRange(start, end));
    }
  }
}
