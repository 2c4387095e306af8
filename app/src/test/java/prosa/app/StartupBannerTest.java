package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.zmtp.CurvePublicKey;

/** The addresses that the banner shows to the host. */
final class StartupBannerTest {

  private static List<String> said(Optional<InetAddress> bound, boolean encrypted) {
    return said(bound, encrypted, Optional.empty());
  }

  private static List<String> said(
      Optional<InetAddress> bound, boolean encrypted, Optional<CurvePublicKey> key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new StartupBanner(new PrintStream(bytes, true, StandardCharsets.UTF_8))
        .print(bound, 7, encrypted, Optional.empty(), key);
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> said(String bound) {
    return said(Optional.of(InetAddress.ofLiteral(bound)), false);
  }

  @Test
  void oneAddressIsNamedAlone() {
    assertThat(said("192.0.2.7"))
        .containsExactly(
            "Prosa is open. Tell the others one of these addresses:",
            "  192.0.2.7:7",
            "In a browser: http://192.0.2.7:7/",
            "Ctrl-C closes it.");
  }

  @Test
  void anyAddressStandsForThoseOfThisMachine() {
    assertThat(said("::")).isEqualTo(said(Optional.empty(), false));
    assertThat(said("0.0.0.0"))
        .contains("  127.0.0.1:7   (this machine only)")
        .noneMatch(line -> line.contains("0.0.0.0") || line.contains("["));
  }

  @Test
  void aServerWithAKeyTellsItsPublicOneInBothForms() {
    CurvePublicKey key =
        CurvePublicKey.ofZ85("rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7").orElseThrow();

    assertThat(said(Optional.of(InetAddress.ofLiteral("192.0.2.7")), false, Optional.of(key)))
        .contains("  prosa://192.0.2.7:7/#" + key.urlText())
        .contains(
            "Encrypted, with others of ZeroMQ (CURVE), the public key:"
                + " rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7");
  }

  @Test
  void encryptedPageIsNamedWithItsScheme() {
    assertThat(said(Optional.of(InetAddress.ofLiteral("192.0.2.7")), true))
        .contains("In a browser: https://192.0.2.7:7/");
  }
}
