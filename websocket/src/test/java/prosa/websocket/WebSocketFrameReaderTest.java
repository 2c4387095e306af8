package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static prosa.testing.MaskedFrames.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames that are accepted, and the close code of each violation (RFC 6455). */
final class WebSocketFrameReaderTest {
  private static final int LIMIT = 16 * 1024;

  private final WebSocketFrameReader reader =
      new WebSocketFrameReader(WebSocketLimits.texts(LIMIT));
  private final List<String> seen = new ArrayList<>();
  private final WebSocketFrameReader.WebSocketFrameSink sink =
      new WebSocketFrameReader.WebSocketFrameSink() {
        @Override
        public void text(ByteBuf text) {
          seen.add("text " + text.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void binary(ByteBuf message) {
          seen.add("binary " + message.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void ping(ByteBuf payload) {
          seen.add("ping " + payload.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void pong() {
          seen.add("pong");
        }

        @Override
        public void peerClosed(int code) {
          seen.add("goodbye " + code);
        }
      };

  @AfterEach
  void release() {
    reader.release();
  }

  private void feed(byte[] bytes, int pieces) throws WebSocketException {
    feed(reader, bytes, pieces);
  }

  private void feed(WebSocketFrameReader reader, byte[] bytes, int pieces)
      throws WebSocketException {
    for (int from = 0; from < bytes.length; from += pieces) {
      ByteBuf in = Unpooled.copiedBuffer(bytes, from, Math.min(pieces, bytes.length - from));
      try {
        while (in.isReadable()) {
          reader.read(in, UnpooledByteBufAllocator.DEFAULT, sink);
        }
      } finally {
        in.release();
      }
    }
  }

  private void feed(byte[]... frames) throws WebSocketException {
    for (byte[] frame : frames) {
      feed(frame, Integer.MAX_VALUE);
    }
  }

  private void isRefused(WebSocketCloseCode code, byte[]... frames) {
    assertThatThrownBy(() -> feed(frames))
        .isInstanceOfSatisfying(
            WebSocketException.class, thrown -> assertThat(thrown.code()).isEqualTo(code));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 4096, 1 << 20})
  void textsAreReadHoweverTheyAreCut(int pieces) throws WebSocketException {
    Random random = new Random(pieces);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<String> said = new ArrayList<>();
    for (int length : new int[] {0, 1, 3, 4, 7, 8, 9, 125, 126, 127, 300, 5000, LIMIT}) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < length; i++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      said.add("text " + text);
      all.writeBytes(frame(0x81, text.toString()));
    }

    feed(all.toByteArray(), pieces);

    assertThat(seen).isEqualTo(said);
  }

  @Test
  void binaryMessagesAreHandedOutWhereTheyAreTaken() throws WebSocketException {
    WebSocketFrameReader taker = new WebSocketFrameReader(new WebSocketLimits(20, 2, 1, true));
    feed(taker, frame(0x82, "whole".getBytes(StandardCharsets.US_ASCII)), 3);
    feed(taker, frame(0x02, "in ".getBytes(StandardCharsets.US_ASCII)), 100);
    feed(taker, frame(0x80, "two".getBytes(StandardCharsets.US_ASCII)), 100);
    feed(taker, frame(0x81, "text".getBytes(StandardCharsets.US_ASCII)), 1);

    assertThat(seen).containsExactly("binary whole", "binary in two", "text text");
  }

  @Test
  void fragmentsBecomeOneTextAndControlFramesMayComeBetween() throws WebSocketException {
    feed(
        frame(0x01, "pão d"),
        frame(0x89, "?"),
        frame(0x00, "e qu"),
        frame(0x8A, ""),
        frame(0x80, "eijo"),
        frame(0x81, "e café"));

    assertThat(seen).containsExactly("ping ?", "pong", "text pão de queijo", "text e café");
  }

  @Test
  void characterMayBeCutBetweenFragments() throws WebSocketException {
    byte[] smile = "🙂".getBytes(StandardCharsets.UTF_8);

    feed(
        frame(0x01, new byte[] {smile[0], smile[1]}), frame(0x80, new byte[] {smile[2], smile[3]}));

    assertThat(seen).containsExactly("text 🙂");
  }

  @Test
  void unmaskedFrameIsAViolation() {
    isRefused(WebSocketCloseCode.PROTOCOL, new byte[] {(byte) 0x81, 0x01, 'a'});
  }

  @ParameterizedTest
  @ValueSource(ints = {0xC1, 0xA1, 0x91, 0x83, 0x84, 0x87, 0x8B, 0x8F})
  void reservedBitsAndUnknownKindsAreViolations(int head) {
    isRefused(WebSocketCloseCode.PROTOCOL, frame(head, "a"));
  }

  @Test
  void binaryIsNotTaken() {
    isRefused(WebSocketCloseCode.NOT_TAKEN, frame(0x82, "a"));
  }

  @Test
  void controlFrameMustBeShortAndWhole() {
    isRefused(WebSocketCloseCode.PROTOCOL, frame(0x89, "x".repeat(126)));
  }

  @Test
  void fragmentedPingIsAViolation() {
    isRefused(WebSocketCloseCode.PROTOCOL, frame(0x09, "x"));
  }

  @Test
  void continuationOfNothingIsAViolation() {
    isRefused(WebSocketCloseCode.PROTOCOL, frame(0x80, "x"));
  }

  @Test
  void newMessageInsideAnotherIsAViolation() {
    isRefused(WebSocketCloseCode.PROTOCOL, frame(0x01, "x"), frame(0x81, "y"));
  }

  @Test
  void lengthInALongerFormThanNeededIsAViolation() {
    isRefused(WebSocketCloseCode.PROTOCOL, frame(0x81, "x".getBytes(StandardCharsets.UTF_8), 2));
  }

  @Test
  void whatIsTooLongIsJudgedByItsHeaderUnsigned() {
    isRefused(WebSocketCloseCode.TOO_BIG, frame(0x81, "x".repeat(LIMIT + 1)));
    byte[] huge = {(byte) 0x81, (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0};
    WebSocketFrameReader another = new WebSocketFrameReader(WebSocketLimits.texts(LIMIT));
    assertThatThrownBy(
            () ->
                another.read(Unpooled.wrappedBuffer(huge), UnpooledByteBufAllocator.DEFAULT, sink))
        .isInstanceOfSatisfying(
            WebSocketException.class,
            thrown -> assertThat(thrown.code()).isEqualTo(WebSocketCloseCode.TOO_BIG));
    byte[] negative = huge.clone();
    negative[2] = (byte) 0x80;
    WebSocketFrameReader third = new WebSocketFrameReader(WebSocketLimits.texts(LIMIT));
    assertThatThrownBy(
            () ->
                third.read(
                    Unpooled.wrappedBuffer(negative), UnpooledByteBufAllocator.DEFAULT, sink))
        .isInstanceOfSatisfying(
            WebSocketException.class,
            thrown -> assertThat(thrown.code()).isEqualTo(WebSocketCloseCode.PROTOCOL));
  }

  @Test
  void fragmentsAreTooLongTogether() {
    isRefused(WebSocketCloseCode.TOO_BIG, frame(0x01, "x".repeat(LIMIT)), frame(0x80, "x"));
  }

  @Test
  void endlessFragmentsAreRefused() {
    byte[][] frames = new byte[300][];
    frames[0] = frame(0x01, "");
    for (int i = 1; i < frames.length; i++) {
      frames[i] = frame(0x00, "");
    }
    isRefused(WebSocketCloseCode.POLICY, frames);
  }

  /** As in the tables of RFC 3629 and of Markus Kuhn's stress test. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "bf",
        "c0af",
        "c1bf",
        "e080af",
        "e09fbf",
        "eda080",
        "edbfbf",
        "f08080af",
        "f08fbfbf",
        "f4908080",
        "f5808080",
        "fe",
        "ff",
        "c3",
        "e282",
        "f09f99",
        "61c328",
        "6161616161616161c3",
        "e28228",
        "f0288cbc",
        "616161616161616180"
      })
  void reasonOfMalformedUtf8IsRefused(String hex) {
    byte[] peerClosed = HexFormat.of().parseHex("03e8" + hex);
    isRefused(WebSocketCloseCode.NOT_UTF8, frame(0x88, peerClosed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "ç", "€", "🙂", "\u07ff\u0800\ud7ff\ue000\uffff", "aaaaaaaé€🙂b"})
  void textsAreTakenAsTheyAre(String text) throws WebSocketException {
    feed(frame(0x81, text));

    assertThat(seen).containsExactly("text " + text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', goodbye 1005",
    "03e8, goodbye 1000",
    "03e9, goodbye 1001",
    "0bb8, goodbye 3000",
    "1387, goodbye 4999"
  })
  void goodbyeHasACode(String hex, String expected) throws WebSocketException {
    feed(frame(0x88, java.util.HexFormat.of().parseHex(hex)));

    assertThat(seen).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"03", "0000", "03e7", "03ec", "03ed", "03ee", "03f7", "07d0", "0bb7", "1388"})
  void goodbyeWithAForbiddenCodeIsAViolation(String hex) {
    isRefused(WebSocketCloseCode.PROTOCOL, frame(0x88, java.util.HexFormat.of().parseHex(hex)));
  }

  @Test
  void goodbyeMustGiveItsReasonInUtf8() {
    isRefused(
        WebSocketCloseCode.NOT_UTF8, frame(0x88, new byte[] {0x03, (byte) 0xE8, (byte) 0xC3}));
  }
}
