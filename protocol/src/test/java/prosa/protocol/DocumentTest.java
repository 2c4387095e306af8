package prosa.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks {@code docs/protocol.md} against this module. */
class DocumentTest {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w+)\n(.*?)^ *```");
  private static final Pattern REFUSAL = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| ([RDZC ]+) \\|");

  private static final String PAGE = page();
  private static final Grammar GRAMMAR = new Grammar(section("12. Grammar", "abnf"));

  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());

  private static String page() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("docs/protocol.md"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("docs/protocol.md is not in or above this folder");
      }
    }
    try {
      return Files.readString(folder.resolve("docs/protocol.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The code blocks of this language in the section with this title. */
  private static String section(String title, String language) {
    int start = PAGE.indexOf("\n## " + title);
    assertThat(start).as(title).isPositive();
    int end = PAGE.indexOf("\n## ", start + 1);
    StringBuilder blocks = new StringBuilder();
    Matcher block = BLOCK.matcher(PAGE.substring(start, end < 0 ? PAGE.length() : end));
    while (block.find()) {
      if (block.group(1).equals(language)) {
        blocks.append(block.group(2));
      }
    }
    return blocks.toString();
  }

  private static List<String> examples(String title, Predicate<String> wanted) {
    return section(title, "json").lines().map(String::strip).filter(wanted).toList();
  }

  static List<String> toServer() {
    return examples("4. To the server", line -> true);
  }

  static List<String> toMember() {
    return examples("5. To the member", line -> true);
  }

  static List<String> requests() {
    return examples("10. The door's JSON request", line -> line.contains("\"request\""));
  }

  static List<String> answers() {
    List<String> answers = new ArrayList<>();
    answers.addAll(examples("2. The classic protocol", line -> line.contains("to_server")));
    answers.addAll(examples("10. The door's JSON request", line -> !line.contains("\"request\"")));
    return answers;
  }

  @ParameterizedTest
  @MethodSource
  void toServer(String line) throws ProtocolException {
    ClientMessage message = reader.toServer(line.getBytes(UTF_8));
    assertThat(ProtocolWriter.write(message)).asString(UTF_8).isEqualTo(line);
    assertThat(GRAMMAR.pattern(rule("M-", message)).matcher(line).matches()).isTrue();
  }

  @ParameterizedTest
  @MethodSource
  void toMember(String line) throws ProtocolException {
    ServerMessage message = reader.toMember(line.getBytes(UTF_8));
    assertThat(ProtocolWriter.write(message)).asString(UTF_8).isEqualTo(line);
    assertThat(GRAMMAR.pattern(rule("S-", message)).matcher(line).matches()).isTrue();
  }

  @ParameterizedTest
  @MethodSource
  void requests(String line) throws ProtocolException {
    DoorRequest request = reader.doorRequest(line.getBytes(UTF_8));
    assertThat(ProtocolWriter.write(request)).asString(UTF_8).isEqualTo(line);
    assertThat(GRAMMAR.pattern("D-find").matcher(line).matches()).isTrue();
  }

  @ParameterizedTest
  @MethodSource
  void answers(String line) throws ProtocolException {
    DoorAnswer answer = reader.doorAnswer(line.getBytes(UTF_8));
    assertThat(ProtocolWriter.write(answer)).asString(UTF_8).isEqualTo(line);
    assertThat(GRAMMAR.pattern(rule(answer)).matcher(line).matches()).isTrue();
  }

  private static String rule(String prefix, Object message) {
    String name = message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    return prefix + (message instanceof ServerMessage.TypingNow ? "typing" : name);
  }

  private static String rule(DoorAnswer answer) {
    return switch (answer) {
      case DoorAnswer.Ports _ -> "D-ports";
      case DoorAnswer.SeatReserved _ -> "D-seat";
      case DoorAnswer.DoorError _ -> "D-error";
    };
  }

  @Test
  void everyMessageHasAnExample() throws ProtocolException {
    List<Class<?>> shown = new ArrayList<>();
    for (String line : toServer()) {
      shown.add(reader.toServer(line.getBytes(UTF_8)).getClass());
    }
    for (String line : toMember()) {
      shown.add(reader.toMember(line.getBytes(UTF_8)).getClass());
    }
    for (String line : requests()) {
      shown.add(reader.doorRequest(line.getBytes(UTF_8)).getClass());
    }
    for (String line : answers()) {
      shown.add(reader.doorAnswer(line.getBytes(UTF_8)).getClass());
    }
    List<Class<?>> all = new ArrayList<>();
    for (Class<?> kind : List.of(ClientMessage.class, ServerMessage.class, DoorAnswer.class)) {
      all.addAll(Golden.recordsOf(kind));
    }
    assertThat(shown).containsAll(all).contains(DoorRequest.Find.class);
  }

  @Test
  void everyGoldenMessageFollowsTheGrammar() {
    for (Golden.ServerRow row : Golden.toServer()) {
      assertThat(Golden.json(row.json())).matches(GRAMMAR.pattern(rule("M-", row.message())));
    }
    for (Golden.MemberRow row : Golden.toMember()) {
      assertThat(Golden.json(row.json())).matches(GRAMMAR.pattern(rule("S-", row.message())));
    }
    for (Golden.AnswerRow row : Golden.answers()) {
      assertThat(Golden.json(row.json())).matches(GRAMMAR.pattern(rule(row.message())));
    }
    assertThat("FindChat").matches(GRAMMAR.pattern("D-classic"));
    assertThat(ProtocolWriter.write(new ClassicMessage("Zé \"\n", "\uD83D\uDE00")))
        .asString(UTF_8)
        .matches(GRAMMAR.pattern("C-message"));
  }

  @Test
  void theGrammarTellsMessagesApart() {
    Pattern said = GRAMMAR.pattern("S-said");
    for (Golden.MemberRow row : Golden.toMember()) {
      assertThat(said.matcher(Golden.json(row.json())).matches())
          .isEqualTo(row.message() instanceof ServerMessage.Said);
    }
    Pattern string = GRAMMAR.pattern("string");
    assertThat("\"\\ud83d\\ude00\\u00e9\\/\"").matches(string);
    assertThat("\"\n\"").doesNotMatch(string);
    assertThat("\"\\x\"").doesNotMatch(string);
    assertThat("\"\"\"").doesNotMatch(string);
  }

  @Test
  void theTableOfRefusalsHasEveryReasonOnceInOrder() {
    List<String> codes = REFUSAL.matcher(PAGE).results().map(match -> match.group(1)).toList();
    assertThat(codes).isEqualTo(Stream.of(ErrorCode.values()).map(ErrorCode::code).toList());
  }

  @Test
  void theLimitsThatThePageNamesAreTheDefaults() {
    ReadLimits limits = ReadLimits.defaults();
    assertThat(limits).isEqualTo(new ReadLimits(8 * 1024, 1024, 32, 100));
    assertThat(PAGE)
        .contains("| nesting depth of objects and arrays | " + limits.nesting() + " |")
        .contains("| characters of a number | " + limits.digits() + " |")
        .contains(
            "| `id` / name / secret, code, room | %d / %d / %d characters |"
                .formatted(ProtocolReader.LONGEST_ID, Names.LONGEST, ProtocolReader.LONGEST_CODE));
  }

  @Test
  void theCompleteClientStandsWhereTheTrialLooksForIt() {
    assertThat(PAGE).containsOnlyOnce("<!-- trial: python-client -->\n```python\n");
  }
}
