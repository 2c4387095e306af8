package prosa.desktop.view;

import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleTextSequence;
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
    @Override
    public @Nullable String getAtIndex(int part, int index) {
      return SpokenText.sameLength(super.getAtIndex(part, index));
    }

    @Override
    public @Nullable String getAfterIndex(int part, int index) {
      return SpokenText.sameLength(super.getAfterIndex(part, index));
    }

    @Override
    public @Nullable String getBeforeIndex(int part, int index) {
      return SpokenText.sameLength(super.getBeforeIndex(part, index));
    }

    @Override
    public @Nullable String getSelectedText() {
      return SpokenText.sameLength(super.getSelectedText());
    }

    @Override
    public @Nullable String getTextRange(int start, int end) {
      return SpokenText.sameLength(super.getTextRange(start, end));
    }

    @Override
    public @Nullable AccessibleTextSequence getTextSequenceAt(int part, int index) {
      return SpokenText.sameLength(super.getTextSequenceAt(part, index));
    }

    @Override
    public @Nullable AccessibleTextSequence getTextSequenceAfter(int part, int index) {
      return SpokenText.sameLength(super.getTextSequenceAfter(part, index));
    }

    @Override
    public @Nullable AccessibleTextSequence getTextSequenceBefore(int part, int index) {
      return SpokenText.sameLength(super.getTextSequenceBefore(part, index));
    }
  }
}
