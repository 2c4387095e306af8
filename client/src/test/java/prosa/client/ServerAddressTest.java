package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.Growth;
import prosa.testing.RandomText;
import prosa.testing.TextExamples;
import prosa.zmtp.CurvePublicKey;

final class ServerAddressTest {
  private static final String SPECIAL = ":/[]?#@%.0123456789 http-_";

  @ParameterizedTest
  @CsvSource({
    "localhost,                    localhost,   5555,",
    "' chat.example.org ',         chat.example.org, 5555,",
    "192.0.2.7:6000,               192.0.2.7,   6000,",
    "[2001:db8::1]:6000,           2001:db8::1, 6000,",
    "[::1],                        ::1,         5555,",
    "::1,                          ::1,         5555,",
    "fe80::1%eth0,                 fe80::1%eth0, 5555,",
    "tcp://example.org:7000,       example.org, 7000,",
    "tcp://example.org,            example.org, 5555,",
    "http://192.0.2.7:5555/r/Zr4x1N0bQ5eW9oYk2LhS3g, 192.0.2.7, 5555, Zr4x1N0bQ5eW9oYk2LhS3g",
    "HTTPS://example.org/r/a_-b/,  example.org, 443, a_-b",
    "http://[::1]:5555/r/x,        ::1,         5555, x",
    "http://example.org/,          example.org, 80,",
    "example.org:5555/r/x,         example.org, 5555, x",
  })
  void isReadAsPeopleWriteIt(String typed, String host, int port, String invite) {
    assertThat(ServerAddress.parse(typed))
        .contains(new ServerAddress(host, port, Optional.ofNullable(invite)));
  }

