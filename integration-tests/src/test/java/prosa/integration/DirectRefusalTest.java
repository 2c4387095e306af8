package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.integration.DirectTestServer.Library;
import prosa.protocol.ErrorCode;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Away;
import prosa.protocol.ServerMessage.Hello;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;

/** Invalid input: each kind has its code, affects nobody else, and seldom costs the connection. */
final class DirectRefusalTest {

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static IdentityHashMap<byte[], ErrorCode> malformed() {
    IdentityHashMap<byte[], ErrorCode> all = new IdentityHashMap<>();
    for (String text :
        List.of(
            "",
            "oi",
            "[]",
            "{\"type\": \"say\", \"message\": \"oi\"",
            "{\"type\": \"say\", \"message\": \"oi\"} x",
            "{\"type\": \"say\", \"message\": \"oi\", \"message\": \"ai\"}",
            "{\"type\": \"say\", \"message\": \"\\ud800\"}",
            "{\"type\": \"say\", \"message\": \"\\udc00\\ud800\"}",
            "{\"type\": \"say\", \"message\": \"oi\", \"x\": NaN}",
            "{\"type\": \"say\", \"message\": \"oi\", \"x\": " + "9".repeat(5000) + "}",
            "{\"type\": \"say\", \"message\": \"oi\", \"x\": "
                + "[".repeat(8000)
                + "]".repeat(8000)
                + "}",
            "\ufeff{\"type\": \"say\", \"message\": \"oi\"}")) {
      all.put(utf8(text), ErrorCode.BAD_JSON);
    }
    all.put(latin1("{\"type\": \"say\", \"message\": \"ol\u00e1\"}"), ErrorCode.BAD_JSON);
    all.put(latin1("{\"type\": \"say\", \"message\": \"\u00ed\u00a0\u0080\"}"), ErrorCode.BAD_JSON);
    all.put(latin1("{\"type\": \"say\", \"message\": \"\u00c0\u0080\"}"), ErrorCode.BAD_JSON);
    for (String text :
        List.of(
            "{}",
            "{\"type\": 1}",
            "{\"type\": \"shout\"}",
            "{\"type\": \"moved\", \"room\": \"Chat9\", \"address\": \"203.0.113.1:5555\"}",
            "{\"type\": \"Say\", \"message\": \"oi\"}")) {
      all.put(utf8(text), ErrorCode.UNKNOWN_TYPE);
    }
    for (String text :
        List.of(
            "{\"type\": \"say\"}",
            "{\"type\": \"say\", \"message\": 1}",
            "{\"type\": \"say\", \"message\": null}",
            "{\"type\": \"say\", \"message\": [\"oi\"]}",
            "{\"type\": \"say\", \"message\": \"oi\", \"action\": \"true\"}",
            "{\"type\": \"say\", \"message\": \"oi\", \"id\": 1}",
            "{\"type\": \"say\", \"message\": \"oi\", \"id\": \"\"}",
            "{\"type\": \"say\", \"message\": \"oi\", \"id\": \"" + "x".repeat(33) + "\"}",
            "{\"type\": \"rename\"}",
            "{\"type\": \"rename\", \"user\": {}}")) {
      all.put(utf8(text), ErrorCode.BAD_FIELD);
    }
    for (String name :
        List.of(
            "",
            "  ",
            "x".repeat(33),
            "a\\u0000b",
            "a\\nb",
            "\\u202eana",
            "a\\u2066b",
            "a\\u200bb",
            "a\\u2028b",
            "\\ue000",
            "\\u3164",
            "q\u0301\u0301\u0301\u0301\u0301")) {
      all.put(utf8("{\"type\": \"rename\", \"user\": \"" + name + "\"}"), ErrorCode.BAD_NAME);
    }
    all.put(
        utf8("{\"type\": \"say\", \"message\": \"" + "x".repeat(8193) + "\"}"),
        ErrorCode.TOO_LARGE);
    all.put(
        utf8("{\"type\": \"say\", \"message\": \"" + "é".repeat(4097) + "\"}"),
        ErrorCode.TOO_LARGE);
    all.put(
        utf8("{\"type\": \"say\", \"message\": \"" + "x".repeat(20_000) + "\"}"),
        ErrorCode.TOO_LARGE);
    all.put(new byte[1 << 20], ErrorCode.TOO_LARGE);
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void badInputIsRefusedWithItsCodeAndNobodyElseNoticesIt(Library library) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer(library, "Ana");
      ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      malformed()
          .forEach(
              (bytes, reason) -> {
                ana.send(bytes);
                assertThat(ana.refused(reason).retryMillis()).isZero();
              });
      ana.send(List.of(utf8("{\"type\": \"say\","), utf8("\"message\": \"oi\"}")));
      ana.refused(ErrorCode.MULTI_PART);
      ana.send("{\"type\": \"enter\", \"user\": \"Ana\"}");
      ana.refused(ErrorCode.ALREADY_SEATED);

      bia.hearsNothingElse();
      ana.says("still here");
      assertThat(bia.next(Said.class).n()).isEqualTo(1);
      assertThat(ana.next(Said.class).n()).isEqualTo(1);
    }
  }

  @Test
  void refusedSayCarriesItsId() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      ana.send("{\"type\": \"say\", \"message\": 7, \"id\": \"a1\"}");
      assertThat(ana.refused(ErrorCode.BAD_FIELD).id()).contains("a1");
      ana.says("x".repeat(8193), "a2");
      assertThat(ana.refused(ErrorCode.TOO_LARGE).id()).contains("a2");
    }
  }

  @Test
  void badInputBeforeEnteringIsRefusedToo() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      Map<String, ErrorCode> inputs = new LinkedHashMap<>();
      inputs.put("{\"type\": \"say\", \"message\": \"oi\"}", ErrorCode.NOT_SEATED);
      inputs.put("{\"type\": \"rename\", \"user\": \"Ana\"}", ErrorCode.NOT_SEATED);
      inputs.put("{\"type\": \"next\"}", ErrorCode.NOT_SEATED);
      inputs.put("{\"type\": \"invite\"}", ErrorCode.NOT_SEATED);
      inputs.put("{\"type\": \"enter\"}", ErrorCode.BAD_FIELD);
      inputs.put("{\"type\": \"enter\", \"user\": true}", ErrorCode.BAD_FIELD);
      inputs.put("{\"type\": \"enter\", \"user\": \"Ana\", \"heard\": \"1\"}", ErrorCode.BAD_FIELD);
      inputs.put("{\"type\": \"enter\", \"user\": \"Ana\", \"heard\": -1}", ErrorCode.BAD_FIELD);
      inputs.put("{\"type\": \"enter\", \"user\": \"Ana\", \"seat\": 5}", ErrorCode.BAD_FIELD);
      inputs.put("{\"type\": \"enter\", \"user\": \"Ana\", \"private\": 1}", ErrorCode.BAD_FIELD);
      inputs.put("{\"type\": \"enter\", \"user\": \"a\\u202eb\"}", ErrorCode.BAD_NAME);
      inputs.put("{\"type\": \"enter\", \"user\": \"\\u0007\"}", ErrorCode.BAD_NAME);
      inputs.put("{\"type\": \"enter\", \"user\": \"Ana\"", ErrorCode.BAD_JSON);
      inputs.put("x".repeat(20_000), ErrorCode.TOO_LARGE);
      DirectPeer ana = here.dealer("Ana");
      ana.next(Hello.class);
      inputs.forEach(
          (text, reason) -> {
            ana.send(text);
            ana.refused(reason);
          });
      ana.entersAgain("{\"type\": \"enter\", \"user\": \"Ana\", \"seat\": null, \"colour\": [3]}");
      assertThat(here.server().tally().seated()).isEqualTo(1);
    }
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters("{\"a\": {\"type\": 1}, \"type\": \"enter\", \"user\": \"Ana\", \"place\": 9}");
      ana.send("{\"n\": 99, \"type\": \"say\", \"message\": \"oi\", \"user\": \"Bia\"}");
      ana.hears(new Said(1, 1, "Ana", "oi", false, java.util.Optional.empty()));
    }
  }

  @Test
  void emptyFrameInFrontIsTakenAndANinthEndsTheConnection() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      byte[] say = "{\"type\": \"say\", \"message\": \"oi\"}".getBytes(StandardCharsets.UTF_8);
      ana.send(List.of(new byte[0], say));
      ana.hears(new Said(1, 1, "Ana", "oi", false, java.util.Optional.empty()));
      ana.send(Collections.nCopies(8, say));
      ana.refused(ErrorCode.MULTI_PART);
      ana.send(Collections.nCopies(9, say));
      ana.next(Hello.class); // closed, and connected again by its library
    }
  }

  @Test
  void frameBeyondAMebibyteEndsTheConnection() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      Seated seated = ana.enters();
      DirectPeer bia = here.dealer("Bia");
      bia.enters();
      ana.next(Joined.class);
      ana.send(new byte[2 << 20]);
      bia.hears(new Away(1, "Ana", false));
      assertThat(ana.comesBack(seated.seat(), 0).place()).isEqualTo(1);
      ana.says("sorry");
      bia.skipsTo(Said.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoSpeaksTooFastIsToldWhenToSpeakAgain(Library library) throws Exception {
    try (DirectTestServer here =
        DirectTestServer.meet(TestServerConfig.defaults().pace(new Rate(5, 2)))) {
      DirectPeer ana = here.dealer(library, "Ana");
      Seated seated = ana.enters();
      assertThat(seated.limits().rate()).contains(new Rate(5, 2));
      long begun = System.nanoTime();
      for (int i = 0; i < 12; i++) {
        ana.says("text " + i, "id " + i);
      }
      int said = 0;
      long wait = 0;
      for (int i = 0; i < 12; i++) {
        switch (ana.next()) {
          case Said heard -> {
            assertThat(heard.id()).contains("id " + i);
            assertThat(heard.n()).as("nothing of what is refused is counted").isEqualTo(++said);
          }
          case ServerMessage.Refused refused -> {
            assertThat(refused.reason()).isEqualTo(ErrorCode.RATE);
            assertThat(refused.id()).contains("id " + i);
            assertThat(refused.message()).contains("5", "2");
            wait = refused.retryMillis();
            assertThat(wait).isBetween(1L, 500L);
          }
          default -> throw new AssertionError("neither said nor refused");
        }
      }
      int seconds = (int) Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
      assertThat(said).isBetween(5, 5 + 2 * seconds);
      long again = System.nanoTime() + wait * 1_000_000;
      Await.until("the time to speak again", () -> System.nanoTime() - again > 0);
      ana.says("now");
      assertThat(ana.next(Said.class).n()).isEqualTo(said + 1);
    }
  }

  @Test
  void requestsHaveABudgetOfTheirOwn() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      for (int i = 0; i < 30; i++) {
        ana.send("{\"type\": \"rename\", \"user\": \"Ana " + i + "\"}");
      }
      int renamed = 0;
      for (int i = 0; i < 30; i++) {
        if (ana.next() instanceof ServerMessage.Refused refused) {
          assertThat(refused.reason()).isEqualTo(ErrorCode.RATE);
          assertThat(refused.retryMillis()).isPositive();
        } else {
          renamed++;
        }
      }
      assertThat(renamed).isBetween(10, 20);
      ana.says("talk is not counted with them");
      ana.next(Said.class);
    }
  }

  /** What members of an encrypted room ask each other goes to all of them, and costs who asks. */
  @Test
  void whatMembersOfAnEncryptedRoomTellIsOfTheSameBudget() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters(
          "{\"type\": \"enter\", \"user\": \"Guest\", \"private\": true, \"encrypted\": true}");
      ana.send("{\"type\": \"invite\"}");
      String code = ana.next(ServerMessage.Invited.class).code();
      DirectPeer mallory = here.dealer("mallory");
      mallory.enters(
          "{\"type\": \"enter\", \"user\": \"Guest\", \"encrypted\": true, \"invite\": \"%s\"}"
              .formatted(code));
      ana.skipsTo(Joined.class);
      for (int i = 0; i < 30; i++) {
        mallory.send("{\"type\": \"tell\", \"sealed\": \"e1.ask\"}");
      }
      int refused = 0;
      for (int i = 0; i < 30; i++) {
        refused += mallory.next() instanceof ServerMessage.Refused ? 1 : 0;
      }
      assertThat(30 - refused).isBetween(10, 20);
      for (int i = 0; i < 30 - refused; i++) {
        ana.next(ServerMessage.Told.class);
      }
      ana.hearsNothingElse();
    }
  }

  @Test
  void whoIsRefusedAgainAndAgainBeforeItSitsIsSentAway() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer mallory = here.dealer("mallory");
      mallory.next(Hello.class);
      for (int i = 0; i < 20; i++) {
        mallory.send("{\"type\": \"enter\", \"user\": \"x\", \"seat\": \"guess " + i + "\"}");
      }
      for (int i = 0; i < 20; i++) {
        mallory.refused(ErrorCode.STALE_SEAT);
      }
      mallory.next(Hello.class); // closed, and connected again by its library
    }
  }

  @Test
  void otherSocketTypesAreRefusedWithAnError() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      for (String type : List.of("PUB", "SUB", "PAIR", "PUSH", "ROUTER", "REP")) {
        try (RawPeer peer = RawPeer.connect(here.server().port()).greet()) {
          peer.sendReady(type);
          assertThat(peer.command()).as("what a %s gets", type).isEqualTo("ERROR");
          assertThat(peer.endsWithin(Await.LONG)).isTrue();
        }
      }
      here.dealer("Ana").enters();
    }
  }
}
