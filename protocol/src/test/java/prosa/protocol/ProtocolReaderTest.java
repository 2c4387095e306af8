package prosa.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolReaderTest {
  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          bad-json     | ``
          bad-json     | ` `
          bad-json     | `hello`
          bad-json     | `[]`
          bad-json     | `"say"`
          bad-json     | `7`
          bad-json     | `null`
          bad-json     | `{`
          bad-json     | `{"type"}`
          bad-json     | `{"type": "say", "message": "x"`
          bad-json     | `{"type": "say", "message": "x"]`
          bad-json     | `{"type": "say", "message": "x",}`
          bad-json     | `{"type": "say", "message": "x"}}`
          bad-json     | `{"type": "say", "message": "x"}{}`
          bad-json     | `{"type": "say", "message": "x"} x`
          bad-json     | `{'type': 'say', 'message': 'x'}`
          bad-json     | `{type: "say", "message": "x"}`
          bad-json     | `{"type": "say", "message": "\\x"}`
          bad-json     | `{"type": "say", "message": "\\u12"}`
          bad-json     | `{"type": "say", "message": "\\u12g4"}`
          bad-json     | `{"type": "say", "message": "\\ud83d"}`
          bad-json     | `{"type": "say", "message": "\\ude00"}`
          bad-json     | `{"type": "say", "message": "\\ude00\\ud83d"}`
          bad-json     | `{"type": "say", "message": "\\ud83d\\ud83d\\ude00"}`
          bad-json     | `{"type": "say", "message": "x", "y": "\\ud83d"}`
          bad-json     | `{"type": "say", "message": "x", "\\ud83d": 1}`
          bad-json     | `{"type": "say", "message": "x", "y": NaN}`
          bad-json     | `{"type": "say", "message": "x", "y": Infinity}`
          bad-json     | `{"type": "say", "message": "x", "y": -Infinity}`
          bad-json     | `{"type": "say", "message": "x", "y": 01}`
          bad-json     | `{"type": "say", "message": "x", "y": +1}`
          bad-json     | `{"type": "say", "message": "x", "y": .5}`
          bad-json     | `{"type": "say", "message": "x", "y": 1.}`
          bad-json     | `{"type": "say", "message": "x", "y": tru}`
          bad-json     | `{"type": "say", "message": "x" /* y */}`
          bad-json     | `{"type": "say", "message": "x", "message": "y"}`
          bad-json     | `{"type": "say", "type": "say", "message": "x"}`
          bad-json     | `{"type": "say", "message": "x", "y": 1, "y": 2}`
          bad-json     | `{"type": "say", "message": "x", "y": {"z": 1, "z": 2}}`
          bad-json     | `{"type": "say", "message": "x", "\\u0074ype": "say"}`
          unknown-type | `{}`
          unknown-type | `{"message": "x"}`
          unknown-type | `{"type": null}`
          unknown-type | `{"type": 5}`
          unknown-type | `{"type": ["say"]}`
          unknown-type | `{"type": ""}`
          unknown-type | `{"type": "Say", "message": "x"}`
          unknown-type | `{"type": "shout", "message": "x"}`
          unknown-type | `{"type": "said", "n": 1, "place": 1, "user": "Ana", "message": "x"}`
          bad-field    | `{"type": "enter"}`
          bad-field    | `{"type": "enter", "user": null}`
          bad-field    | `{"type": "enter", "user": 5}`
          bad-field    | `{"type": "enter", "user": ["Ana"]}`
          bad-field    | `{"type": "enter", "user": "Ana", "seat": 5}`
          bad-field    | `{"type": "enter", "user": "Ana", "seat": ""}`
          bad-field    | `{"type": "enter", "user": "Ana", "seat": {"a": "b"}}`
          bad-field    | `{"type": "enter", "user": "Ana", "heard": "41"}`
          bad-field    | `{"type": "enter", "user": "Ana", "heard": -1}`
          bad-field    | `{"type": "enter", "user": "Ana", "heard": 41.0}`
          bad-field    | `{"type": "enter", "user": "Ana", "heard": 4e1}`
          bad-field    | `{"type": "enter", "user": "Ana", "heard": 9007199254740993}`
          bad-field    | `{"type": "enter", "user": "Ana", "heard": 99999999999999999999999999}`
          bad-field    | `{"type": "enter", "user": "Ana", "heard": true}`
          bad-field    | `{"type": "enter", "user": "Ana", "invite": true}`
          bad-field    | `{"type": "enter", "user": "Ana", "invite": ""}`
          bad-field    | `{"type": "enter", "user": "Ana", "private": "true"}`
          bad-field    | `{"type": "enter", "user": "Ana", "private": 1}`
          bad-field    | `{"type": "enter", "user": "Ana", "avoid": 3}`
          bad-field    | `{"type": "say"}`
          bad-field    | `{"type": "say", "message": null}`
          bad-field    | `{"type": "say", "message": 5}`
          bad-field    | `{"type": "say", "message": true}`
          bad-field    | `{"type": "say", "message": "x", "action": "yes"}`
          bad-field    | `{"type": "say", "message": "x", "id": 7}`
          bad-field    | `{"type": "say", "message": "x", "id": true}`
          bad-field    | `{"type": "say", "message": "x", "id": ""}`
          bad-field    | `{"type": "rename"}`
          bad-name     | `{"type": "enter", "user": ""}`
          bad-name     | `{"type": "enter", "user": "   "}`
          bad-name     | `{"type": "enter", "user": "A\\u0000na"}`
          bad-name     | `{"type": "enter", "user": "Ana\\n"}`
          bad-name     | `{"type": "rename", "user": "\\u202eanA"}`
          """)
  void isRefusedWithItsCode(String code, String json) {
    ProtocolException refusal = refusal(json);
    assertThat(refusal.reason().code()).isEqualTo(code);
    assertThat(refusal.sentence()).endsWith(".").hasSizeGreaterThan(20);
  }

  @Test
  void whatMayBeAbsentIsNotSaidToBeNecessary() {
    assertThat(refusal("{\"type\": \"say\", \"message\": \"x\", \"id\": 7}").sentence())
        .isEqualTo("The field `id` must be a string.");
    assertThat(refusal("{\"type\": \"enter\", \"user\": \"Ana\", \"avoid\": 3}").sentence())
        .isEqualTo("The field `avoid` must be a string.");
    assertThat(refusal("{\"type\": \"say\", \"message\": 5}").sentence())
        .isEqualTo("The field `message` must be there and be a string.");
  }

  private ProtocolException refusal(String json) {
    return refusal(json.getBytes(UTF_8));
  }

  private ProtocolException refusal(byte[] bytes) {
    return catchThrowableOfType(ProtocolException.class, () -> reader.toServer(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C0AF", // overlong
        "E080AF", // overlong
        "F08080AF", // overlong
        "EDA0BD", // half a pair
        "EDA0BDEDB880", // a pair, as CESU-8 has it
        "F4908080", // beyond U+10FFFF
        "C3", // cut short
        "E282", // cut short
        "80", // nothing to continue
        "FF"
      })
  void illFormedUtf8IsRefused(String hex) {
    byte[] bad = HexFormat.of().parseHex(hex);
    for (String json :
        new String[] {
          "{\"type\": \"say\", \"message\": \"@\"}",
          "{\"type\": \"say\", \"message\": \"x\", \"y\": [\"@\"]}",
          "{\"type\": \"say\", \"message\": \"x\", \"@\": 1}"
        }) {
      byte[] bytes = json.replace("@", new String(bad, ISO_8859_1)).getBytes(ISO_8859_1);
      assertThat(refusal(bytes).reason()).isEqualTo(ErrorCode.BAD_JSON);
    }
  }

  @Test
  void otherEncodingsAndByteOrderMarksAreRefused() {
    String json = "{\"type\": \"leave\"}";
    assertThat(refusal(json.getBytes(UTF_16LE)).reason()).isEqualTo(ErrorCode.BAD_JSON);
    assertThat(refusal(json.getBytes(UTF_16BE)).reason()).isEqualTo(ErrorCode.BAD_JSON);
    assertThat(refusal("\uFEFF" + json).reason()).isEqualTo(ErrorCode.BAD_JSON);
    assertThat(refusal(json + "\u0000").reason()).isEqualTo(ErrorCode.BAD_JSON);
    assertThat(refusal(json + "\u00A0").reason()).isEqualTo(ErrorCode.BAD_JSON);
  }

  @Test
  void whatWouldBreakAnotherParserIsRefusedWhereverItStands() {
    for (String bomb :
        new String[] {
          "[".repeat(8000) + "]".repeat(8000),
          "{\"a\":".repeat(8000) + "1" + "}".repeat(8000),
          "[".repeat(8000),
          "9".repeat(5000),
          "-" + "9".repeat(5000),
          "0." + "9".repeat(5000),
          "1e" + "9".repeat(5000),
          "[[" + "9".repeat(101) + "]]",
          "[".repeat(32) + "]".repeat(32),
        }) {
      String json = "{\"type\": \"say\", \"message\": \"x\", \"y\": " + bomb + "}";
      assertThat(refusal(json).reason()).isEqualTo(ErrorCode.BAD_JSON);
    }
  }

  @Test
  void whatIsJustWithinTheLimitsIsTaken() throws ProtocolException {
    for (String value : new String[] {"[".repeat(31) + "]".repeat(31), "9".repeat(100), "1e400"}) {
      assertThat(read("{\"type\": \"say\", \"y\": " + value + ", \"message\": \"x\"}"))
          .isEqualTo(new ClientMessage.Say("x"));
    }
  }

  private ClientMessage read(String json) throws ProtocolException {
    return reader.toServer(json.getBytes(UTF_8));
  }

  @Test
  void unknownFieldsAreIgnoredAndNullIsAbsent() throws ProtocolException {
    assertThat(
            read(
                "{\"z\": {\"type\": \"x\"}, \"user\": \" Ana \", \"type\": \"enter\", \"seat\":"
                    + " null, \"heard\": null, \"private\": null, \"w\": [1.5, {}, null]}"))
        .isEqualTo(new ClientMessage.Enter("Ana"));
    assertThat(read("{\"type\": \"leave\", \"why\": \"tired\"}"))
        .isEqualTo(new ClientMessage.Leave());
  }

  @Test
  void keysAndWhitespaceAreFree() throws ProtocolException {
    assertThat(read("\r\n\t {\"id\"\n:\t\"a\",\"message\":\"x\" ,\"type\":\"say\"}\n "))
        .isEqualTo(new ClientMessage.Say("x", false, Optional.of("a")));
    assertThat(read("{\"typ\\u0065\": \"s\\u0061y\", \"mess\\u0061ge\": \"x\", \"action\": false}"))
        .isEqualTo(new ClientMessage.Say("x"));
  }

  @Test
  void pythonsEscapesAreTaken() throws ProtocolException {
    assertThat(read("{\"type\": \"say\", \"message\": \"ol\\u00e1 \\ud83d\\ude00 \\u20AC\\/\"}"))
        .isEqualTo(new ClientMessage.Say("olá \uD83D\uDE00 €/"));
  }

  @Test
  void aTextMayHave8KibibytesOfUtf8HoweverItIsWritten() throws ProtocolException {
    for (String unit : new String[] {"a", "é", "€", "\uD83D\uDE00"}) {
      String longest = unit.repeat(8192 / unit.getBytes(UTF_8).length);
      String padded = longest + "a".repeat(8192 - longest.getBytes(UTF_8).length);
      for (String written : new String[] {padded, escaped(padded)}) {
        assertThat(read("{\"type\": \"say\", \"message\": \"" + written + "\"}"))
            .isEqualTo(new ClientMessage.Say(padded));
        ProtocolException refusal =
            refusal("{\"type\": \"say\", \"id\": \"a1\", \"message\": \"" + written + "a\"}");
        assertThat(refusal.reason()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal.id()).contains("a1");
        assertThat(refusal.sentence()).contains("8192");
      }
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
    return escaped.toString();
  }

  @Test
  void anIdMayHave32Characters() throws ProtocolException {
    for (String unit : new String[] {"a", "é", "\uD83D\uDE00"}) {
      String json = "{\"type\": \"say\", \"message\": \"x\", \"id\": \"" + unit.repeat(32);
      assertThat(read(json + "\"}"))
          .isEqualTo(new ClientMessage.Say("x", false, Optional.of(unit.repeat(32))));
      assertThat(refusal(json + "a\"}").reason()).isEqualTo(ErrorCode.BAD_FIELD);
    }
  }

  @Test
  void secretsCodesAndRoomsMayHave64Characters() throws ProtocolException {
    for (String field : new String[] {"seat", "invite", "avoid"}) {
      String json = "{\"type\": \"enter\", \"user\": \"Ana\", \"" + field + "\": \"";
      assertThat(read(json + "s".repeat(64) + "\"}")).isInstanceOf(ClientMessage.Enter.class);
      assertThat(refusal(json + "s".repeat(65) + "\"}").reason()).isEqualTo(ErrorCode.BAD_FIELD);
    }
  }

  @Test
  void otherFieldsMayHaveSoManyCharacters() throws ProtocolException {
    Map<String, Integer> most =
        Map.of(
            "{\"type\": \"about\", \"language\": \"", 35,
            "{\"type\": \"react\", \"n\": 1, \"reaction\": \"", 16,
            "{\"type\": \"tell\", \"sealed\": \"", 1024);
    for (Map.Entry<String, Integer> field : most.entrySet()) {
      String longest = field.getKey() + "x".repeat(field.getValue());
      assertThatCode(() -> read(longest + "\"}")).doesNotThrowAnyException();
      assertThat(refusal(longest + "x\"}").reason()).isEqualTo(ErrorCode.BAD_FIELD);
    }
  }

  @Test
  void heardMayBeAnyNumberThatAMessageCanHave() throws ProtocolException {
    for (long heard : new long[] {0, 1, 1L << 53}) {
      assertThat(read("{\"type\": \"enter\", \"user\": \"Ana\", \"heard\": " + heard + "}"))
          .extracting(m -> ((ClientMessage.Enter) m).heard())
          .isEqualTo(OptionalLong.of(heard));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"FindChat", "FindChat\0", "FindChat\n", "FindChat\r\n", "FindChat \t\0\0"})
  void findChatMayHaveAnEndOfTextBehindIt(String word) throws ProtocolException {
    assertThat(reader.doorRequest(word.getBytes(UTF_8))).isEqualTo(new DoorRequest.Classic());
    assertThat(reader.asksDoor(word.getBytes(UTF_8))).isTrue();
  }

  @Test
  void aPartOfAnArrayIsReadAlone() throws ProtocolException {
    byte[] bytes = "}}{\"type\": \"say\", \"message\": \"x\"}{\"".getBytes(UTF_8);
    assertThat(reader.toServer(bytes, 2, bytes.length - 4)).isEqualTo(new ClientMessage.Say("x"));
    byte[] word = "xFindChatx".getBytes(UTF_8);
    assertThat(reader.doorRequest(word, 1, 8)).isEqualTo(new DoorRequest.Classic());
  }

  @Test
  void noSentenceRepeatsWhatWasSent() {
    for (String json :
        new String[] {
          "canary",
          "{\"canary\"",
          "{\"type\": \"canary\"}",
          "{\"type\": \"say\", \"message\": \"canary\\ud83d\"}",
          "{\"type\": \"say\", \"message\": \"canary" + "y".repeat(9000) + "\"}",
          "{\"type\": \"enter\", \"user\": \"canary\\u0007\"}",
          "{\"type\": \"enter\", \"user\": \"Ana\", \"heard\": \"canary\"}",
          "{\"canary\": 1, \"canary\": 2}",
        }) {
      assertThat(refusal(json).toString()).doesNotContain("canary");
      assertThat(refusal(json).getCause()).isNull();
      assertThat(refusal(json).getSuppressed()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          unknown-request | ``
          unknown-request | `findchat`
          unknown-request | ` FindChat`
          unknown-request | `findchat`
          unknown-request | `FindChatFindChat`
          unknown-request | `"FindChat"`
          bad-json        | `{`
          bad-json        | `{"request": "FindChat", "user": "Ana"} x`
          bad-field       | `{}`
          bad-field       | `{"user": "Ana"}`
          bad-field       | `{"request": 5, "user": "Ana"}`
          bad-field       | `{"request": "FindChat"}`
          bad-field       | `{"request": "FindChat", "user": "Ana", "private": "yes"}`
          bad-name        | `{"request": "FindChat", "user": ""}`
          unknown-request | `{"request": "Rooms", "user": "Ana"}`
          """)
  void theDoorRefusesWithACode(String code, String request) {
    ProtocolException refusal =
        catchThrowableOfType(
            ProtocolException.class, () -> reader.doorRequest(request.getBytes(UTF_8)));
    assertThat(refusal.reason().code()).isEqualTo(code);
  }

  @Test
  void aClientTakesLaterCodesAsOtherAndRefusesLaterTypes() throws ProtocolException {
    assertThat(
            reader.toMember(
                "{\"type\": \"refused\", \"reason\": \"bored\", \"message\": \"x\", \"retryMillis\": 5}"
                    .getBytes(UTF_8)))
        .isEqualTo(new ServerMessage.Refused(ErrorCode.OTHER, "x", 5));
    assertThat(reader.doorAnswer("{\"error\": \"bored\", \"message\": \"x\"}".getBytes(UTF_8)))
        .isEqualTo(new DoorAnswer.DoorError(ErrorCode.OTHER, "x"));
    ProtocolException refusal =
        catchThrowableOfType(
            ProtocolException.class,
            () -> reader.toMember("{\"type\": \"sung\", \"n\": 1}".getBytes(UTF_8)));
    assertThat(refusal.reason()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
  }

  @Test
  void aServersMessageWithFieldsMissingIsRefused() {
    for (Golden.MemberRow row : Golden.toMember()) {
      if (row.message() instanceof ServerMessage.Draining
          || row.message() instanceof ServerMessage.Open
          || row.message() instanceof ServerMessage.About) { // nothing in it is required
        continue;
      }
      String type = Golden.json(row.json()).replaceAll(",.*", "}");
      assertThat(
              catchThrowableOfType(
                      ProtocolException.class, () -> reader.toMember(type.getBytes(UTF_8)))
                  .reason())
          .isEqualTo(ErrorCode.BAD_FIELD);
    }
  }

  @Test
  void aPortIsAPort() {
    assertThat(
            catchThrowableOfType(
                    ProtocolException.class,
                    () ->
                        reader.doorAnswer(
                            "{\"to_server\": 65536, \"from_server\": 1}".getBytes(UTF_8)))
                .reason())
        .isEqualTo(ErrorCode.BAD_FIELD);
  }

  @Test
  void limitsUnderWhichNothingPassesAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimits(0, 1, 3, 16));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimits(1, 0, 3, 16));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimits(1, 1, 2, 16));
    assertThatIllegalArgumentException().isThrownBy(() -> new ReadLimits(1, 1, 3, 15));
    assertThat(ReadLimits.defaults().withText(5).text()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 4", "10, 0"})
  void aRateThatAllowsNothingIsRefused(int burst, int perSecond) {
    String seated =
        "{\"type\": \"seated\", \"room\": \"Chat0\", \"user\": \"Ana\", \"place\": 1, \"seat\":"
            + " \"s\", \"n\": 0, \"capacity\": 10, \"members\": [], \"limits\": {\"message\": 1,"
            + " \"text\": 1, \"burst\": "
            + burst
            + ", \"perSecond\": "
            + perSecond
            + "}}";
    ProtocolException refused =
        catchThrowableOfType(
            ProtocolException.class,
            () -> new ProtocolReader(ReadLimits.defaults()).toMember(seated.getBytes(UTF_8)));
    assertThat(refused.reason()).isEqualTo(ErrorCode.BAD_FIELD);
  }
}
