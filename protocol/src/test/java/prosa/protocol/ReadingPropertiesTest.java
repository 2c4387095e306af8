package prosa.protocol;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.testing.Tries;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Random texts, whole and damaged: the results of reading them, compared with Jackson's. */
class ReadingPropertiesTest {
  private static final JsonFactory JACKSON = new JsonFactory();
  private static final ReadLimits LIMITS = ReadLimits.defaults();

  private final Map<ClassicReader.Verdict, Integer> seen =
      new EnumMap<>(ClassicReader.Verdict.class);
  private final ClassicReader classic = new ClassicReader(LIMITS);
  private final ProtocolReader direct = new ProtocolReader(LIMITS);

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
      sound &= depth <= LIMITS.nesting();
      if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
        sound &= parser.getString().length() <= LIMITS.digits();
      }
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
    return sound
            && parser.nextToken() == null
            && user != null
            && message != null
            && user.getBytes(UTF_8).length <= LIMITS.classicUser()
            && message.getBytes(UTF_8).length <= LIMITS.text()
        ? Optional.of(new Found(keys == 2, user, message))
        : Optional.empty();
  }

  private static final String[] SOUND = {
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
    "a text longer than eight",
  };

  private static final String[] UNSOUND = {
    "\\uD83D", "\\ude00", "\\u12", "\\x", "\u0001", "\n", "\"", "\\"
  };

  /** What stands inside a JSON string; now and then it must not, if {@code hostile}. */
  private static String insides(Random random, boolean hostile) {
    StringBuilder inside = new StringBuilder();
    for (int parts = random.nextInt(6); parts > 0; parts--) {
      if (hostile && random.nextInt(10) == 0) {
        inside.append(
            random.nextBoolean()
                ? Tries.oneOf(random, UNSOUND)
                : Tries.text(random, 1).replaceAll("[\"\\\\]", ""));
      } else if (random.nextBoolean()) {
        inside.append(Tries.oneOf(random, SOUND));
      } else {
        for (int left = random.nextInt(21); left > 0; left--) {
          char c = (char) (' ' + random.nextInt(0x5F));
          inside.append(c == '"' || c == '\\' ? 'q' : c);
        }
      }
    }
    return inside.toString();
  }

  private static String space(Random random, boolean hostile) {
    return hostile && random.nextInt(31) == 0
        ? Tries.oneOf(random, "\u00A0", "\f", "x", "\u0000")
        : Tries.oneOf(random, "", "", " ", "\n", "\t ", "\r");
  }

  private static String value(Random random, boolean hostile) {
    int kind = random.nextInt(hostile ? 15 : 14);
    return kind < 12
        ? '"' + insides(random, hostile) + '"'
        : kind < 14
            ? Tries.oneOf(random, "true", "false", "null", "1", "-1.5e3", "[]", "{\"user\": [1]}")
            : Tries.oneOf(
                random, "NaN", "[1, [\"\\ud83d\"]]", "tru", "01", "'x'", "{\"\\ud83d\":1}");
  }

  private static String field(String key, String value, Random random, boolean hostile) {
    return space(random, hostile)
        + '"'
        + key
        + '"'
        + space(random, hostile)
        + ':'
        + space(random, hostile)
        + value
        + space(random, hostile);
  }

  private static String extra(Random random, boolean hostile) {
    String key = Tries.oneOf(random, "user", "message", "type", "mess\\u0061ge", "User", "id", "");
    return field(key, value(random, hostile), random, hostile);
  }

  /** A classic message, or nearly one. */
  private static byte[] object(Random random, boolean hostile) {
    List<String> fields = new ArrayList<>();
    int kind = random.nextInt(7);
    if (kind < 6) {
      for (String key : List.of("user", "message")) {
        fields.add(field(key, '"' + insides(random, hostile) + '"', random, hostile));
      }
    }
    for (int extras = kind < 3 ? 0 : kind < 6 ? 1 : random.nextInt(5); extras > 0; extras--) {
      fields.add(extra(random, hostile));
    }
    Collections.shuffle(fields, random);
    String before = space(random, hostile);
    String after = space(random, hostile);
    return (before + '{' + String.join(",", fields) + '}' + after).getBytes(UTF_8);
  }

  @Test
  void theVerdictIsTheOnesThatAParserGives() {
    Tries.of(4000, random -> compare(object(random, random.nextBoolean())));
    eachVerdictWasSeen();
  }

  @Test
  void aDamagedMessageIsJudgedAsAParserWould() {
    Tries.of(
        4000,
        random -> {
          byte[] damaged = object(random, false);
          for (int blows = 1 + random.nextInt(3); blows > 0; blows--) {
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
        });
    eachVerdictWasSeen();
  }

  /**
   * In the build, of the inputs beside this class; with JAZZER_FUZZ=1, of any that Jazzer finds.
   */
  @FuzzTest
  void anyBytesAreJudgedAsAParserWould(byte[] bytes) {
    compare(bytes);
    try {
      assertThat(direct.toServer(bytes)).isNotNull();
    } catch (ProtocolException e) {
      assertThat(e.sentence()).isNotBlank();
    }
    assertThat(Utf8.valid(bytes, 0, bytes.length)).isEqualTo(isUtf8(bytes));
  }

  private void compare(byte[] bytes) {
    Optional<Found> found = oracle(bytes);
    ClassicReader.Verdict verdict = classic.read(bytes);
    seen.merge(verdict, 1, Integer::sum);
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

  @Test
  void aSayIsReadTheSameWithAndWithoutAParser() {
    Tries.of(
        4000,
        random -> {
          String message = insides(random, true);
          String id = insides(random, true);
          String fields =
              switch (random.nextInt(6)) {
                case 0 -> "\"type\":\"say\",\"message\":\"" + message + "\"";
                case 1 -> "\"id\":\"" + id + "\",\"message\":\"" + message + "\",\"type\":\"say\"";
                case 2 -> "\"type\":\"say\",\"action\":true,\"message\":\"" + message + "\"";
                case 3 -> "\"action\":false,\"type\":\"say\",\"message\":\"" + message + "\"";
                case 4 -> "\"type\":\"say\",\"message\":\"" + message + "\",\"message\":\"\"";
                default -> "\"type\":\"say\",\"id\":\"\",\"message\":\"" + message + "\"";
              };
          // A key that nobody knows keeps a message from its short way.
          assertThat(outcome("{" + fields + "}")).isEqualTo(outcome("{" + fields + ",\"z\":0}"));
        });
  }

  private void eachVerdictWasSeen() {
    for (ClassicReader.Verdict verdict : ClassicReader.Verdict.values()) {
      assertThat(seen).as("%s", verdict).containsKey(verdict);
      assertThat(seen.get(verdict)).as("%s", verdict).isGreaterThanOrEqualTo(20);
    }
  }

  private Object outcome(String json) {
    try {
      return direct.toServer(json.getBytes(UTF_8));
    } catch (ProtocolException e) {
      return e.reason();
    }
  }

  @Test
  void randomBytesAreRefused() {
    Tries.of(
        1000,
        random -> {
          byte[] bytes = Tries.bytes(random, 300);
          assertThat(classic.read(bytes)).isEqualTo(ClassicReader.Verdict.REFUSED);
          try {
            direct.toServer(bytes);
            assertThat(bytes).as("random bytes that are a message").isNull();
          } catch (ProtocolException e) {
            assertThat(e.reason()).isIn(ErrorCode.BAD_JSON, ErrorCode.UNKNOWN_TYPE);
          }
        });
  }

  @Test
  void utf8IsJudgedAsTheJdkJudgesIt() {
    Tries.of(
        1000,
        random -> {
          byte[] bytes = new byte[random.nextInt(7)];
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ENDS_OF_UTF8[random.nextInt(ENDS_OF_UTF8.length)];
          }
          assertThat(Utf8.valid(bytes, 0, bytes.length)).isEqualTo(isUtf8(bytes));
        });
  }

  private static final int[] ENDS_OF_UTF8 = {
    0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
    0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
  };

  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** A text that can be sent: no half of a surrogate pair. */
  private static String sound(Random random) {
    String text = Tries.text(random, 40);
    return UTF_8.newEncoder().canEncode(text) ? text : new String(text.getBytes(UTF_8), UTF_8);
  }

  private static long number(Random random) {
    return Tries.oneOf(
        random,
        0L,
        1L,
        (long) random.nextInt(1000),
        random.nextLong(ProtocolReader.HIGHEST_NUMBER + 1),
        ProtocolReader.HIGHEST_NUMBER);
  }

  private static int positive(Random random) {
    return Tries.oneOf(
        random, 1, 1 + random.nextInt(20), random.nextInt(1, Integer.MAX_VALUE), Integer.MAX_VALUE);
  }

  @Test
  void whatIsSaidToAMemberComesBackAsItWas() {
    Tries.of(
        1000,
        random -> {
          long n = number(random);
          int place = positive(random);
          String user = sound(random);
          String text = sound(random);
          boolean flag = random.nextBoolean();
          ErrorCode reason = Tries.oneOf(random, ErrorCode.values());
          Optional<String> maybe = flag ? Optional.of(text) : Optional.empty();
          for (ServerMessage message :
              List.of(
                  new ServerMessage.Hello(user, text, flag),
                  new ServerMessage.About(user, text, flag ? text : "", text),
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
                          new ServerMessage.MemberEntry(
                              place, text, ServerMessage.Presence.AWAY, flag)),
                      new ServerMessage.Limits(
                          place,
                          place,
                          flag ? Optional.of(new Rate(place, place)) : Optional.empty())))) {
            assertThat(direct.toMember(ProtocolWriter.write(message))).isEqualTo(message);
          }
        });
  }

  @Test
  void whatIsSaidToTheServerComesBackAsItWas() {
    Tries.of(
        1000,
        random -> {
          String text = sound(random);
          long heard = number(random);
          boolean flag = random.nextBoolean();
          Optional<String> maybe =
              flag && !text.isEmpty()
                  ? Optional.of(text.substring(0, text.offsetByCodePoints(0, 1)))
                  : Optional.empty();
          OptionalLong number = flag ? OptionalLong.of(heard) : OptionalLong.empty();
          for (ClientMessage message :
              List.of(
                  new ClientMessage.Say(text, flag, maybe),
                  new ClientMessage.About(maybe),
                  new ClientMessage.Enter(Names.listed(text), maybe, number, maybe, flag, maybe),
                  new ClientMessage.Rename(Names.listed(text)))) {
            assertThat(direct.toServer(ProtocolWriter.write(message))).isEqualTo(message);
          }
          ClassicMessage message = new ClassicMessage(text, text);
          assertThat(direct.classic(ProtocolWriter.write(message))).isEqualTo(message);
        });
  }

  @Test
  void aTextIsEscapedNoFurtherThanItMust() {
    Tries.of(
        1000,
        random -> {
          String text = Tries.text(random, 200);
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
        });
  }

  @Test
  void aNumberIsWrittenInDecimal() {
    Tries.of(
        1000,
        random -> {
          long number =
              Tries.oneOf(
                  random,
                  random.nextLong(),
                  (long) random.nextInt(),
                  Long.MIN_VALUE,
                  Long.MAX_VALUE);
          assertThat(new String(new JsonBuffer(1).number(number).toBytes(), UTF_8))
              .isEqualTo(Long.toString(number));
        });
  }

  @Test
  void lengthInUtf8IsWhatEncodingGives() {
    Tries.of(
        1000,
        random -> {
          String text = sound(random);
          assertThat(ProtocolReader.utf8Length(text)).isEqualTo(text.getBytes(UTF_8).length);
          byte[] literal = ProtocolWriter.literal(text);
          int length = text.getBytes(UTF_8).length;
          for (int limit : new int[] {length - 1, length, length + 1}) {
            assertThat(JsonStringScanner.fits(literal, 1, literal.length - 1, limit))
                .isEqualTo(length <= limit);
          }
        });
  }
}
