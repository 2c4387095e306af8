package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.swing.JTextArea;
import org.junit.jupiter.api.Test;
import prosa.messages.Language;
import prosa.messages.Messages;

final class MessageInputTest {
  private final JTextArea area = new JTextArea();

  @Test
  void whatIsTypedIsSeenLetterByLetter() throws Exception {
    area.setUI(new EmojiTextUI(true));
    area.setLineWrap(true);
    area.setSize(2_000, 400); // names of emoji that no font here has must not wrap
    double left = -1;
    for (String letter : new String[] {"a", "b", "🎉", "c", "👍", "🏽", "d"}) {
      area.append(letter);
      Rectangle end = area.modelToView2D(area.getDocument().getLength()).getBounds();
      if (!letter.equals("🏽")) { // which may only change what is there
        assertThat(end.getX()).as(letter).isGreaterThan(left);
      }
      left = end.getX();
    }
    area.setText("");
    assertThat(area.modelToView2D(0).getX()).isEqualTo(area.getInsets().left);
    area.setSize(200, 400);
    int one = area.getPreferredSize().height;
    area.setText("🎉 word ".repeat(30));
    assertThat(area.getPreferredSize().height).isGreaterThan(2 * one);
  }

  @Test
  void whatNoMessageCanHoldIsNotInsertedAndToldAtOnce() {
    AtomicInteger refusals = new AtomicInteger();
    MessageInput input =
        new MessageInput(
            Messages.in(Language.ENGLISH),
            _ -> true,
            () -> {},
            refusals::incrementAndGet,
            List::of,
            _ -> {});
    input.edit("é".repeat(MessageInput.MOST_BYTES / 2)); // as long as may be
    assertThat(refusals).hasValue(0);
    input.type('x');
    assertThat(refusals).hasValue(1);

    MessageInput fresh =
        new MessageInput(
            Messages.in(Language.ENGLISH),
            _ -> true,
            () -> {},
            refusals::incrementAndGet,
            List::of,
            _ -> {});
    long began = System.nanoTime();
    fresh.edit("a line of a log file with some words in it\n".repeat(20_000));
    assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(3));
    assertThat(refusals).hasValue(2);
    assertThat(fresh.holdsDraft()).isFalse();
  }

  @Test
  void nobodyIsToldThatACommandIsTyped() {
    AtomicInteger told = new AtomicInteger();
    MessageInput input =
        new MessageInput(
            Messages.in(Language.ENGLISH),
            _ -> true,
            told::incrementAndGet,
            () -> {},
            List::of,
            _ -> {});
    for (String line : List.of("/", "/mute Ana", "\uff0fnick Ana")) {
      input.edit(line);
    }
    assertThat(told).hasValue(0);
    input.edit("o");
    assertThat(told).hasValue(1);
  }

  @Test
  void whatIsBeingSaidIsNoDraft() {
    List<Boolean> drafts = new ArrayList<>();
    AtomicReference<MessageInput> itself = new AtomicReference<>();
    MessageInput input =
        new MessageInput(
            Messages.in(Language.ENGLISH),
            _ -> {
              drafts.add(itself.get().holdsDraft());
              return false;
            },
            () -> {},
            () -> {},
            List::of,
            _ -> {});
    itself.set(input);
    input.edit("/quit");
    assertThat(input.holdsDraft()).isTrue();
    input.send();
    assertThat(drafts).containsExactly(false);
    assertThat(input.holdsDraft()).isTrue();
  }
}
