package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

final class PeerAddressesTest {
  private static String line(String said) {
    return Logging.ofLibrary(Level.WARN, "io.netty.handler.ssl.SslHandler", said, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[id: 0x5a1f3c02, L:/192.0.2.7:5555 - R:/198.51.100.20:50690]",
        "[id: 0x5a1f3c02, L:/192.0.2.7:5555 ! R:/198.51.100.20:50690]",
        "[id: 0x5a1f3c02, L:/[2001:db8:0:0:0:0:0:7]:5555 - R:/[2001:db8:0:0:0:0:0:1%eth0]:50690]",
        "[id: 0x5a1f3c02, L:here.example/192.0.2.7:5555 - R:there.example/198.51.100.20:50690]",
        "[id: 0x5a1f3c02, R:/198.51.100.20:50690]",
        "[id: 0x5a1f3c02]"
      })
  void aChannelIsNamedByItsNumberAlone(String channel) {
    assertThat(line(channel + " Last write attempt timed out; force-closing the connection."))
        .isEqualTo(
            "WARN SslHandler - [id: 0x5a1f3c02] Last write attempt timed out;"
                + " force-closing the connection.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "198.51.100.20",
        "198.51.100.20:50690",
        "/198.51.100.20:50690",
        "there.example/198.51.100.20:50690",
        "/[2001:db8:0:0:0:0:0:1]:50690",
        "/2001:db8:0:0:0:0:0:1%eth0",
        "2001:DB8::1",
        "[2001:db8::1]:443",
        "[fe80::1%2]:443",
        "::1",
        "fe80::",
        "::ffff:198.51.100.20",
        "0:0:0:0:0:ffff:198.51.100.20"
      })
  void anAddressIsLeftOutInEveryForm(String address) {
    for (String said : new String[] {"%s", "to %s failed", "(%s)", "peer=%s, x", "'%s'.", "<%s>"}) {
      assertThat(line(said.formatted(address)))
          .isEqualTo("WARN SslHandler - " + said.formatted("(address)"));
    }
  }

  @Test
  void severalAreLeftOut() {
    assertThat(line("192.0.2.7:1 -> /198.51.100.20:2"))
        .isEqualTo("WARN SslHandler - (address) -> (address)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at 12:34:56",
        "1.2.3",
        "std::string",
        "Foo::bar",
        "a/b/c.txt:12",
        "java.io.IOException: Broken pipe",
        "00:1a:2b:3c:4d:5e",
        "a: b :: c",
        "[id: none]"
      })
  void whatIsNoAddressStays(String text) {
    assertThat(line(text)).isEqualTo("WARN SslHandler - " + text);
  }

  @Test
  void whatIsThrownWithItStays() {
    assertThat(
            Logging.ofLibrary(
                Level.WARN, "io.netty.X", "/198.51.100.20:1", new java.io.IOException("x")))
        .isEqualTo("WARN X - (address) (java.io.IOException)");
  }
}
