package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers of the PROXY protocol from a network of proxies: whole, byte by byte, and broken. The
 * values are version 1 in letters, version 2 in hexadecimal digits behind its signature.
 */
final class ProxyHeaderTest {
  private static final String PROXY = "127.0.0.77";
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

  private static Prosa prosa;

  @BeforeAll
  static void serve() throws IOException {
    prosa =
        Prosa.serve(
            "--proxy",
            PROXY,
            "--trusted",
            "192.0.2.0/24",
            "--connections-per-address",
            "1",
            "--handshake",
            "2s");
  }

  @AfterAll
  static void stop() throws Exception {
    prosa.close();
  }

  private static byte[] header(String text) {
    return text.startsWith("PROXY")
        ? text.getBytes(StandardCharsets.US_ASCII)
        : RawPeer.concat(SIGNATURE, HexFormat.of().parseHex(text));
  }

  /** The person counts, however the bytes arrive: one connection is allowed, the second is not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 203.0.113.1 127.0.0.1 50000 5555\r\n",
        "PROXY TCP6 2001:db8:0:1::1 ::1 50000 5555\r\n",
        "2111000ccb0071027f000001c35015b3",
        "2121002420010db80000000200000000000000010000000000000000000000000000000100010002",
        "21110013cb0071037f000001c35015b3040004deadbeef" // with a TLV behind the addresses
      })
  void whoeverIsNamedIsThePerson(String text) throws Exception {
    byte[] header = header(text);
    try (RawPeer whole = RawPeer.connect(prosa.port(), PROXY)) {
      whole.send(header);
      whole.greet();
      try (RawPeer second = RawPeer.connect(prosa.port(), PROXY)) {
        second.send(header);
        assertThat(second.endsWithin(FIVE_SECONDS)).as("a second one of this person").isTrue();
      }
    }
    try (RawPeer slow = RawPeer.connect(prosa.port(), PROXY)) {
      for (byte each : header) {
        slow.send(new byte[] {each});
      }
      slow.greet();
    }
  }

  /** Nobody is named: the connection is the proxy's own. */
  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN\r\n", "20000000"})
  void whoeverIsNotNamedIsTheProxy(String text) throws Exception {
    try (RawPeer peer = RawPeer.connect(prosa.port(), PROXY)) {
      peer.send(header(text));
      peer.greet();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY\r\n",
        "PROXY \r\n",
        "PROXY TCP4\r\n",
        "PROXY TCP4 203.0.113.9 127.0.0.1 5\r\n",
        "PROXY TCP4 203.0.113.9 127.0.0.1 5 70000\r\n",
        "PROXY TCP4 203.0.113.900 127.0.0.1 5 6\r\n",
        "PROXY TCP4 2001:db8::1 ::1 5 6\r\n",
        "PROXY TCP6 203.0.113.9 127.0.0.1 5 6\r\n",
        "PROXY TCP4 canary.example 127.0.0.1 5 6\r\n",
        "PROXY TCP9 203.0.113.9 127.0.0.1 5 6\r\n",
        "PROXY TCP4 203.0.113.9 127.0.0.1 5 6", // and no end
        "PROXY TCP4 203.0.113.9 127.0.0.1 5 6 "
            + "7777777777777777777777777777777777777777777777777777777777777777777777777777777\r\n",
        "1111000ccb0071027f000001c35015b3", // a version that there is not
        "2911000ccb0071027f000001c35015b3", // a command that there is not
        "21110004cb007102", // too short for its addresses
        "2111ffffcb0071027f000001c35015b3", // announces what never comes
        "21110010cb0071037f000001c35015b304ffffff" // a TLV longer than the header
      })
  void aBrokenOneEndsTheConnectionAndNothingElse(String text) throws Exception {
    try (RawPeer peer = RawPeer.connect(prosa.port(), PROXY)) {
      peer.send(header(text));
      assertThat(peer.endsWithin(FIVE_SECONDS)).as(text).isTrue();
    }
    assertThat(prosa.err()).doesNotContain("Exception", "canary", "203.0.113.9");
    try (RawPeer next = RawPeer.connect(prosa.port(), PROXY)) {
      next.greet();
    }
  }

  /** From elsewhere the header is no header: the connection speaks no protocol that is known. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 203.0.113.1 127.0.0.1 50000 5555\r\n",
        "2111000ccb0071027f000001c35015b3"
      })
  void fromElsewhereItCountsForNothing(String text) throws Exception {
    try (RawPeer peer = RawPeer.connect(prosa.port(), "127.0.0.78")) {
      peer.send(header(text));
      assertThat(peer.endsWithin(FIVE_SECONDS)).isTrue();
    }
  }

  /** What is sent at once with the header is read, too. */
  @ParameterizedTest
  @ValueSource(strings = {"PROXY TCP4 203.0.113.4 127.0.0.1 50000 5555\r\n"})
  void whatFollowsInTheSamePacketIsRead(String text) throws Exception {
    try (RawPeer peer = RawPeer.connect(prosa.port(), PROXY)) {
      byte[] both =
          ByteBuffer.allocate(text.length() + 64).put(header(text)).put(RawPeer.greeting()).array();
      peer.send(both);
      assertThat(peer.quietFor(FIVE_SECONDS)).as("the server's greeting arrives").isFalse();
    }
  }
}
