package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.web.Page;
import prosa.websocket.HttpEnvironment;
import prosa.websocket.StaticFiles.Asset;
import prosa.websocket.StaticFiles.Request;

/** The drawings of invitations, which anybody may ask for. With a manual clock. */
final class PageSiteTest {
  private static final HttpEnvironment.Peer TRUSTED = new HttpEnvironment.Peer("127.0.0.1", true);

  private long now;
  private final PageSite site = new PageSite(Page.load(), () -> now);

  private Optional<Asset> drawing(String code) {
    return drawing(code, TRUSTED);
  }

  private Optional<Asset> drawing(String code, HttpEnvironment.Peer peer) {
    return site.at(
        new Request(
            "/qr", "http%3A%2F%2Fhere%3A5555%2Fr%2F" + code, "here:5555", Optional.of(peer)));
  }

  private int drawn(String codes, int tries) {
    return drawn(codes, tries, TRUSTED);
  }

  private int drawn(String codes, int tries, HttpEnvironment.Peer peer) {
    int drawn = 0;
    for (int i = 0; i < tries; i++) {
      drawn += drawing(codes + i, peer).isPresent() ? 1 : 0;
    }
    return drawn;
  }

  @Test
  void theSamePictureIsDrawnOnce() {
    Asset first = drawing("code").orElseThrow();
    for (int i = 0; i < 10_000; i++) {
      assertThat(drawing("code")).get().isSameAs(first);
    }
    assertThat(drawing("other")).get().isNotSameAs(first);
  }

  @Test
  void ofOtherLinksOnlySoManyAreDrawn() {
    assertThat(drawn("a", 1_000)).isEqualTo(PageSite.DRAWN.burst());
    assertThat(drawing("a" + (PageSite.DRAWN.burst() - 1))).as("one that was drawn").isPresent();
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(drawn("b", 1_000)).isEqualTo(PageSite.DRAWN.perSecond());
  }

  @Test
  void oneAddressLeavesSomethingToTheOthers() {
    HttpEnvironment.Peer greedy = new HttpEnvironment.Peer("192.0.2.1", false);
    HttpEnvironment.Peer other = new HttpEnvironment.Peer("192.0.2.2", false);
    assertThat(drawn("a", 1_000, greedy)).isEqualTo(PageSite.DRAWN_FOR_ONE.burst());
    for (int second = 0; second < 30; second++) {
      now += TimeUnit.SECONDS.toNanos(1);
      assertThat(drawn("a" + second + "x", 1_000, greedy))
          .isEqualTo(PageSite.DRAWN_FOR_ONE.perSecond());
      assertThat(drawing("b" + second, other)).isPresent();
    }
  }

  @Test
  void ofMoreAddressesThanSoManyTheFirstIsForgotten() {
    HttpEnvironment.Peer greedy = new HttpEnvironment.Peer("192.0.2.1", false);
    assertThat(drawn("a", 1_000, greedy)).isEqualTo(PageSite.DRAWN_FOR_ONE.burst());
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(drawn("b", 1_000, greedy)).isEqualTo(PageSite.DRAWN_FOR_ONE.perSecond());
    for (int i = 0; i < PageSite.ADDRESSES; i++) {
      var _ = drawing("c" + i, new HttpEnvironment.Peer("2001:db8::" + i, false));
    }
    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(drawn("d", 1_000, greedy)).isEqualTo(PageSite.DRAWN_FOR_ONE.burst());
  }

  @Test
  void whatIsNoInvitationTakesNothingFromWhatMayBeDrawn() {
    Asset kept = drawing("code").orElseThrow();
    for (int i = 0; i < 1_000; i++) {
      assertThat(site.at(new Request("/qr", "x" + i, "here:5555", Optional.of(TRUSTED)))).isEmpty();
    }
    assertThat(drawing("code")).get().isSameAs(kept);
    assertThat(drawn("a", 1_000)).isEqualTo(PageSite.DRAWN.burst() - 1);
  }

  private Asset said(String path, String query) {
    return site.at(new Request(path, query, "here:5555", Optional.of(TRUSTED))).orElseThrow();
  }

  private static String text(Asset asset) {
    return StandardCharsets.UTF_8.decode(asset.plain().duplicate()).toString();
  }

  @Test
  void whatTheHostSaysIsEncodedOnceForEachLanguageUntilItIsReplaced() {
    site.says(new HostTexts("Café", "", Map.of("", "hello", "pt-BR", "oi"), Map.of()));
    for (String query : List.of("", "pt-BR", "xx")) {
      assertThat(said("/about", query)).isSameAs(said("/about", query));
      assertThat(said("/host", query)).isSameAs(said("/host", ""));
    }
    assertThat(said("/about", "pt")).isSameAs(said("/about", "pt-BR"));
    assertThat(text(said("/about", "pt-BR"))).isEqualTo("Café\n\noi\n");
    assertThat(text(said("/about", ""))).isEqualTo("Café\n\nhello\n");
    assertThat(text(said("/about", "xx"))).isEqualTo("Café\n\nhello\n");
    site.says(new HostTexts("New", "", Map.of(), Map.of()));
    assertThat(text(said("/about", "pt-BR"))).isEqualTo("New\n");
    assertThat(text(said("/host", ""))).contains("\"New\"");
  }

  private Optional<String> addresses(String host) {
    return site.at(new Request("/addresses", "", host, Optional.of(TRUSTED)))
        .map(asset -> StandardCharsets.UTF_8.decode(asset.plain().duplicate()).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:5555", "LOCALHOST", "127.0.0.1:5555", "127.1.2.3", "[::1]:80"})
  void aPageOfThisMachineIsToldByWhichAddressesOthersReachIt(String host) {
    assertThat(addresses(host)).contains("[]");
    site.reachedBy(List.of("192.0.2.7:5555", "[2001:db8::7]:5555"));
    assertThat(addresses(host)).contains("[\"192.0.2.7:5555\", \"[2001:db8::7]:5555\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "192.0.2.7:5555", "chat.lan", "localhost.example:1", "127.0.0.1.x:1"})
  void noOtherPageIsToldThem(String host) {
    site.reachedBy(List.of("192.0.2.7:5555"));
    assertThat(addresses(host)).isEmpty();
  }
}
