package prosa.protocol;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsCoverage;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Random texts, whole and damaged: what is read of them, compared with what Jackson, told nothing
 * of this project, makes of them.
 */
class ReadingPropertiesTest {
  private static final JsonFactory JACKSON = new JsonFactory();

  private final ClassicReader classic = new ClassicReader(ReadLimits.defaults());
  private final ProtocolReader direct = new ProtocolReader(ReadLimits.defaults());

  /** What the oracle found: whether it is one sound object, and its two strings. */
  private record Found(boolean twoKeys, String user, String message) {}

  private static Optional<Found> oracle(byte[] bytes) {
    String text;
    try {
      text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    if (text.startsWith("\uFEFF")) {
      return Optional.empty();
    }
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
      return parser.nextToken() == JsonToken.START_OBJECT ? oracle(parser) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static Optional<Found> oracle(JsonParser parser) {
    String user = null;
    String message = null;
    int keys = 0;
    boolean sound = true;
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      if (token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING) {
        sound &= UTF_8.newEncoder().canEncode(parser.getString());
      }
      if (depth == 1 && token == JsonToken.PROPERTY_NAME) {
        keys++;
        String key = parser.currentName();
        token = parser.nextToken();
        String value = token == JsonToken.VALUE_STRING ? parser.getString() : null;
        sound &= value == null || UTF_8.newEncoder().canEncode(value);
        user = key.equals("user") ? value : user;
        message = key.equals("message") ? value : message;
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }
    return sound && parser.nextToken() == null && user != null && message != null
        ? Optional.of(new Found(keys == 2, user, message))
        : Optional.empty();
  }

  @Provide
  Arbitrary<String> insides() {
    return insides(true);
  }

  private static Arbitrary<String> insides(boolean hostile) {
    Arbitrary<String> sound =
        Arbitraries.oneOf(
            Arbitraries.strings().withCharRange(' ', '~').excludeChars('"', '\\').ofMaxLength(20),
            Arbitraries.of(
                "\\n",
                "\\\"",
                "\\\\",
                "\\/",
                "\\u00e1",
                "\\u0000",
                "\\ud83d\\ude00",
                "\\uD83D\\uDE00",
                "\uD83D\uDE00",
                "é",
                "€",
                "\u2028",
                "\u007F",
                "eight ch",
                "a text longer than eight"));
    Arbitrary<String> unsound =
        Arbitraries.oneOf(
            Arbitraries.strings().excludeChars('"', '\\').ofLength(1),
            Arbitraries.of("\\uD83D", "\\ude00", "\\u12", "\\x", "\u0001", "\n", "\"", "\\"));
    return Arbitraries.frequencyOf(Tuple.of(9, sound), Tuple.of(hostile ? 1 : 0, unsound))
        .list()
        .ofMaxSize(5)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<byte[]> objects() {
    return Arbitraries.oneOf(soundObjects(), objects(true));
  }

  @Provide
  Arbitrary<byte[]> soundObjects() {
    return objects(false);
  }

  private static Arbitrary<byte[]> objects(boolean hostile) {
    Arbitrary<String> space =
        Arbitraries.frequencyOf(
            Tuple.of(30, Arbitraries.of("", "", " ", "\n", "\t ", "\r")),
            Tuple.of(hostile ? 1 : 0, Arbitraries.of("\u00A0", "\f", "x", "\u0000")));
    Arbitrary<String> value =
        Arbitraries.frequencyOf(
            Tuple.of(12, insides(hostile).map(s -> '"' + s + '"')),
            Tuple.of(
                2, Arbitraries.of("true", "false", "null", "1", "-1.5e3", "[]", "{\"user\": [1]}")),
            Tuple.of(
                hostile ? 1 : 0,
                Arbitraries.of(
                    "NaN", "[1, [\"\\ud83d\"]]", "tru", "01", "'x'", "{\"\\ud83d\":1}")));
    Arbitrary<String> key =
        Arbitraries.of("user", "message", "type", "mess\\u0061ge", "User", "id", "");
    Arbitrary<String> extra = field(key, value, space);
    Arbitrary<String> user =
        field(Arbitraries.just("user"), insides(hostile).map(s -> '"' + s + '"'), space);
    Arbitrary<String> message =
        field(Arbitraries.just("message"), insides(hostile).map(s -> '"' + s + '"'), space);
    Arbitrary<List<String>> fields =
        Arbitraries.frequencyOf(
            Tuple.of(3, Combinators.combine(user, message).as(List::of)),
            Tuple.of(3, Combinators.combine(user, message, extra).as(List::of)),
            Tuple.of(1, extra.list().ofMaxSize(4)));
    return Combinators.combine(space, fields, space, Arbitraries.randoms())
        .as(
            (before, list, after, random) -> {
              List<String> shuffled = new ArrayList<>(list);
              Collections.shuffle(shuffled, random);
              return (before + '{' + String.join(",", shuffled) + '}' + after).getBytes(UTF_8);
            });
  }

  private static Arbitrary<String> field(
      Arbitrary<String> key, Arbitrary<String> value, Arbitrary<String> space) {
    return Combinators.combine(space, key, space, space, value, space)
        .as((a, k, b, c, v, d) -> a + '"' + k + '"' + b + ':' + c + v + d);
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void theVerdictIsTheOnesThatAParserGives(@ForAll("objects") byte[] bytes) {
    compare(bytes);
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  @StatisticsReport(StatisticsReportMode.OFF)
  void aDamagedMessageIsJudgedAsAParserWould(
      @ForAll("soundObjects") byte[] bytes,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int blows) {
    Random random = new Random(seed);
    byte[] damaged = bytes.clone();
    for (int i = 0; i < blows; i++) {
      damaged[random.nextInt(damaged.length)] =
          switch (random.nextInt(6)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) (0x80 | random.nextInt(128));
            case 2 -> (byte) "\"\\{}:,u".charAt(random.nextInt(7));
            case 3 -> (byte) random.nextInt(32);
            default -> (byte) ('a' + random.nextInt(26));
          };
    }
    compare(damaged);
    compare(Arrays.copyOf(damaged, random.nextInt(damaged.length + 1)));
  }

  private void compare(byte[] bytes) {
    Optional<Found> found = oracle(bytes);
    ClassicReader.Verdict verdict = classic.read(bytes);
    Statistics.label("verdicts").collect(verdict).coverage(ReadingPropertiesTest::eachIsSeen);
    if (found.isEmpty()) {
      assertThat(verdict).isEqualTo(ClassicReader.Verdict.REFUSED);
      return;
    }
    assertThat(verdict)
        .isEqualTo(
            found.get().twoKeys()
                ? ClassicReader.Verdict.PASS_UNCHANGED
                : ClassicReader.Verdict.RE_ENCODE);
    assertThat(classic.user()).isEqualTo(found.get().user());
    assertThat(classic.message()).isEqualTo(found.get().message());
    JsonBuffer sink = new JsonBuffer(1);
    ProtocolWriter.appendClassic(sink, classic);
    assertThat(oracle(sink.toBytes()))
        .contains(new Found(true, found.get().user(), found.get().message()));
  }

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  void aSayIsReadTheSameWithAndWithoutAParser(
      @ForAll("insides") String message,
      @ForAll("insides") String id,
      @ForAll @IntRange(max = 5) int shape)
      throws ProtocolException {
    String fields =
        switch (shape) {
          case 0 -> "\"type\":\"say\",\"message\":\"" + message + "\"";
          case 1 -> "\"id\":\"" + id + "\",\"message\":\"" + message + "\",\"type\":\"say\"";
          case 2 -> "\"type\":\"say\",\"action\":true,\"message\":\"" + message + "\"";
          case 3 -> "\"action\":false,\"type\":\"say\",\"message\":\"" + message + "\"";
          case 4 -> "\"type\":\"say\",\"message\":\"" + message + "\",\"message\":\"\"";
          default -> "\"type\":\"say\",\"id\":\"\",\"message\":\"" + message + "\"";
        };
    // A key that nobody knows keeps a message from its short way.
    assertThat(outcome("{" + fields + "}")).isEqualTo(outcome("{" + fields + ",\"z\":0}"));
  }

  private static void eachIsSeen(StatisticsCoverage coverage) {
    for (ClassicReader.Verdict verdict : ClassicReader.Verdict.values()) {
      coverage.check(verdict).count(count -> count >= 20);
    }
  }

  private Object outcome(String json) {
    try {
      return direct.toServer(json.getBytes(UTF_8));
    } catch (ProtocolException e) {
      return e.reason();
    }
  }

  @Property
  void anyBytesAreReadOrRefusedAndNothingElse(@ForAll byte[] bytes) {
    assertThat(classic.read(bytes)).isEqualTo(ClassicReader.Verdict.REFUSED);
    try {
      direct.toServer(bytes);
      assertThat(bytes).as("random bytes that are a message").isNull();
    } catch (ProtocolException e) {
      assertThat(e.reason()).isIn(ErrorCode.BAD_JSON, ErrorCode.UNKNOWN_TYPE);
    }
  }

  @Property
  void utf8IsJudgedAsTheJdkJudgesIt(@ForAll("nearlyUtf8") byte[] bytes) {
    boolean valid = true;
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      valid = false;
    }
    assertThat(Utf8.valid(bytes, 0, bytes.length)).isEqualTo(valid);
  }

  @Provide
  Arbitrary<byte[]> nearlyUtf8() {
    return Arbitraries.of(
            0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
            0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF)
        .map(Integer::byteValue)
        .array(byte[].class)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().ofMaxLength(40).filter(s -> UTF_8.newEncoder().canEncode(s));
  }

  @Provide
  Arbitrary<Long> numbers() {
    return Arbitraries.longs().between(0, ProtocolReader.HIGHEST_NUMBER);
  }

  @Property
  void whatIsSaidToAMemberComesBackAsItWas(
      @ForAll("numbers") long n,
      @ForAll @IntRange(min = 1) int place,
      @ForAll("texts") String user,
      @ForAll("texts") String text,
      @ForAll boolean flag,
      @ForAll ErrorCode reason)
      throws ProtocolException {
    Optional<String> maybe = flag ? Optional.of(text) : Optional.empty();
    for (ServerMessage message :
        List.of(
            new ServerMessage.Hello(user, text),
            new ServerMessage.Said(n, place, user, text, flag, maybe),
            new ServerMessage.Joined(place, user, flag),
            new ServerMessage.Renamed(place, user, text, flag),
            new ServerMessage.Missed(n, n),
            new ServerMessage.Refused(reason, text, n, maybe),
            new ServerMessage.Moved(user, text, maybe),
            new ServerMessage.Seated(
                text,
                user,
                place,
                text,
                n,
                place,
                List.of(
                    new ServerMessage.MemberEntry(place, text, ServerMessage.Presence.AWAY, flag)),
                new ServerMessage.Limits(
                    place,
                    place,
                    flag
                        ? Optional.of(new ServerMessage.Rate(place, place))
                        : Optional.empty())))) {
      assertThat(direct.toMember(ProtocolWriter.write(message))).isEqualTo(message);
    }
  }

  @Property
  void whatIsSaidToTheServerComesBackAsItWas(
      @ForAll("texts") String text, @ForAll("numbers") long heard, @ForAll boolean flag)
      throws ProtocolException {
    Optional<String> maybe =
        flag && !text.isEmpty()
            ? Optional.of(text.substring(0, text.offsetByCodePoints(0, 1)))
            : Optional.empty();
    OptionalLong number = flag ? OptionalLong.of(heard) : OptionalLong.empty();
    for (ClientMessage message :
        List.of(
            new ClientMessage.Say(text, flag, maybe),
            new ClientMessage.Enter(Names.listed(text), maybe, number, maybe, flag, maybe),
            new ClientMessage.Rename(Names.listed(text)))) {
      assertThat(direct.toServer(ProtocolWriter.write(message))).isEqualTo(message);
    }
    ClassicMessage message = new ClassicMessage(text, text);
    assertThat(direct.classic(ProtocolWriter.write(message))).isEqualTo(message);
  }

  @Property
  void aTextIsEscapedNoFurtherThanItMust(@ForAll String text) {
    byte[] literal = ProtocolWriter.literal(text);
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), literal)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
      assertThat(parser.getString()).isEqualTo(new String(text.getBytes(UTF_16), UTF_16));
    }
    Set<Integer> escapable = new HashSet<>(List.of((int) '"', (int) '\\'));
    long escapes = text.chars().filter(c -> c < 0x20 || escapable.contains(c)).count();
    long backslashes = new String(literal, UTF_8).chars().filter(c -> c == '\\').count();
    long written = text.chars().filter(c -> c == '\\').count();
    assertThat(backslashes).isEqualTo(escapes + written);
  }

  @Property
  void aNumberIsWrittenInDecimal(@ForAll long number) {
    assertThat(new String(new JsonBuffer(1).number(number).toBytes(), UTF_8))
        .isEqualTo(Long.toString(number));
  }

  @Property
  void lengthInUtf8IsWhatEncodingGives(@ForAll("texts") String text) {
    assertThat(ProtocolReader.utf8Length(text)).isEqualTo(text.getBytes(UTF_8).length);
    byte[] literal = ProtocolWriter.literal(text);
    int length = text.getBytes(UTF_8).length;
    for (int limit : new int[] {length - 1, length, length + 1}) {
      assertThat(JsonStringScanner.fits(literal, 1, literal.length - 1, limit))
          .isEqualTo(length <= limit);
    }
  }
}
