package prosa.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static prosa.testing.MaskedFrames.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.server.StartException;
import prosa.server.operations.Counters.Count;

/**
 * Abuse of a WebSocket, before there is a seat and after: it closes that socket with the right
 * code, and affects nobody else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebSocketAbuseTest {
  private OpenServer server;
  private RawBrowser witness;

  @BeforeAll
  void open() throws StartException, IOException {
    server = OpenServer.open();
    witness = server.talker();
    witness.say("{\"type\": \"enter\", \"user\": \"Witness\"}");
    witness.hears("seated");
  }

  @AfterAll
  void close() throws IOException {
    witness.close();
    server.close();
  }

  @SuppressWarnings("ArrayRecordComponent")
  record Abuse(String name, int code, byte[]... sent) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Abuse> abuses() {
    byte[] unmasked = {(byte) 0x81, 2, '{', '}'};
    return Stream.of(
        new Abuse("unmasked", 1002, unmasked),
        new Abuse("reserved bit", 1002, frame(0xC1, "{}")),
        new Abuse("unknown opcode", 1002, frame(0x83, "{}")),
        new Abuse("unknown control opcode", 1002, frame(0x8B, "")),
        new Abuse("binary", 1003, frame(0x82, "{}")),
        new Abuse("bad UTF-8", 1007, frame(0x81, new byte[] {'"', (byte) 0xC3, '"'})),
        new Abuse("bad UTF-8 in a message", 1007, frame(0x81, saying("c328"))),
        new Abuse("an encoded surrogate in a message", 1007, frame(0x81, saying("eda080"))),
        new Abuse("an overlong form in a message", 1007, frame(0x81, saying("c0af"))),
        new Abuse("a message cut within a character", 1007, frame(0x81, saying("f09f99"))),
        new Abuse("bad UTF-8 behind what is no JSON", 1007, frame(0x81, new byte[] {'}', -1})),
        new Abuse(
            "bad UTF-8 in fragments",
            1007,
            frame(0x01, new byte[] {'"', (byte) 0xED}),
            frame(0x80, new byte[] {(byte) 0xA0, (byte) 0x80})),
        new Abuse("oversized", 1009, frame(0x81, "x".repeat(16 * 1024 + 1))),
        new Abuse("declared at 8 EiB", 1009, huge()),
        new Abuse("oversized in fragments", 1009, frame(0x01, "x".repeat(16_384)), frame(0, "x")),
        new Abuse("continuation of nothing", 1002, frame(0x80, "x")),
        new Abuse("message within a message", 1002, frame(0x01, "x"), frame(0x81, "x")),
        new Abuse("fragmented ping", 1002, frame(0x09, "x")),
        new Abuse("long ping", 1002, frame(0x89, "x".repeat(126))),
        new Abuse("goodbye of one byte", 1002, frame(0x88, "x")),
        new Abuse("goodbye with a forbidden code", 1002, frame(0x88, new byte[] {3, (byte) 0xED})),
        new Abuse("ping flood", 1008, flood(0x89, 500)),
        new Abuse("pong flood", 1008, flood(0x8A, 500)),
        new Abuse("flood of empty fragments", 1008, frame(0x01, ""), flood(0x00, 500)));
  }

  private static byte[] saying(String hex) {
    byte[] inside = HexFormat.of().parseHex(hex);
    return ("{\"type\": \"say\", \"message\": \"" + new String(inside, ISO_8859_1) + "\"}")
        .getBytes(ISO_8859_1);
  }

  private static byte[] huge() {
    return new byte[] {(byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 'x'};
  }

  private static byte[] flood(int head, int times) {
    byte[] one = frame(head, "");
    ByteBuffer all = ByteBuffer.allocate(one.length * times);
    for (int i = 0; i < times; i++) {
      all.put(one);
    }
    return all.array();
  }

  @ParameterizedTest
  @MethodSource("abuses")
  void closesThatSocketWithItsCode(Abuse abuse) throws IOException {
    try (RawBrowser browser = server.talker()) {
      for (byte[] sent : abuse.sent()) {
        browser.send(sent);
      }

      assertThat(browser.closeCode()).isEqualTo(abuse.code());
    }
    assertWitnessTalks();
  }

  @ParameterizedTest
  @MethodSource("abuses")
  void closesThatMemberOnly(Abuse abuse) throws IOException {
    long violations = server.server().counters().of(Count.VIOLATIONS);
    try (RawBrowser browser = server.talker()) {
      browser.say("{\"type\": \"enter\", \"user\": \"Abuser\"}");
      String seated = browser.hears("seated");
      String seat = seated.replaceAll(".*\"seat\": \"([^\"]+)\".*", "$1");
      for (byte[] sent : abuse.sent()) {
        browser.send(sent);
      }

      assertThat(browser.closeCode()).isEqualTo(abuse.code());
      assertThat(server.server().counters().of(Count.VIOLATIONS)).isGreaterThan(violations);
      assertThat(witness.hears("away")).contains("Abuser");
      leaveFor(seat);
    }
    assertWitnessTalks();
  }

  @Test
  void whatIsBrokenBehindTheEndIsNotedOnceHoweverMuchFollows() throws IOException {
    long violations = server.server().counters().of(Count.VIOLATIONS);
    byte[] typing = frame(0x81, "{\"type\": \"typing\"}");
    ByteBuffer all = ByteBuffer.allocate(60_000);
    for (int i = 0; i < 100; i++) {
      all.put(typing);
    }
    while (all.hasRemaining()) {
      all.put((byte) 0xFF); // reserved bits, and no mask
    }
    int times = 100;
    for (int i = 0; i < times; i++) {
      try (RawBrowser browser = server.talker()) {
        browser.send(all.array()); // more than one turn: it has ended when the rest is looked at
      }
    }
    assertWitnessTalks();
    assertThat(server.server().counters().of(Count.VIOLATIONS) - violations)
        .isLessThanOrEqualTo(times);
  }

  /** Comes back to the seat and gives it up, so that the next one finds room. */
  private void leaveFor(String seat) throws IOException {
    try (RawBrowser browser = server.talker()) {
      browser.say("{\"type\": \"enter\", \"user\": \"Abuser\", \"seat\": \"" + seat + "\"}");
      browser.hears("seated");
      browser.say("{\"type\": \"leave\"}");
      witness.hears("left");
    }
  }

  private int said;

  private void assertWitnessTalks() throws IOException {
    String id = "w" + said++;
    witness.say("{\"type\": \"say\", \"message\": \"here\", \"id\": \"" + id + "\"}");
    String said;
    do {
      said = witness.hears("said");
    } while (!said.contains(id));
  }

  @Test
  void pingIsAnsweredWithItsPayload() throws IOException {
    try (RawBrowser browser = server.talker()) {
      browser.send(frame(0x89, "are you there?"));

      RawBrowser.Frame pong = browser.frame();
      assertThat(pong.head()).isEqualTo(0x8A);
      assertThat(pong.text()).isEqualTo("are you there?");
    }
  }

  @Test
  void goodbyeIsAnsweredWithItsCode() throws IOException {
    try (RawBrowser browser = server.talker()) {
      browser.send(frame(0x88, new byte[] {0x0F, (byte) 0xA1})); // 4001

      assertThat(browser.closeCode()).isEqualTo(4001);
    }
  }

  @Test
  void textInManySmallPiecesIsHeard() throws IOException {
    try (RawBrowser browser = server.talker()) {
      byte[] enter = frame(0x81, "{\"type\": \"enter\", \"user\": \"Slow\"}");
      for (byte piece : enter) {
        browser.send(new byte[] {piece});
      }

      assertThat(browser.hears("seated")).contains("\"user\": \"Slow");
      browser.say("{\"type\": \"leave\"}");
    }
  }

  @Test
  void framesThatCameAlongWithTheHandshakeAreHeard() throws IOException {
    try (RawBrowser browser = server.connect()) {
      byte[] ask =
          RawBrowser.request("GET", "/talk", RawBrowser.handshake())
              .getBytes(StandardCharsets.US_ASCII);
      byte[] enter = frame(0x81, "{\"type\": \"enter\", \"user\": \"Eager\"}");
      ByteBuffer both = ByteBuffer.allocate(ask.length + enter.length).put(ask).put(enter);
      browser.send(both.array());

      assertThat(browser.answer(true).status()).startsWith("HTTP/1.1 101");
      assertThat(browser.hears("seated")).contains("Eager");
      browser.say("{\"type\": \"leave\"}");
    }
  }

  @Test
  void nothingIsLostOnTheWayToTheRoomAndBack() throws IOException {
    try (RawBrowser browser = server.talker()) {
      List<byte[]> burst = new ArrayList<>();
      burst.add(frame(0x81, "{\"type\": \"enter\", \"user\": \"Hasty\"}"));
      for (int i = 0; i < 5; i++) {
        burst.add(frame(0x81, "{\"type\": \"say\", \"message\": \"m" + i + "\"}"));
      }
      burst.add(frame(0x81, "{\"type\": \"leave\"}"));
      burst.add(frame(0x81, "{\"type\": \"say\", \"message\": \"too late\"}"));
      ByteBuffer all = ByteBuffer.allocate(burst.stream().mapToInt(b -> b.length).sum());
      burst.forEach(all::put);
      browser.send(all.array());

      for (int i = 0; i < 5; i++) {
        assertThat(browser.hears("said")).contains("\"m" + i + "\"");
      }
      assertThat(browser.hears("refused")).contains("not-seated");
    }
  }
}