  private static final String KEY = "VKjTZ0ztk8A1IBKdpxUbJzkJXXqsAm2jNZ4GdCqeKnI";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prosa://chat.example:6000/#",
        "prosa://chat.example:6000#",
        "chat.example:6000/#",
        "PROSA://chat.example:6000/#",
        "http://chat.example:6000/#"
      })
  void aKeyIsReadFromAnAddress(String before) {
    assertThat(ServerAddress.parse(before + KEY))
        .contains(
            new ServerAddress(
                "chat.example", 6000, Optional.empty(), CurvePublicKey.ofUrlText(KEY)));
    assertThat(ServerAddress.parse(before + KEY.substring(1))).isEmpty();
    assertThat(ServerAddress.parse(before + KEY + "A")).isEmpty();
    assertThat(ServerAddress.parse(before + KEY.replace("KnI", "KnJ"))).isEmpty();
    assertThat(ServerAddress.parse(before + KEY.replace("V", "!"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://chat.example:6000/r/Zr4x1N0bQ5eW9oYk2LhS3g#",
        "come here: http://chat.example:6000/r/Zr4x1N0bQ5eW9oYk2LhS3g#"
      })
  void anInvitationHasItsKey(String before) {
    Optional<String> code = Optional.of("Zr4x1N0bQ5eW9oYk2LhS3g");
    assertThat(ServerAddress.parse(before + KEY + (before.startsWith("come") ? " !" : "")))
        .contains(new ServerAddress("chat.example", 6000, code, CurvePublicKey.ofUrlText(KEY)));
    assertThat(ServerAddress.parse(before + KEY.substring(2))).isEmpty();
  }

  static List<TextExamples.Example> secrets() {
    return TextExamples.of("secret");
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void theSecretOfAnInvitationIsRead(TextExamples.Example example) {
    assertThat(
            ServerAddress.parse(example.input())
                .flatMap(ServerAddress::secret)
                .map(RoomSecret::text)
                .orElse(""))
        .isEqualTo(example.expected());
  }

  @Test
  void anAddressIsNotTakenForOneWithoutItsSecret() {
    String secret = RoomSecret.random().text();
    String link = "https://chat.example.org/r/Zr4x1N0bQ5eW9oYk2LhS3g#";
    for (String cut : List.of(secret.substring(2), secret + "A", secret.replaceAll(".$", "!"))) {
      assertThat(ServerAddress.parse(link + "." + cut)).isEmpty();
      assertThat(ServerAddress.parse(link + KEY + "." + cut)).isEmpty();
    }
    assertThat(ServerAddress.parse("https://chat.example.org/#." + secret)).isEmpty();
  }

  @Test
  void aSecretIsAddedToALink() {
    RoomSecret secret = RoomSecret.random();
    for (String link : List.of("http://h:1/r/abcdefgh", "prosa://h:1/r/abcdefgh#" + KEY)) {
      ServerAddress plain = ServerAddress.parse(link).orElseThrow();
      assertThat(ServerAddress.parse(secret.addedTo(link)))
          .contains(new ServerAddress("h", 1, plain.invite(), plain.key(), Optional.of(secret)));
    }
    assertThat(secret.toString()).doesNotContain(secret.text());
  }

  /** With such a key everybody agrees on the same, and no connection could be made with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "__________________________________________8"
      })
  void aKeyThatNoServerHasIsNoAddress(String key) {
    assertThat(ServerAddress.parse("prosa://chat.example.org:5555/#" + key)).isEmpty();
    assertThat(ServerAddress.parse("see http://h/r/abcdefgh#" + key + " tonight")).isEmpty();
  }

  @Test
  void anAddressWithAnotherKeyLeadsElsewhere() {
    ServerAddress here = ServerAddress.parse("prosa://chat.example/#" + KEY).orElseThrow();
    String other = KEY.replace("VKj", "AKj");

    assertThat(ServerAddress.parse("chat.example").orElseThrow().leadsTo(here)).isTrue();
    assertThat(here.leadsTo(ServerAddress.parse("prosa://chat.example/#" + other).orElseThrow()))
        .isFalse();
    assertThat(here.leadsTo(here)).isTrue();
    assertThat(here.leadsTo(ServerAddress.parse("chat.example").orElseThrow()))
        .as("from a connection that is not encrypted")
        .isFalse();
    assertThat(here.door().key()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ":5555",
        "host:",
        "host:0",
        "host:65536",
        "host:99999999999",
        "host:port",
        "a b",
        "http://host/r/",
        "http://host/x",
        "http://host:5555/r/a b",
        "user@host",
        "[::1",
        "ftp://host",
        "lixo!",
        "what?",
        "a,b",
        "(host)",
        "\"host\"",
        "---",
        "🎉",
        "host!:5555",
      })
  void whatIsNoAddressIsNone(String typed) {
    assertThat(ServerAddress.parse(typed)).isEmpty();
  }

  static List<TextExamples.Example> invitations() {
    return TextExamples.of("invitation");
  }

  @ParameterizedTest
  @MethodSource("invitations")
  void invitationsAreUnderstoodAsPeoplePassThemOn(TextExamples.Example example) {
    assertThat(ServerAddress.inviteCode(example.input()).orElse("")).isEqualTo(example.expected());
  }

  @ParameterizedTest
  @CsvSource({
    "come here: http://192.0.2.7:5555/r/Zr4x1N0bQ5eW9oYk2LhS3g !, 192.0.2.7, 5555",
    "<https://chat.example/chat/r/Zr4x1N0bQ5eW9oYk2LhS3g>,        chat.example, 443",
    "(192.0.2.7/r/Zr4x1N0bQ5eW9oYk2LhS3g),                        192.0.2.7, 5555",
    "http://[::1]:7000/r/Zr4x1N0bQ5eW9oYk2LhS3g?x=y,              ::1, 7000",
    "https://l.example/?u=http%3A%2F%2Fa.example%3A7000%2Fr%2FZr4x1N0bQ5eW9oYk2LhS3g, a.example,"
        + " 7000",
  })
  void theServerOfAnInvitationIsThatOfItsLink(String text, String host, int port) {
    assertThat(ServerAddress.parse(text))
        .contains(new ServerAddress(host, port, Optional.of("Zr4x1N0bQ5eW9oYk2LhS3g")));
  }

  @Test
  void aLinkBehindAUsersNameIsNone() {
    assertThat(ServerAddress.parse("http://good.example@evil.example/r/Zr4x1N0bQ5eW9oYk2LhS3g"))
        .isEmpty();
    assertThat(ServerAddress.parse("http://good.example/%2Fr%2Fx%")).isEmpty();
  }

  @Test
  void aV6AddressIsShownInBrackets() {
    assertThat(ServerAddress.parse("[::1]:6000").orElseThrow()).hasToString("[::1]:6000");
    assertThat(ServerAddress.parse("host").orElseThrow()).hasToString("host:5555");
  }

  @Test
  void nothingTypedBreaksIt() {
    for (long seed = 0; seed < 2_000; seed++) {
      String typed = RandomText.of(new SplittableRandom(seed), 40, SPECIAL);
      ServerAddress.parse(typed)
          .ifPresent(address -> assertThat(address.port()).as(typed).isBetween(1, 65_535));
    }
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("parse", ServerAddress::parse);
    Growth.isLinear("parseLink", ServerAddress::parseLink);
    Growth.isLinear("inviteCode", ServerAddress::inviteCode);
  }

  @Test
  void longRowOfColonsIsNoAddress() {
    assertThat(ServerAddress.parse(":".repeat(254))).isEmpty();
    assertThat(ServerAddress.parse("1:".repeat(1_000))).isEmpty();
  }
}
