package prosa.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static prosa.protocol.ClassicReader.Verdict.PASS_UNCHANGED;
import static prosa.protocol.ClassicReader.Verdict.REFUSED;
import static prosa.protocol.ClassicReader.Verdict.RE_ENCODE;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expectations in the tables are what {@code json.loads} of Python 3.11 makes of the bytes. */
class ClassicReaderTest {
  private final ClassicReader reader = new ClassicReader(ReadLimits.defaults());
  private final JsonBuffer sink = new JsonBuffer();

  record Row(ClassicReader.Verdict verdict, String json, String user, String message) {}

  /** Python takes them all and finds this user and this message. */
  static final List<Row> ACCEPTED =
      List.of(
          new Row(PASS_UNCHANGED, "{\"user\": \"Ana\", \"message\": \"oi\"}", "Ana", "oi"),
          new Row(PASS_UNCHANGED, "{\"message\": \"oi\", \"user\": \"Ana\"}", "Ana", "oi"),
          new Row(PASS_UNCHANGED, "{\"user\":\"Ana\",\"message\":\"oi\"}", "Ana", "oi"),
          new Row(
              PASS_UNCHANGED,
              " \t\r\n{ \"user\"\n:\t\"Ana\" ,\r\"message\" : \"oi\" } \n",
              "Ana",
              "oi"),
          new Row(PASS_UNCHANGED, "{\"user\": \"\", \"message\": \"\"}", "", ""),
          new Row(
              PASS_UNCHANGED,
              "{\"user\": \"Z\u00E9\", \"message\": \"ol\u00E1\"}",
              "Z\u00E9",
              "ol\u00E1"),
          new Row(
              PASS_UNCHANGED,
              "{\"user\": \"\\u005a\\u00e9\", \"message\": \"ol\\u00E1 \\ud83d\\ude00\"}",
              "Z\u00E9",
              "ol\u00E1 \uD83D\uDE00"),
          new Row(
              PASS_UNCHANGED,
              "{\"user\": \"Ana\", \"message\": \"\uD83D\uDE00\u20AC\u2028\uFFFE\"}",
              "Ana",
              "\uD83D\uDE00\u20AC\u2028\uFFFE"),
          new Row(
              PASS_UNCHANGED,
              "{\"user\": \"Ana\", \"message\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0000\"}",
              "Ana",
              "\"\\/\b\f\n\r\t\u0000"),
          new Row(PASS_UNCHANGED, "{\"us\\u0065r\": \"Ana\", \"message\": \"oi\"}", "Ana", "oi"),
          new Row(
              PASS_UNCHANGED,
              "{\"user\": \"Ana\", \"message\": \"{\\\"user\\\": \\\"Bia\\\"}\"}",
              "Ana",
              "{\"user\": \"Bia\"}"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Ana\", \"message\": \"oi\", \"type\": \"moved\"}",
              "Ana",
              "oi"),
          new Row(
              RE_ENCODE,
              "{\"type\": \"said\", \"n\": 1, \"user\": \"Ana\", \"message\": \"oi\"}",
              "Ana",
              "oi"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Ana\", \"message\": \"oi\", \"x\": [1, 2.5e3, null, {\"y\": false}]}",
              "Ana",
              "oi"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Bia\", \"user\": \"Ana\", \"message\": \"oi\"}",
              "Ana",
              "oi"),
          new Row(RE_ENCODE, "{\"user\": 5, \"user\": \"Ana\", \"message\": \"oi\"}", "Ana", "oi"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Ana\", \"message\": \"no\", \"message\": \"oi\"}",
              "Ana",
              "oi"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Ana\", \"message\": \"oi\", \"User\": \"Bia\"}",
              "Ana",
              "oi"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Ana\", \"message\": \"ol\\u00e1 \\ud83d\\ude00\\/\", \"x\": 1}",
              "Ana",
              "ol\u00E1 \uD83D\uDE00/"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Bia\", \"us\\u0065r\": \"Ana\", \"message\": \"oi\"}",
              "Ana",
              "oi"),
          new Row(
              RE_ENCODE,
              "{\"user\": \"Ana\", \"message\": \"oi\", \"\": \"\", \"\": \"\"}",
              "Ana",
              "oi"));

