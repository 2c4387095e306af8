package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.accessibility.Accessible;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleExtendedComponent;
import javax.accessibility.AccessibleExtendedText;
import javax.accessibility.AccessibleState;
import javax.accessibility.AccessibleText;
import javax.accessibility.AccessibleTextSequence;
import javax.swing.JComponent;
import javax.swing.JToolTip;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.desktop.model.Alert;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.testing.Growth;

/** What assistive technology finds in the window, walking from its root as it does. */
final class AccessibleTreeTest {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final Pattern TIME = Pattern.compile("\\d{1,2}:\\d{2}[\\h\\u202f]?[AP]M");
  private static final MemberInfo BIA = new MemberInfo(2, "Bia", true, false);
  private static final MemberInfo RUI = new MemberInfo(3, "Rui 🎉", true, false);

  private final RoomState room = new RoomState();
  private MainPanel panel = new MainPanel(new JoinForm(ENGLISH, _ -> {}, () -> {}), new Owner());
  private ChatModel model = new ChatModel(ENGLISH, () -> Instant.EPOCH, panel);

  @BeforeEach
  void talkGoesOn() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          Theme.prepare();
          var _ = Theme.dark(false);
          panel = new MainPanel(new JoinForm(ENGLISH, _ -> {}, () -> {}), new Owner());
          model = new ChatModel(ENGLISH, () -> Instant.EPOCH, panel);
          model.begin(room);
          tell(
              new ChatEvent.Seated(
                  new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, List.of(BIA, RUI)),
                  JoinKind.NEW));
          for (int i = 1; i <= 10; i++) {
            said("message " + i + (i == 10 ? " 👍🏽" : ""));
          }
          tell(new ChatEvent.WentAway(new MemberInfo(2, "Bia", false, false), false));
          model.mute(RUI, true);
          panel.setSize(1_040, 720);
          panel.doLayout();
        });
  }

  private void tell(ChatEvent event) {
    model.apply(room.apply(event));
  }

  private void said(String text) {
    tell(new ChatEvent.Said(new Message(1, 2, "Bia", text, false, false, Optional.empty())));
  }

  /** One line for each: role, name, and the states that are not Swing's usual ones. */
  private static List<String> tree(Accessible root) {
    List<String> lines = new ArrayList<>();
    walk(root, "", lines);
    return lines;
  }

  private static boolean isAlert(String line) {
    return line.strip().startsWith("alert");
  }

  private static void walk(Accessible accessible, String indent, List<String> lines) {
    AccessibleContext context = accessible.getAccessibleContext();
    String name = context.getAccessibleName();
    String state =
        context.getAccessibleStateSet().contains(AccessibleState.ENABLED) ? "" : " (disabled)";
    lines.add(
        indent
            + context.getAccessibleRole().toDisplayString(Locale.ENGLISH)
            + (name == null || name.isEmpty()
                ? ""
                : " \"" + TIME.matcher(name).replaceAll("TIME") + "\"")
            + state);
    for (int i = 0; i < context.getAccessibleChildrenCount(); i++) {
      walk(context.getAccessibleChild(i), indent + "  ", lines);
    }
  }

  /** The whole tree, as src/test/resources has it; to be read by people, too. */
  @Test
  void everyMessageSeatFieldAndButtonIsFoundWithItsRoleAndName() throws Exception {
    List<String> lines = new ArrayList<>();
    SwingUtilities.invokeAndWait(() -> lines.addAll(tree(panel)));

    Path expected = Path.of("src/test/resources/prosa/desktop/view/accessible-tree.txt");
    int alert =
        lines.indexOf(lines.stream().filter(AccessibleTreeTest::isAlert).findFirst().orElseThrow());
    lines.removeIf(
        AccessibleTreeTest::isAlert); // which of them has a sentence yet depends on the time
    lines.add(alert, "    alerts, each with one of the latest sentences or none");
    assertThat(String.join("\n", lines) + "\n").isEqualTo(Files.readString(expected));
  }

  @Test
  void everyComponentThatIsShownIsReached() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          List<AccessibleContext> reached = new ArrayList<>();
          collect(panel, reached);
          List<Component> all = new ArrayList<>();
          components(panel, all);
          for (Component component : all) {
            assertThat(component)
                .as("%s is Accessible", component.getClass())
                .isInstanceOf(Accessible.class);
            assertThat(reached.contains(component.getAccessibleContext()))
                .as("%s is reached", component.getClass())
                .isTrue();
          }
        });
  }

  private static void collect(Accessible accessible, List<AccessibleContext> reached) {
    AccessibleContext context = accessible.getAccessibleContext();
    reached.add(context);
    for (int i = 0; i < context.getAccessibleChildrenCount(); i++) {
      collect(context.getAccessibleChild(i), reached);
    }
  }

  /** Everything of ours, and what people use; not the parts that Swing makes its own of. */
  private static void components(Container container, List<Component> all) {
    for (Component child : container.getComponents()) {
      if (child instanceof javax.swing.JScrollBar
          || child instanceof javax.swing.CellRendererPane) {
        continue;
      }
      all.add(child);
      if (child instanceof Container inner) {
        components(inner, all);
      }
    }
  }

  @Test
  void everyMessageIsInOneEventWithEmojiSpelledOut() throws Exception {
    List<String> spoken = new CopyOnWriteArrayList<>();
    LiveRegion region = new LiveRegion();
    for (AccessibleContext alert : alerts(region)) {
      alert.addPropertyChangeListener(event -> spoken.add(String.valueOf(event.getNewValue())));
    }
    SwingUtilities.invokeAndWait(
        () -> {
          region.announce("Bia: oi 🎉");
          for (int i = 1; i < 10; i++) {
            region.announce("Bia: message " + i);
          }
        });
    assertThat(spoken).containsExactly("Bia: oi party popper"); // at once
    for (int i = 0; i < 100 && spoken.size() < 2; i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    SwingUtilities.invokeAndWait(() -> region.announce("Bia: message 9"));
    assertThat(spoken.get(1).lines())
        .hasSize(9)
        .startsWith("Bia: message 1")
        .endsWith("Bia: message 9");
  }

  @Test
  void theWindowAnnouncesWhatIsSaid() throws Exception {
    SwingUtilities.invokeAndWait(() -> said("something new"));
    LiveRegion region = liveRegion(panel);
    for (int i = 0; i < 100; i++) {
      if (names(region).stream().anyMatch(name -> name.contains("Bia: something new"))) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(names(region));
  }

  /**
   * The bridge of Linux asks for a name after its event, and by then there may be another event.
   */
  @Test
  void aSentenceIsThereForWhoAsksLate() throws Exception {
    List<AccessibleContext> told = new CopyOnWriteArrayList<>();
    LiveRegion region = new LiveRegion();
    for (AccessibleContext alert : alerts(region)) {
      alert.addPropertyChangeListener(_ -> told.add(alert));
    }
    for (int i = 0; i < LiveRegion.ALERTS; i++) {
      String sentence = "number " + i;
      SwingUtilities.invokeAndWait(() -> region.announce(sentence));
      for (int j = 0; j < 100 && told.size() <= i; j++) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    assertThat(told.stream().map(AccessibleContext::getAccessibleName))
        .containsExactly(
            IntStream.range(0, LiveRegion.ALERTS)
                .mapToObj(i -> "number " + i)
                .toArray(String[]::new));
  }

  private static List<AccessibleContext> alerts(LiveRegion region) {
    AccessibleContext context = region.getAccessibleContext();
    return IntStream.range(0, context.getAccessibleChildrenCount())
        .mapToObj(i -> context.getAccessibleChild(i).getAccessibleContext())
        .toList();
  }

  private static List<String> names(LiveRegion region) {
    return alerts(region).stream().map(alert -> String.valueOf(alert.getAccessibleName())).toList();
  }

  private static LiveRegion liveRegion(Container container) {
    for (Component child : container.getComponents()) {
      if (child instanceof LiveRegion region) {
        return region;
      }
    }
    throw new AssertionError("no live region");
  }

  /** A draft, names in every field and at the seat, and what is asked in a dialog included. */
  @Test
  void noTextLeavesTheProgramThatTheBusCannotCarry() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          tell(new ChatEvent.Renamed(new MemberInfo(1, "Ana 🎉", true, false), "Ana", true));
          JoinForm form = new JoinForm(ENGLISH, _ -> {}, () -> {});
          form.fill("Ana 🎉", "🎉.example.org");
          List<Component> all = new ArrayList<>();
          components(panel, all);
          components(form, all);
          all.add(Dialogs.line("What would you like to be called?", "Ana 🎉"));
          int fields = 0;
          for (Component component : all) {
            AccessibleContext context = component.getAccessibleContext();
            assertBasic(context.getAccessibleName());
            assertBasic(context.getAccessibleDescription());
            if (component instanceof JComponent part) {
              assertTipIsBasic(part);
            }
            if (component instanceof JTextComponent field) {
              if (field.isEditable() && field.getText().isEmpty()) {
                field.setText("oi 🎉");
              }
              assertTextIsBasic(field);
              fields += field.getText().contains("🎉") ? 1 : 0;
            }
          }
          assertThat(fields).as("the draft, the form, the dialog, a message").isEqualTo(5);
        });
  }

  private static void assertTipIsBasic(JComponent component) {
    if (component.getAccessibleContext() instanceof AccessibleExtendedComponent context) {
      assertBasic(context.getToolTipText());
    }
    if (component.getToolTipText() != null) {
      JToolTip tip = component.createToolTip();
      tip.setTipText(component.getToolTipText());
      assertBasic(tip.getAccessibleContext().getAccessibleName());
      assertBasic(tip.getAccessibleContext().getAccessibleDescription());
    }
  }

  private static void assertTextIsBasic(JTextComponent field) {
    JTextComponent.AccessibleJTextComponent text =
        (JTextComponent.AccessibleJTextComponent) field.getAccessibleContext().getAccessibleText();
    int length = field.getDocument().getLength();
    String range = text.getTextRange(0, length);
    assertBasic(range);
    assertThat(range == null ? 0 : range.length()).isEqualTo(length);
    for (int part = AccessibleText.CHARACTER; part <= AccessibleExtendedText.LINE; part++) {
      for (int i = 0; i < length; i++) {
        if (part <= AccessibleText.SENTENCE) {
          assertBasic(text.getAtIndex(part, i));
          assertBasic(text.getAfterIndex(part, i));
          assertBasic(text.getBeforeIndex(part, i));
        }
        assertBasic(text.getTextSequenceAt(part, i));
        assertBasic(text.getTextSequenceAfter(part, i));
        assertBasic(text.getTextSequenceBefore(part, i));
      }
    }
    field.selectAll();
    assertBasic(text.getSelectedText());
  }

  private static void assertBasic(@Nullable AccessibleTextSequence part) {
    assertBasic(part == null ? "" : part.text);
  }

  private static void assertBasic(@Nullable String text) {
    assertThat(text == null ? "" : text)
        .matches(
            said ->
                said.codePoints().allMatch(c -> c <= 0xffff && !Character.isSurrogate((char) c)));
  }

  @Test
  void emojiAreSpelledAndTheRestStaysWhatItIs() {
    assertThat(SpokenText.of("olá, 漢字!")).isEqualTo("olá, 漢字!");
    assertThat(SpokenText.of("oi🎉!")).isEqualTo("oi party popper!");
    assertThat(SpokenText.of("👍🏽 ok")).isEqualTo("thumbs up sign ok");
    assertThat(SpokenText.of("🇧🇷")).isEqualTo("BR");
    assertThat(SpokenText.of("👩‍👧")).isEqualTo("woman, girl");
    assertThat(SpokenText.sameLength("a🎉b")).hasSize(4);
  }

  @Test
  void whatIsSpokenCostsWhatTheLengthOfATextCosts() {
    Growth.isLinear("of", SpokenText::of);
    Growth.isLinear("sameLength", (String text) -> SpokenText.sameLength(text));
  }

  /** Stands in for the window's frame. */
  private final class Owner implements MainPanel.PanelActions {
    @Override
    public ChatModel model() {
      return model;
    }

    @Override
    public ChatView chat() {
      return new ChatView(
          ENGLISH,
          model,
          new ChatController(model, ENGLISH, Runnable::run, new NoActions()),
          new ChatView.Window(new PromptList.Departures(() -> {}), () -> {}, _ -> {}));
    }

    @Override
    public void possibilitiesChanged(boolean talking) {}

    @Override
    public void titleChanged() {}

    @Override
    public void alert(Alert alert) {}
  }
}
