package prosa.integration;

import static java.lang.Long.parseLong;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.integration.ClassicClient.Ports;
import prosa.integration.PythonClients.Client;

/**
 * Malformed messages of a classic client: they cost the sender at most its own connection, and the
 * others, on pyzmq and JeroMQ, are not affected.
 */
final class MalformedClassicTest {
  private static final String CANARY = "kanarienvogel";
  private static final Pattern COUNT =
      Pattern.compile("\\((?:and )?(\\d+) (?:more like it|times more)\\)");

  private static Prosa prosa;
  private static PythonClients python;
  private static JeroClient jero;
  private static List<ClassicClient> table;

  @BeforeAll
  static void seatThree() throws IOException {
    prosa = Prosa.serve("--message-rate", "off");
    python = PythonClients.of(prosa.port());
    jero = JeroClient.join("jero", prosa.port());
    table = List.of(python.join("ana"), python.join("bia"), jero);
    table.forEach(ClassicClient::settle);
  }

  @AfterAll
  static void close() {
    jero.close();
    python.close();
    prosa.close();
  }

  private static Client ana() {
    return (Client) table.getFirst();
  }

  /** A name, and what is sent. */
  record Malformed(String what, List<String> parts) {
    Malformed(String what, String text) {
      this(what, List.of(hex(text.getBytes(UTF_8))));
    }

    @Override
    public String toString() {
      return what;
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  static Stream<Malformed> malformed() {
    String good = "{\"user\": \"x\", \"message\": \"" + CANARY + "\"";
    return Stream.of(
        new Malformed("empty", ""),
        new Malformed("not JSON", CANARY),
        new Malformed("cut off", good),
        new Malformed("more after the end", good + "} {}"),
        new Malformed("an array", "[\"user\", \"message\", \"" + CANARY + "\"]"),
        new Malformed("a string", "\"" + CANARY + "\""),
        new Malformed("no user", "{\"message\": \"" + CANARY + "\"}"),
        new Malformed("no message", "{\"user\": \"" + CANARY + "\"}"),
        new Malformed("user is a number", "{\"user\": 1, \"message\": \"" + CANARY + "\"}"),
        new Malformed("message is null", "{\"user\": \"" + CANARY + "\", \"message\": null}"),
        new Malformed("message is an object", "{\"user\": \"x\", \"message\": {\"a\": 1}}"),
        new Malformed(
            "nesting of 8,000", good + ", \"x\": " + "[".repeat(8000) + "]".repeat(8000) + "}"),
        new Malformed("an integer of 5,000 digits", good + ", \"x\": " + "9".repeat(5000) + "}"),
        new Malformed("a lone surrogate, escaped", "{\"user\": \"x\", \"message\": \"\\ud800\"}"),
        new Malformed(
            "a lone surrogate, raw",
            List.of(
                hex(
                    "{\"user\": \"x\", \"message\": \"\u00ed\u00a0\u0080\"}"
                        .getBytes(ISO_8859_1)))),
        new Malformed(
            "bad UTF-8",
            List.of(hex("{\"user\": \"x\", \"message\": \"\u00ff\u00fe\"}".getBytes(ISO_8859_1)))),
        new Malformed("a raw control character", "{\"user\": \"x\", \"message\": \"\u0007\"}"),
        new Malformed(
            "text of 9 KiB", "{\"user\": \"x\", \"message\": \"" + "x".repeat(9216) + "\"}"),
        new Malformed(
            "two parts, each of them sound",
            List.of(hex((good + "}").getBytes(UTF_8)), hex((good + "}").getBytes(UTF_8)))));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void isNotPassedOn(Malformed sent) {
    ana().sayRaw(sent.parts().toArray(String[]::new));

    DeliveryAssertions.everybodyHearsEverybodyOnce("after " + sent, table);
    assertThat(prosa.err()).doesNotContain(CANARY);
  }

  @Test
  void onlyTheTwoKeysOfMoreArePassedOn() {
    List<Integer> before = new ArrayList<>();
    table.forEach(client -> before.add(client.heard().size()));

    ana()
        .sayRaw(
            hex(
                ("{\"type\": \"moved\", \"user\": \"no\", \"message\": \"one\","
                        + " \"user\": \"ana\", \"n\": [1, {\"message\": 2}]}")
                    .getBytes(UTF_8)));

    DeliveryAssertions.sinceThen("after more keys", table, before, List.of("ana: one"));
  }

  @Test
  void oversizedMessageCostsItsSenderTheConnection() {
    Client ana = ana();
    long connected = ana.seen("to", "CONNECTED");

    ana.sayRaw(
        hex(("{\"user\": \"x\", \"message\": \"" + "x".repeat(20_000) + "\"}").getBytes(UTF_8)));

    Await.until("ana to be cut off", () -> ana.seen("to", "CONNECTED") > connected);
    ana.settle();
    DeliveryAssertions.everybodyHearsEverybodyOnce("after an oversized message", table);
  }

  @Test
  void wrongSocketTypesAreNotLetIn() {
    Ports ports = ana().ports();
    int i = 0;
    for (String kind : List.of("PUSH", "DEALER", "SUB", "REQ", "PAIR")) {
      Client wrong = python.open("wrong intake " + i++, kind, ports.publisherPort());
      Await.until(kind + " to be cut off", () -> wrong.seen("to", "DISCONNECTED") > 0);
      assertThat(wrong.seen("to", "HANDSHAKE_SUCCEEDED")).isZero();
      wrong.leave();
    }
    for (String kind : List.of("PULL", "DEALER", "PUB", "REP")) {
      Client wrong = python.open("wrong broadcast " + i++, kind, ports.broadcast());
      Await.until(kind + " to be cut off", () -> wrong.seen("to", "DISCONNECTED") > 0);
      assertThat(wrong.seen("to", "HANDSHAKE_SUCCEEDED")).isZero();
      wrong.leave();
    }
    DeliveryAssertions.everybodyHearsEverybodyOnce("after wrong sockets", table);
  }

  @Test
  void whatIsLeftOutIsLoggedSeldomAndWithoutContent() {
    for (int i = 0; i < 1000; i++) {
      ana().sayRaw(hex((CANARY + i).getBytes(UTF_8)));
    }
    DeliveryAssertions.everybodyHearsEverybodyOnce("after a thousand", table);

    // The count comes with the next such line or, when none is due, in a line of its own.
    Await.until("a line that counts hundreds", () -> counts().anyMatch(n -> n >= 100));
    Await.until("each to be told or counted", () -> lines().count() + counts().sum() >= 1000);
    assertThat(lines().count()).isLessThan(60);
    assertThat(prosa.err()).doesNotContain(CANARY);
  }

  /** What the log says of messages that were left out. */
  private static Stream<String> lines() {
    return prosa.err().lines().filter(line -> line.contains("a malformed message was left out"));
  }

  /** How many were kept back, as {@link #lines} tell. */
  private static LongStream counts() {
    return lines().map(COUNT::matcher).filter(Matcher::find).mapToLong(n -> parseLong(n.group(1)));
  }
}