  /**
   * Python raises an error, or finds no two strings that can be encoded; but for the byte order
   * mark, NaN and Infinity, which it takes and others do not.
   */
  static final List<String> NO_MESSAGES =
      List.of(
          "",
          "oi",
          "FindChat",
          "\"oi\"",
          "[]",
          "[\"user\", \"message\"]",
          "[{\"user\": \"Ana\", \"message\": \"oi\"}]",
          "null",
          "{}",
          "{\"user\": \"Ana\"}",
          "{\"message\": \"oi\"}",
          "{\"user\": \"Ana\", \"text\": \"oi\"}",
          "{\"user\": null, \"message\": \"oi\"}",
          "{\"user\": \"Ana\", \"message\": 5}",
          "{\"user\": \"Ana\", \"message\": true}",
          "{\"user\": \"Ana\", \"message\": [\"oi\"]}",
          "{\"user\": \"Ana\", \"message\": {\"user\": \"Ana\", \"message\": \"oi\"}}",
          "{\"user\": \"Ana\", \"user\": 5, \"message\": \"oi\"}",
          "{\"user\": \"Ana\", \"message\": \"oi\"",
          "{\"user\": \"Ana\", \"message\": \"oi}",
          "{\"user\": \"Ana\", \"message\": \"oi\",}",
          "{,\"user\": \"Ana\", \"message\": \"oi\"}",
          "{\"user\": \"Ana\" \"message\": \"oi\"}",
          "{\"user\" \"Ana\", \"message\": \"oi\"}",
          "{\"user\": \"Ana\", \"message\": \"oi\"}}",
          "{\"user\": \"Ana\", \"message\": \"oi\"} x",
          "{\"user\": \"Ana\", \"message\": \"oi\"}{\"user\": \"Ana\", \"message\": \"oi\"}",
          "\uFEFF{\"user\": \"Ana\", \"message\": \"oi\"}",
          "\u00A0{\"user\": \"Ana\", \"message\": \"oi\"}",
          "{\"user\": \"Ana\", \"message\": \"oi\"}\u0000",
          "{\"user\": \"Ana\", \"message\": \"o\ni\"}",
          "{\"user\": \"Ana\", \"message\": \"o\u0000i\"}",
          "{\"user\": \"Ana\", \"message\": \"o\u001Fi\"}",
          "{\"user\": \"Ana\", \"message\": \"\\x\"}",
          "{\"user\": \"Ana\", \"message\": \"\\u00\"}",
          "{\"user\": \"Ana\", \"message\": \"\\u00g0\"}",
          "{\"user\": \"Ana\", \"message\": \"\\",
          "{\"user\": \"Ana\", \"message\": \"\\ud83d\"}",
          "{\"user\": \"Ana\", \"message\": \"\\ude00\"}",
          "{\"user\": \"Ana\", \"message\": \"\\ud83dx\\ude00\"}",
          "{\"user\": \"\\ud83d\", \"message\": \"oi\"}",
          "{\"user\": \"Ana\", \"message\": \"oi\", \"x\": \"\\udfff\"}",
          "{\"user\": \"Ana\", \"message\": \"oi\", \"\\udfff\": 1}",
          "{\"user\": \"Ana\", \"message\": \"oi\", \"x\": NaN}",
          "{\"user\": \"Ana\", \"message\": \"oi\", \"x\": -Infinity}",
          "{'user': 'Ana', 'message': 'oi'}",
          "{user: \"Ana\", message: \"oi\"}");

  @ParameterizedTest
  @FieldSource("ACCEPTED")
  void aSoundMessageIsHandedOn(Row row) throws ProtocolException {
    byte[] bytes = row.json().getBytes(UTF_8);
    assertThat(reader.read(bytes)).isEqualTo(row.verdict()).isEqualTo(reader.verdict());
    assertThat(reader.user()).isEqualTo(row.user());
    assertThat(reader.message()).isEqualTo(row.message());
    assertThat(reader.refusal()).isEmpty();

    ProtocolWriter.appendClassic(sink, reader);
    if (row.verdict() == PASS_UNCHANGED) {
      assertThat(sink.toBytes()).isEqualTo(bytes);
    } else {
      assertThat(sink.toBytes())
          .isEqualTo(ProtocolWriter.write(new ClassicMessage(row.user(), row.message())));
      assertThat(reader.read(sink.toBytes())).isEqualTo(PASS_UNCHANGED);
    }
  }

  @ParameterizedTest
  @FieldSource("ACCEPTED")
  void aDirectMemberHearsTheTwoStringsAndNothingElse(Row row) throws ProtocolException {
    reader.read(row.json().getBytes(UTF_8));
    ProtocolWriter.appendSaid(sink, 42, 3, reader, false);
    assertThat(new ProtocolReader(ReadLimits.defaults()).toMember(sink.toBytes()))
        .isEqualTo(
            new ServerMessage.Said(42, 3, row.user(), row.message(), false, Optional.empty()));
    assertThat(new String(sink.toBytes(), UTF_8))
        .startsWith("{\"type\": \"said\", \"n\": 42, \"place\": 3, \"user\": \"");
  }

  @ParameterizedTest
  @FieldSource("NO_MESSAGES")
  void whatIsNoMessageIsRefusedWithASentence(String json) {
    assertRefused(json.getBytes(UTF_8));
  }

