package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import prosa.client.Message;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.Sanitizer;
import prosa.testing.Growth;
import prosa.testing.RandomText;
import prosa.testing.TextExamples;

final class MessageFormatterTest {
  private static final String SPECIAL = "   \n\tabc漢";
  private static final LocalTime NOON = LocalTime.NOON;
  private static final Optional<DateTimeFormatter> CLOCK =
      Optional.of(DateTimeFormatter.ofPattern("HH:mm"));
  private final MessageFormatter plain = new MessageFormatter(TerminalColors.NONE, CLOCK);

  private static Message message(String name, String text, boolean action, boolean mine) {
    return new Message(1, 1, name, text, action, mine, Optional.empty());
  }

  private static AttributedString line(MessageFormatter formatter, Message message) {
    return formatter.message(message, Sanitizer.line(message.name()), false, NOON);
  }

  @Test
  void classicSenderIsMarked() {
    Message message = message("Ana", "oi", false, false);
    String name = Messages.in(Language.ENGLISH).marked("Ana", true);
    assertThat(plain.message(message, name, false, NOON))
        .hasToString("12:00 Ana (classic client): oi");
  }

  /** A terminal opens what looks like a link by itself. */
  @Test
  void aNewcomersLinkIsNothingThatATerminalOpens() {
    String text = "see HTTPS://example.org/a?b=c://d, (www.example.org) or file:///x: a";
    assertThat(line(plain, newcomers(text, false)))
        .hasToString(
            "12:00 Rui: see HTTPS: //example.org/a?b=c: //d, (www. example.org) or file: ///x: a");
    assertThat(line(plain, newcomers(text, true))).hasToString("12:00 Rui » " + text);
    assertThat(line(plain, message("Rui", text, false, false))).hasToString("12:00 Rui: " + text);
  }

  private static Message newcomers(String text, boolean mine) {
    return new Message(1, 1, "Rui", text, false, mine, Optional.empty(), Optional.empty(), true);
  }

  @Test
  void ownMessagesAreToldApartWithoutColours() {
    assertThat(line(plain, message("Ana", "oi", false, true))).hasToString("12:00 Ana » oi");
    assertThat(line(plain, message("Ana", "oi", false, false))).hasToString("12:00 Ana: oi");
    assertThat(line(plain, message("Ana", "waves", true, false))).hasToString("12:00 * Ana waves");
  }

  @Test
  void aPlaceHasOneColourAndOthersHaveOthers() {
    MessageFormatter painter = new MessageFormatter(TerminalColors.TRUE, CLOCK);
    String ana = ansi(painter, message("Ana", "", false, false));

    assertThat(ansi(painter, message("Bia", "", false, false)))
        .isEqualTo(ana.replace("Ana", "Bia"));
    assertThat(ansi(painter, new Message(1, 2, "Ana", "", false, false, Optional.empty())))
        .isNotEqualTo(ana);
  }

  private static String ansi(MessageFormatter painter, Message message) {
    return line(painter, message)
        .toAnsi(1 << 24, org.jline.utils.AttributedCharSequence.ForceMode.None);
  }

  @Test
  void anErrorHasAColourThatNothingElseHas() {
    for (TerminalColors colors : List.of(TerminalColors.TRUE, TerminalColors.INDEXED)) {
      MessageFormatter painter = new MessageFormatter(colors, CLOCK);
      AttributedString error = painter.error("No.", NOON);
      AttributedStyle red = error.styleAt(error.toString().indexOf("No."));
      AttributedString note = painter.note("No.", NOON);
      AttributedString said = line(painter, message("Ana", "No.", false, false));
      assertThat(error).hasToString("12:00 ! No.");
      assertThat(red).isEqualTo(colors.error());
      assertThat(List.of(note.styleAt(note.toString().indexOf("No."))))
          .doesNotContain(red, AttributedStyle.DEFAULT);
      assertThat(said.styleAt(said.toString().indexOf("No."))).isEqualTo(AttributedStyle.DEFAULT);
    }
    MessageFormatter eight = new MessageFormatter(TerminalColors.BOLD, CLOCK);
    assertThat(eight.error("No.", NOON).styleAt(8)).isEqualTo(AttributedStyle.BOLD);
    assertThat(plain.error("No.", NOON).styleAt(8)).isEqualTo(AttributedStyle.DEFAULT);
  }

