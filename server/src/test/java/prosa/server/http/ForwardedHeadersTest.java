package prosa.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.server.operations.CidrBlock;

final class ForwardedHeadersTest {
  private static final CidrBlock PROXIES = CidrBlock.parse("10.0.0.0/8");

  private static ForwardedHeaders of(String... lines) {
    return read(lines).orElseThrow();
  }

  private static Optional<ForwardedHeaders> read(String... lines) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (String line : lines) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return ForwardedHeaders.of(headers, PROXIES::contains);
  }

  private static Optional<String> person(String... lines) {
    return of(lines).person().map(InetAddress::getHostAddress);
  }

  @Test
  void theLastAddressThatIsNoProxyIsThePersons() {
    assertThat(person("X-Forwarded-For: 203.0.113.7")).contains("203.0.113.7");
    assertThat(person("X-Forwarded-For: 198.51.100.1, 203.0.113.7")).contains("203.0.113.7");
    assertThat(person("X-Forwarded-For: 198.51.100.1, 203.0.113.7, 10.1.1.1, 10.2.2.2"))
        .contains("203.0.113.7");
    assertThat(person("X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.7"))
        .contains("203.0.113.7");
    assertThat(person("X-Forwarded-For: 10.3.3.3")).contains("10.3.3.3");
    assertThat(person("X-Forwarded-For: 203.0.113.7:4711")).contains("203.0.113.7");
    assertThat(person("X-Forwarded-For: 2001:db8::7")).contains("2001:db8:0:0:0:0:0:7");
    assertThat(person("X-Forwarded-For: [2001:db8::7]:80")).contains("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void noMoreThanSoManyProxiesAreLookedThrough() {
    String known = "X-Forwarded-For: 203.0.113.7, 10.0.0.2";
    assertThat(person(known + ", 10.0.0.1".repeat(ForwardedHeaders.MOST - 2)))
        .contains("203.0.113.7");
    assertThat(person(known + ", 10.0.0.1".repeat(ForwardedHeaders.MOST - 1))).contains("10.0.0.2");
  }

  @Test
  void whatIsNoAddressTellsNobody() {
    assertThat(person("X-Forwarded-For: unknown")).isEmpty();
    assertThat(person("X-Forwarded-For: 198.51.100.1, nonsense")).isEmpty();
    assertThat(person("X-Forwarded-For:")).isEmpty();
    assertThat(person("Forwarded: for=_hidden")).isEmpty();
    assertThat(person("Forwarded: nonsense")).isEmpty();
    assertThat(person()).isEmpty();
  }

  @Test
  void forwardedIsReadAsRfc7239HasIt() {
    assertThat(person("Forwarded: for=203.0.113.7;proto=https;by=10.0.0.1"))
        .contains("203.0.113.7");
    assertThat(person("Forwarded: For=\"[2001:db8:cafe::17]:4711\""))
        .contains("2001:db8:cafe:0:0:0:0:17");
    assertThat(person("Forwarded: for=198.51.100.1, for=\"203.0.113.7:80\" , for=10.0.0.9"))
        .contains("203.0.113.7");
    ForwardedHeaders told = of("Forwarded: for=203.0.113.7;proto=https;host=\"chat.example.org\"");
    assertThat(told.encrypted()).contains(true);
    assertThat(told.host()).contains("chat.example.org");
  }

  /** What a client sends itself stands before what the proxy adds, and hides nothing of it. */
  @Test
  void whateverTheClientSendsTheProxysElementCounts() {
    for (String own :
        List.of(
            "",
            "for=198.51.100.1, ".repeat(400),
            "a".repeat(8_000) + ", ",
            " ".repeat(8_000) + ", ",
            ",".repeat(8_000),
            "=".repeat(8_000) + ", ",
            "for=\"" + "a".repeat(8_000) + "\", ",
            "for=\"" + "\\".repeat(8_000) + "\", ",
            "for=\"198.51.100.1, ",
            "for=\"198.51.100.1\\, ",
            "for=\"198.51.100.1;by=\"\", ",
            "\"a".repeat(2_701) + ", ")) {
      for (String added : List.of("for=203.0.113.7", "for=\"203.0.113.7:80\";proto=https")) {
        assertThat(person("Forwarded: " + own + added))
            .as("%.20s and %s", own, added)
            .contains("203.0.113.7");
        assertThat(person("Forwarded: " + own, "Forwarded: " + added)).contains("203.0.113.7");
      }
    }
  }

  /** The proxy sets one of them, and the client sent the other. */
  @Test
  void whereBothAreThereTheyHaveToNameTheSameClient() {
    for (String forwarded : List.of("for=198.51.100.1", "for=unknown", "nonsense", "")) {
      assertThat(read("Forwarded: " + forwarded, "X-Forwarded-For: 203.0.113.7")).isEmpty();
    }
    for (String older : List.of("198.51.100.1", "unknown", "")) {
      assertThat(read("Forwarded: for=203.0.113.7", "X-Forwarded-For: " + older)).isEmpty();
    }
    assertThat(read("Forwarded: for=203.0.113.7", "X-Forwarded-For: 203.0.113.7, 10.0.0.1"))
        .isPresent();
    ForwardedHeaders told =
        of(
            "Forwarded: for=203.0.113.7;proto=http;host=c.example",
            "X-Forwarded-For: 203.0.113.7",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: a.example, b.example");
    assertThat(told.encrypted()).contains(true);
    assertThat(told.host()).contains("b.example");
  }
}
