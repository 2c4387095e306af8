package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Container;
import java.awt.DefaultKeyboardFocusManager;
import java.awt.Graphics2D;
import java.awt.KeyboardFocusManager;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.accessibility.Accessible;
import javax.swing.JMenuItem;
import javax.swing.JScrollPane;
import javax.swing.JViewport;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Prompt;
import prosa.desktop.model.Transcript;
import prosa.desktop.model.TranscriptItem;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The message list in an invisible window. */
final class MessageListTest {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final List<MemberInfo> OTHERS =
      List.of(new MemberInfo(2, "Bia", true, false, 7), new MemberInfo(3, "Rui 🎉", true, false));

  private final RoomState room = new RoomState();
  private ChatModel model = new ChatModel(ENGLISH, () -> Instant.EPOCH, new NoListener());
  private MessageList list = new MessageList(ENGLISH, model, _ -> {}, (_, _) -> {});
  private JScrollPane scroll = new JScrollPane();

  @BeforeEach
  void talk() throws Exception {
    onScreen(
        () -> {
          Theme.prepare();
          var _ = Theme.dark(false);
          model = new ChatModel(ENGLISH, () -> Instant.EPOCH, new Forward());
          list = new MessageList(ENGLISH, model, _ -> {}, (_, _) -> {});
          model.begin(room);
          model.apply(
              room.apply(
                  new ChatEvent.Seated(
                      new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, OTHERS), JoinKind.NEW)));
          scroll = new JScrollPane(list);
          scroll.getViewport().addChangeListener(_ -> list.viewportChanged());
          scroll.setSize(600, 400);
        });
  }

  private static void onScreen(Runnable task) throws Exception {
    SwingUtilities.invokeAndWait(task);
  }

  private void said(int place, String text) {
    Message message =
        new Message(1, place, OTHERS.get(place - 2).name(), text, false, false, Optional.empty());
    model.apply(room.apply(new ChatEvent.Said(message)));
  }

  private List<String> menuOf(String text) {
    return rows(list)
        .filter(row -> row.text().getText().equals(text))
        .map(MessageRow::menu)
        .flatMap(menu -> Stream.of(menu.getSubElements()))
        .map(JMenuItem.class::cast)
        .map(JMenuItem::getText)
        .toList();
  }

  private static Stream<MessageRow> rows(Container container) {
    return Stream.of(container.getComponents())
        .flatMap(
            child ->
                child instanceof MessageRow row
                    ? Stream.of(row)
                    : child instanceof Container inner ? rows(inner) : Stream.empty());
  }

  @Test
  void menuOfAMessageIsOfItsSenderAndNotOfThePlace() throws Exception {
    onScreen(
        () -> {
          said(2, "of Bia");
          settle();
          assertThat(menuOf("of Bia")).contains(ENGLISH.text("muteMember", "Bia"));
          MemberInfo bia = OTHERS.getFirst();
          model.whyVote(bia);
          assertThat(model.prompts()).hasAtLeastOneElementOfType(Prompt.WhyVote.class);
          model.apply(room.apply(new ChatEvent.Left(bia)));
          model.apply(room.apply(new ChatEvent.Joined(new MemberInfo(2, "Bia", true, false, 9))));
          assertThat(model.prompts()).doesNotHaveAnyElementsOfTypes(Prompt.WhyVote.class);
          settle();
          assertThat(menuOf("of Bia")).as("another has her place and name").hasSize(1);
        });
  }

  @Test
  void menuOfAMessageTellsItsSenderFromOneWhoseNameLooksTheSame() throws Exception {
    onScreen(
        () -> {
          said(2, "of Bia");
          MemberInfo like = new MemberInfo(5, "\u0412ia", true, true, 9);
          model.apply(room.apply(new ChatEvent.Joined(like)));
          settle();
          assertThat(menuOf("of Bia"))
              .contains(
                  ENGLISH.text("muteMember", "Bia [2]"), ENGLISH.text("voteMember", "Bia [2]"));
        });
  }

  @Test
  void whatHasTheKeyboardHasAWholeRingAroundItsBubble() throws Exception {
    onScreen(
        () -> {
          said(2, "first");
          said(2, "one that follows");
          Message mine = new Message(1, 1, "Ana", "mine", false, true, Optional.of("id"));
          model.apply(room.apply(new ChatEvent.Said(mine)));
          said(3, "a text that is long enough to be broken into lines, ".repeat(4));
          settle();
          for (MessageRow row : rows(list).toList()) {
            BufferedImage without = picture();
            BufferedImage with = withFocus(row.text(), this::picture);
            assertRing(without, with, row.text().getText());
          }
        });
  }

  /** What is done while this has the keyboard, in a window that nobody sees. */
  private static <T> T withFocus(Component owner, Supplier<T> what) {
    KeyboardFocusManager usual = KeyboardFocusManager.getCurrentKeyboardFocusManager();
    KeyboardFocusManager.setCurrentKeyboardFocusManager(
        new DefaultKeyboardFocusManager() {
          @Override
          public Component getFocusOwner() {
            return owner;
          }
        });
    try {
      return what.get();
    } finally {
      KeyboardFocusManager.setCurrentKeyboardFocusManager(usual);
    }
  }

  private BufferedImage picture() {
    BufferedImage image =
        new BufferedImage(list.getWidth(), list.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    list.paint(g);
    g.dispose();
    return image;
  }

  /** What differs begins, on each side of the whole, with a line that is as thick everywhere. */
  private static void assertRing(BufferedImage without, BufferedImage with, String text) {
    Rectangle all = new Rectangle(-1, -1);
    for (int y = 0; y < with.getHeight(); y++) {
      for (int x = 0; x < with.getWidth(); x++) {
        if (with.getRGB(x, y) != without.getRGB(x, y)) {
          all.add(new Rectangle(x, y, 1, 1));
        }
      }
    }
    assertThat(all.isEmpty()).as(text).isFalse();
    int middleX = (int) all.getCenterX();
    int middleY = (int) all.getCenterY();
    int accent = Palette.now().accent().getRGB();
    List<Integer> thick = new ArrayList<>();
    for (Point step :
        List.of(new Point(1, 0), new Point(-1, 0), new Point(0, 1), new Point(0, -1))) {
      int x = step.x == 0 ? middleX : step.x > 0 ? all.x : all.x + all.width - 1;
      int y = step.y == 0 ? middleY : step.y > 0 ? all.y : all.y + all.height - 1;
      int count = 0;
      while (with.getRGB(x + count * step.x, y + count * step.y) == accent) {
        count++;
      }
      thick.add(count);
    }
    assertThat(thick).as("the four sides around '%s'", text).containsOnly(2);
  }

  @Test
  void classicSenderIsMarked() throws Exception {
    onScreen(
        () -> {
          model.apply(room.apply(new ChatEvent.Joined(new MemberInfo(4, "Ana", true, true, 5))));
          Message message = new Message(1, 4, "Ana", "oi", false, false, Optional.empty());
          model.apply(room.apply(new ChatEvent.Said(message)));
          settle();
          assertThat(rows(list).map(row -> row.getAccessibleContext().getAccessibleName()))
              .anyMatch(name -> name.startsWith("Ana (classic client), "));
        });
  }

  private void settle() {
    for (int i = 0; i < 3; i++) {
      layOut(scroll);
    }
  }

  private static void layOut(Container container) {
    container.doLayout();
    for (Component child : container.getComponents()) {
      if (child instanceof Container inner) {
        layOut(inner);
      }
    }
  }

  private JViewport port() {
    return scroll.getViewport();
  }

  private void scrollTo(int y) {
    port().setViewPosition(new Point(0, y));
    settle();
  }

  private boolean showsTheEnd() {
    return port().getViewPosition().y + port().getHeight() >= list.getHeight() - 1;
  }

  /** What stands at the top of what is seen, and how far above the edge it begins. */
  private String topmost() {
    for (MessageList.Entry entry : list.entries()) {
      TextRow row = entry.row;
      int y = port().getViewPosition().y;
      if (row != null && row.getY() + row.getHeight() > y) {
        return row.text().getText() + " at " + (y - row.getY());
      }
    }
    return "nothing";
  }

  @Test
  void draggingFromOneMessageToAnotherSelectsBothAndWhatIsBetween() throws Exception {
    onScreen(
        () -> {
          for (String text : List.of("one", "two", "three")) {
            said(2, text);
          }
          settle();
          drag("one", "three");
          assertThat(list.selected()).isEqualTo("Bia: one\nBia: two\nBia: three");
          drag("three", "one"); // from the beginning of one to the end of the other, upwards
          assertThat(list.selected()).isEqualTo("Bia: two");
          drag("two", "three");
          assertThat(list.selected()).isEqualTo("Bia: two\nBia: three");
          drag("two", "two");
          assertThat(list.selected()).as("a part of one text is that text's").isEmpty();
          assertThat(text("two").getSelectedText()).isEqualTo("two");
        });
  }

  private SelectableText text(String content) {
    return list.entries().stream()
        .filter(entry -> entry.row != null)
        .map(entry -> entry.row.text())
        .filter(text -> text.getText().equals(content))
        .findFirst()
        .orElseThrow();
  }

  /** As the mouse does it: from the left end of one text to the right end of another. */
  private void drag(String from, String to) {
    SelectableText begin = text(from);
    SelectableText end = text(to);
    Point target = SwingUtilities.convertPoint(end, end.getWidth() - 1, end.getHeight() / 2, begin);
    mouse(begin, MouseEvent.MOUSE_PRESSED, new Point(0, begin.getHeight() / 2));
    for (int step = 1; step <= 5; step++) {
      int y = begin.getHeight() / 2 + (target.y - begin.getHeight() / 2) * step / 5;
      mouse(begin, MouseEvent.MOUSE_DRAGGED, new Point(target.x * step / 5, y));
    }
    mouse(begin, MouseEvent.MOUSE_RELEASED, target);
  }

  private static void mouse(SelectableText text, int kind, Point at) {
    text.dispatchEvent(
        new MouseEvent(
            text,
            kind,
            0,
            MouseEvent.BUTTON1_DOWN_MASK,
            at.x,
            at.y,
            kind == MouseEvent.MOUSE_PRESSED ? 1 : 0,
            false,
            MouseEvent.BUTTON1));
  }

  @Test
  void tenThousandMessagesAreAFewComponents() throws Exception {
    onScreen(
        () -> {
          for (int i = 1; i <= Transcript.MOST; i++) {
            said(2, "message " + i + " " + "with a few words ".repeat(i % 9));
          }
          settle();
          assertThat(list.entries()).hasSize(Transcript.MOST);
          assertThat(list.getComponentCount()).isLessThan(40);
          assertThat(showsTheEnd()).isTrue();
          for (int y = list.getHeight() - 400; y > list.getHeight() - 40_000; y -= 900) {
            scrollTo(y);
            assertThat(list.getComponentCount()).isBetween(5, 40);
            assertThat(topmost()).isNotEqualTo("nothing");
          }
          scrollTo(0);
          assertThat(topmost()).startsWith("message 1 ");
        });
  }

  @Test
  void whoReadsOldMessagesStaysThereWhateverHappens() throws Exception {
    onScreen(
        () -> {
          for (int i = 1; i <= 500; i++) {
            said(2 + i % 2, "message " + i + " " + "with a few words ".repeat(i % 9));
          }
          settle();
          scrollTo(list.getHeight() / 2 + 7);
          String read = topmost();
          said(2, "a new one");
          settle();
          assertThat(topmost()).as("something is said").isEqualTo(read);
          scroll.setSize(600, 300); // the draft grows
          settle();
          assertThat(topmost()).as("the line grows").isEqualTo(read);
          scroll.setSize(600, 400);
          settle();
          assertThat(topmost()).as("the line shrinks").isEqualTo(read);
          Point before = port().getViewPosition();
          list.restyle();
          settle();
          assertThat(topmost()).as("another look").isEqualTo(read);
          assertThat(port().getViewPosition()).isEqualTo(before);
          scroll.setSize(450, 400);
          settle();
          assertThat(topmost()).as("narrower").startsWith(read.substring(0, 11));
          scrollTo(list.getHeight());
          assertThat(showsTheEnd()).isTrue();
          said(3, "is followed");
          settle();
          assertThat(showsTheEnd()).isTrue();
        });
  }

  @Test
  void theEndIsFollowedWhereThereIsMoreOrLessRoom() throws Exception {
    onScreen(
        () -> {
          for (int i = 1; i <= 60; i++) {
            said(2, "message " + i);
            settle();
            assertThat(showsTheEnd()).isTrue();
          }
          for (int height : new int[] {200, 380, 90, 400}) {
            scroll.setSize(600, height);
            settle();
            assertThat(showsTheEnd()).as("%d high", height).isTrue();
          }
        });
  }

  @Test
  void aSelectionAcrossMessagesIsCopiedAsLinesWithNames() throws Exception {
    onScreen(
        () -> {
          said(2, "one two three");
          said(3, "only 🎉 this");
          said(2, "four five six");
          settle();
          MessageSelection selection = new MessageSelection(list);
          var entries = list.entries();
          selection.extend(entries.get(2), 4, entries.get(0), 4);
          assertThat(selection.text()).isEqualTo("Bia: two three\nRui 🎉: only 🎉 this\nBia: four");
          selection.extend(entries.get(0), 0, entries.get(2), Integer.MAX_VALUE);
          assertThat(selection.text().lines()).hasSize(3);
          selection.removed(entries.get(2));
          assertThat(selection.text()).isEmpty();
          selection.extendBy(entries.get(2), entries.get(1));
          assertThat(selection.text()).isEqualTo("Rui 🎉: only 🎉 this\nBia: four five six");
        });
  }

  @Test
  void everyMessageIsFoundByAssistiveTechnologySeenOrNot() throws Exception {
    onScreen(
        () -> {
          for (int i = 1; i <= 300; i++) {
            said(2, "message " + i);
          }
          settle();
          var context = list.getAccessibleContext();
          assertThat(context.getAccessibleChildrenCount()).isEqualTo(300);
          for (int i = 0; i < 300; i++) {
            Accessible child = context.getAccessibleChild(i);
            assertThat(child.getAccessibleContext().getAccessibleName())
                .endsWith(": message " + (i + 1));
            assertThat(child.getAccessibleContext().getAccessibleIndexInParent()).isEqualTo(i);
          }
          assertThat(context.getAccessibleChild(300)).isNull();
        });
  }

  @Test
  void whoIsMentionedIsToldByTheAccessibleNameToo() throws Exception {
    onScreen(
        () -> {
          said(2, "oi @ANA!");
          said(2, "banana");
          settle();
          assertThat(list.row(0).getAccessibleContext().getAccessibleName()).contains("Mention");
          assertThat(list.row(1).getAccessibleContext().getAccessibleName())
              .doesNotContain("Mention");
          assertThat(list.entries().get(0).item)
              .isInstanceOfSatisfying(
                  TranscriptItem.Bubble.class, bubble -> assertThat(bubble.mention()).isTrue());
        });
  }

  /** Hands the transcript's changes to the list. */
  private final class Forward extends NoListener {
    @Override
    public void inserted(int index, TranscriptItem item) {
      list.inserted(index, item);
    }

    @Override
    public void changed(int index, TranscriptItem item) {
      list.changed(index, item);
    }

    @Override
    public void removed(int index) {
      list.removed(index);
    }
  }
}