  private void assertRefused(byte[] bytes) {
    assertThat(reader.read(bytes)).isEqualTo(REFUSED);
    assertThat(reader.refusal())
        .get()
        .extracting(ProtocolException::sentence)
        .asString()
        .endsWith(".");
    assertThatIllegalStateException().isThrownBy(reader::user);
    assertThatIllegalStateException().isThrownBy(reader::message);
    assertThatIllegalStateException().isThrownBy(() -> ProtocolWriter.appendClassic(sink, reader));
    assertThatIllegalStateException()
        .isThrownBy(() -> ProtocolWriter.appendSaid(new JsonBuffer(), 1, 1, reader, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C0AF",
        "E080AF",
        "F08080AF",
        "EDA0BD",
        "EDA0BDEDB880",
        "F4908080",
        "C3",
        "E282",
        "80",
        "FF"
      })
  void illFormedUtf8IsRefusedWhereverItStands(String hex) {
    String bad = new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    for (String json :
        new String[] {
          "{\"user\": \"Ana\", \"message\": \"@\"}",
          "{\"user\": \"Ana\", \"message\": \"a long text that goes before it @ and after it\"}",
          "{\"user\": \"@\", \"message\": \"oi\"}",
          "{\"user\": \"Ana\", \"message\": \"oi\", \"x\": \"@\"}",
          "{\"user\": \"Ana\", \"message\": \"oi\", \"@\": 1}",
        }) {
      assertRefused(json.replace("@", bad).getBytes(ISO_8859_1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "\"x\": [", "\"x\": {\"y\": "})
  void whatBreaksAPythonClientIsRefused(String opening) {
    String closing = opening.equals("-") ? "" : opening.contains("{") ? "}" : "]";
    String start = opening.equals("-") ? "\"x\": " : opening;
    for (String bomb :
        new String[] {
          "9".repeat(5000),
          "-" + "9".repeat(5000),
          "1." + "0".repeat(5000),
          "[".repeat(8000) + "]".repeat(8000)
        }) {
      assertRefused(
          ("{\"user\": \"Ana\", \"message\": \"oi\", " + start + bomb + closing + "}")
              .getBytes(UTF_8));
    }
  }

  @Test
  void lengthsAreThoseOfTheTextNotOfItsEscapes() {
    String most = "\\u00e9".repeat(4096);
    assertThat(read("Ana", most)).isEqualTo(PASS_UNCHANGED);
    assertThat(reader.message()).isEqualTo("é".repeat(4096));
    assertThat(read("Ana", most + "a")).isEqualTo(REFUSED);
    assertThat(reader.refusal())
        .get()
        .extracting(ProtocolException::reason)
        .isEqualTo(ErrorCode.TOO_LARGE);
    assertThat(read("Ana", "€".repeat(2730) + "aa")).isEqualTo(PASS_UNCHANGED);
    assertThat(read("Ana", "€".repeat(2731))).isEqualTo(REFUSED);
    assertThat(read("u".repeat(1024), "oi")).isEqualTo(PASS_UNCHANGED);
    assertThat(read("u".repeat(1025), "oi")).isEqualTo(REFUSED);
    assertThat(reader.refusal())
        .get()
        .extracting(ProtocolException::reason)
        .isEqualTo(ErrorCode.TOO_LARGE);
  }

  private ClassicReader.Verdict read(String user, String message) {
    return reader.read(
        ("{\"user\": \"" + user + "\", \"message\": \"" + message + "\"}").getBytes(UTF_8));
  }

  @Test
  void aPartOfAnArrayIsReadAlone() {
    byte[] bytes = "}{\"user\": \"Ana\", \"message\": \"oi\"}}".getBytes(UTF_8);
    assertThat(reader.read(bytes, 1, bytes.length - 2)).isEqualTo(PASS_UNCHANGED);
    assertThat(reader.message()).isEqualTo("oi");
    ProtocolWriter.appendClassic(sink, reader);
    assertThat(sink.length()).isEqualTo(bytes.length - 2);
    assertThat(reader.read(bytes, 1, bytes.length - 3)).isEqualTo(REFUSED);
  }

  @Test
  void aSenderIsRecognisedWithoutDecodingItsName() {
    byte[] ana = ProtocolWriter.literal("Ana");
    read("Ana", "oi");
    assertThat(reader.userIs(ana)).isTrue();
    assertThat(reader.userIs(ProtocolWriter.literal("An"))).isFalse();
    reader.read("{\"user\": \"Ana\", \"message\": \"oi\", \"x\": 1}".getBytes(UTF_8));
    assertThat(reader.userIs(ana)).isTrue();
    assertThat(reader.userIs(ProtocolWriter.literal("Bia"))).isFalse();
  }

  @Test
  void whatWasReadCanBeForgotten() {
    read("Ana", "oi");
    reader.forget();
    assertThat(reader.verdict()).isEqualTo(REFUSED);
    assertThatIllegalStateException().isThrownBy(reader::message);
  }
}
