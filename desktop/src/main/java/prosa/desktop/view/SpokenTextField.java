package prosa.desktop.view;

import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleTextSequence;
import javax.swing.JTextField;
import org.jspecify.annotations.Nullable;

/**
 * A text field whose text reaches assistive technology as that of a {@link SpokenTextArea}, and
 * that shows emoji.
 */
@SuppressWarnings("serial") // never serialized
final class SpokenTextField extends JTextField {
  SpokenTextField(String text, int columns) {
    super(text, columns);
  }

  @Override
  public void updateUI() {
    setUI(new EmojiFieldUI());
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext = new Spoken();
    }
    return accessibleContext;
  }

  private final class Spoken extends AccessibleJTextField {
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