  @Test
  void nothingThatOthersWroteControlsTheScreen() {
    String painted =
        line(plain, message("E\u001b[2Jve\n", "\u001b]0;x\u0007 \u202e\r two\nlines", false, false))
            .toString();

    assertThat(painted)
        .isEqualTo("12:00 E\\u001b[2Jve\\n: \\u001b]0;x\\u0007 \\u202e\n two\nlines");
  }

  @Test
  void linesAreBrokenBetweenWordsAndIndented() {
    assertThat(wrapped("12:00 Ana: one two three four five six", 26))
        .isEqualTo("12:00 Ana: one two three\n      four five six");
    assertThat(wrapped("12:00 Ana: one\ntwo", 26)).isEqualTo("12:00 Ana: one\n      two");
    assertThat(wrapped("see http://example.org/a/very/long/link/that/is/one ok", 24))
        .isEqualTo("see\n      http://example.org/a/very/long/link/that/is/one\n      ok");
    assertThat(wrapped("漢字漢字漢字 漢字漢字漢字", 24)).isEqualTo("漢字漢字漢字\n      漢字漢字漢字");
  }

  @Test
  void wrappingLosesNothingButSpaces() {
    for (long seed = 0; seed < 1_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String visible = prosa.protocol.Sanitizer.lines(RandomText.of(random, 120, SPECIAL));

      assertThat(wrapped(visible, random.nextInt(201)).replaceAll("\\s", ""))
          .as("seed %d", seed)
          .isEqualTo(visible.replaceAll("\\s", ""));
    }
  }

  /** A terminal orders the letters of a line itself: the paragraph reaches it as it was written. */
  @Test
  void eachParagraphIsALineOfItsOwnWithItsMarksOfDirection() {
    for (TextExamples.Example example : TextExamples.of("direction")) {
      String shown =
          line(plain, message("Ana", "x\n" + example.input() + "\ny", false, false)).toString();
      assertThat(shown).isEqualTo("12:00 Ana: x\n" + example.input() + "\ny");
      assertThat(wrapped(shown, 80).lines().map(String::strip))
          .contains(example.input().strip(), "y");
    }
  }

  private static String wrapped(String text, int columns) {
    return LineWrapper.wrapped(new AttributedString(text), columns, "      ").toString();
  }

  /** Times of one digit and of two end in one column, and so do the rows below them. */
  @Test
  void hoursAreThoseOfTheSystem() {
    Message message = message("Ana", "oi", false, false);
    MessageFormatter halves =
        new MessageFormatter(
            TerminalColors.NONE,
            Optional.of(MessageFormatter.clock(Locale.US, Language.ENGLISH.locale())));
    assertThat(halves.message(message, "Ana", false, LocalTime.of(15, 4)))
        .hasToString(" 3:04 PM Ana: oi");
    assertThat(halves.message(message, "Ana", false, LocalTime.of(0, 4)))
        .hasToString("12:04 AM Ana: oi");
    assertThat(halves.indent()).hasSize(9);
    assertThat(plain.indent()).hasSize(6);
  }

  /** As that of a server often is, where the clock of programs is one of 24 hours. */
  @Test
  void systemWithoutACountryHas24Hours() {
    Locale system = Locale.ENGLISH;
    assertThat(
            MessageFormatter.clock(system, Language.ENGLISH.locale()).format(LocalTime.of(15, 4)))
        .isEqualTo("15:04");
  }

  @Test
  void withoutTimesALineBeginsWithTheName() {
    MessageFormatter none = new MessageFormatter(TerminalColors.NONE, Optional.empty());
    assertThat(line(none, message("Ana", "oi", false, false))).hasToString("Ana: oi");
    assertThat(none.indent()).hasSize(2);
  }

  @Test
  void wrappingIsLinearInTheLengthOfAText() {
    Growth.isLinear("wrapped", text -> wrapped(text, 40));
  }
}
