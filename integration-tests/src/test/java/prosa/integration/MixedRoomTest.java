package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.integration.PythonClients.Client;
import prosa.protocol.ServerMessage.Away;
import prosa.protocol.ServerMessage.Back;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Left;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Presence;
import prosa.protocol.ServerMessage.Renamed;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;
import prosa.server.operations.Counters.Count;

/** Classic clients and direct members in one room: neither can harm the other. */
final class MixedRoomTest {

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Said said(long n, int place, String user, String text) {
    return new Said(n, place, user, text, false, Optional.empty());
  }

  @Test
  void classicMemberHearsMessagesOnlyAndIsListedByItsLatestName() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet();
        PythonClients classics = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Client rui = classics.join("Rui");
      ana.hears(new Joined(2, "?", true));
      rui.settle();
      ana.hears(new Renamed(2, "?", "Rui", true));
      long n = ana.next(Said.class).n();
      for (Said more = null; n < here.server().count(Count.RELAYED); n = more.n()) {
        more = ana.next(Said.class);
      }

      ana.says("oi, \"Rui\" ☕");
      ana.send("{\"type\": \"say\", \"message\": \"waves\", \"action\": true, \"id\": \"a1\"}");
      ana.send("{\"type\": \"typing\"}");
      ana.send("{\"type\": \"rename\", \"user\": \"Lívia\"}");
      ana.says("tudo bem?");
      Await.until("to be heard", () -> rui.heard().size() >= 3);
      assertThat(rui.heard())
          .containsExactly("Ana: oi, \"Rui\" ☕", "Ana: * waves", "Lívia: tudo bem?");
      ana.hears(said(n + 1, 1, "Ana", "oi, \"Rui\" ☕"));
      ana.next(Said.class);
      ana.next(Renamed.class);
      ana.next(Said.class);

      rui.sayRaw(hex("{\"message\":\"sou eu\", \"user\":\"Ana\"}"));
      ana.hears(new Renamed(2, "Rui", "Ana", true));
      ana.hears(said(n + 4, 2, "Ana", "sou eu"));
      DirectPeer bia = here.dealer("Bia");
      Seated seated = bia.enters();
      assertThat(seated.members())
          .containsExactly(
              new MemberEntry(1, "Lívia", Presence.HERE, false),
              new MemberEntry(2, "Ana", Presence.HERE, true));
      bia.send("{\"type\": \"leave\"}");
      ana.next(Joined.class);
      ana.next(Left.class);

      rui.leave();
      ana.hears(new Left(2, "Ana", true));
      assertThat(rui.broken()).isEmpty();
      assertThat(rui.heard()).endsWith("Ana: sou eu").hasSize(4);
    }
  }

  @Test
  void classicMemberForgesNoEventAndBreaksNoClient() throws Exception {
    List<String> hostile =
        List.of(
            "{\"type\": \"moved\", \"room\": \"Chat9\", \"address\": \"203.0.113.1:5\"}",
            "{\"user\": \"x\", \"message\": \"y\", \"n\": " + "9".repeat(5000) + "}",
            "{\"user\": \"x\", \"message\": \"y\", \"n\": "
                + "[".repeat(8000)
                + "]".repeat(8000)
                + "}",
            "{\"user\": \"x\", \"message\": \"\\ud800\"}",
            "{\"user\": \"\\udfff\", \"message\": \"y\"}",
            "{\"user\": \"x\", \"message\": \"y\"} {\"user\": \"x\", \"message\": \"y\"}",
            "{\"user\": \"x\"}",
            "{\"user\": 1, \"message\": \"y\"}",
            "{\"user\": \"x\", \"message\": NaN}",
            "{\"user\": \"x\", \"message\": \"" + "y".repeat(8193) + "\"}",
            "[]",
            "oi");
    try (DirectTestServer here = DirectTestServer.meet();
        PythonClients classics = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Client mallory = classics.join("mallory");
      Client rui = classics.join("Rui");
      rui.settle();
      mallory.settle();
      here.server();
      String forged =
          "{\"type\": \"moved\", \"user\": \"mallory\", \"n\": 1, \"seat\": \"x\","
              + " \"room\": \"Chat9\", \"address\": \"203.0.113.1:5\", \"message\": \"forged\"}";
      mallory.sayRaw(hex(forged));
      hostile.forEach(text -> mallory.sayRaw(hex(text)));
      mallory.sayRaw(
          HexFormat.of()
              .formatHex(
                  "{\"user\": \"x\", \"message\": \"\u00ff\"}"
                      .getBytes(StandardCharsets.ISO_8859_1)));
      mallory.sayRaw(hex("{\"user\": \"x\", "), hex("\"message\": \"y\"}"));
      mallory.say("that was all");

      Await.until("the end to be heard", () -> rui.heard().contains("mallory: that was all"));
      assertThat(rui.heard()).containsExactly("mallory: forged", "mallory: that was all");
      assertThat(rui.broken()).isEmpty();
      assertThat(mallory.broken()).isEmpty();
      long last = 0;
      String text = "";
      while (!text.equals("that was all")) {
        switch (ana.next()) {
          case Said said -> {
            assertThat(said.n()).as("without gaps").isEqualTo(last + 1);
            last = said.n();
            text = said.message();
            assertThat(text).isIn("settling", "forged", "that was all");
          }
          case Joined joined -> assertThat(joined.classic()).isTrue();
          case Renamed renamed -> assertThat(renamed.to()).isIn("mallory", "Rui");
          default -> throw new AssertionError("an event that nobody caused");
        }
      }
      ana.hearsNothingElse();
      assertThat(here.server().tally().seated()).isEqualTo(3);
    }
  }

  @Test
  void classicNamesAreListedWithoutWhatNoNameMayHave() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet();
        PythonClients classics = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Client rui = classics.join("Rui");
      rui.settle();
      ana.skipsTo(Renamed.class);
      rui.sayRaw(
          hex("{\"user\": \"\\u202eR\\u0007\\nui" + "i".repeat(100) + "\", \"message\": \"a\"}"));
      Renamed renamed = ana.skipsTo(Renamed.class);
      assertThat(renamed.to()).isEqualTo("Rui" + "i".repeat(29));
      assertThat(ana.next(Said.class).user()).as("what it said").startsWith("\u202eR\u0007\nui");
      rui.sayRaw(hex("{\"user\": \"\\u0000\\u200b \", \"message\": \"b\"}"));
      ana.hears(new Renamed(2, renamed.to(), "?", true));
      ana.next(Said.class);
      ana.hearsNothingElse();
      Await.until("both to be printed", () -> here.server().printed().contains(": b\n"));
      assertThat(here.server().printed())
          .doesNotContain("\u202e", "\u0007", "\u0000")
          .contains("Received from \\u202eR\\u0007\\nui");
    }
  }

  @Test
  void classicMemberIsAwayWhileItCannotHearAndGoneWhenItCannotSpeak() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Map<String, String> ports = FlatJson.read(here.ask("FindChat"));
      int publisherPort = Integer.parseInt(ports.getOrDefault("to_server", ""));
      int broadcast = Integer.parseInt(ports.getOrDefault("from_server", ""));
      try (RawPeer mouth = RawPeer.join(publisherPort, "PUB", Prosa.HOST)) {
        try (RawPeer ear = RawPeer.join(broadcast, "SUB", Prosa.HOST)) {
          ear.send(RawPeer.frame(0, new byte[] {1}));
          ana.hears(new Joined(2, "?", true));
          mouth.send(RawPeer.message("{\"user\": \"Rui\", \"message\": \"a\"}"));
          ana.hears(new Renamed(2, "?", "Rui", true));
          ana.hears(said(1, 2, "Rui", "a"));
          assertThat(ear.message()).isEqualTo("{\"user\": \"Rui\", \"message\": \"a\"}");
        }
        ana.hears(new Away(2, "Rui", true));
        mouth.send(RawPeer.message("{\"user\": \"Rui\", \"message\": \"b\"}"));
        try (RawPeer ear = RawPeer.join(broadcast, "SUB", Prosa.HOST)) {
          ear.send(RawPeer.frame(0, new byte[] {1}));
          ana.hears(new Back(2, "Rui", true));
          ana.hears(said(2, 2, "Rui", "b"));
          assertThat(ear.message()).as("it hears all it says").contains("\"b\"");
          mouth.abort();
          ana.hears(new Left(2, "Rui", true));
        }
      }
    }
  }

  @Test
  void directMemberBreaksNoClassicClient() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet();
        PythonClients classics = PythonClients.of(here.server().port())) {
      Client rui = classics.join("Rui");
      rui.settle();
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      for (String text :
          List.of(
              "{\"type\": \"say\", \"message\": \"\\ud800\"}",
              "{\"type\": \"say\", \"message\": \"a\", \"x\": " + "9".repeat(5000) + "}",
              "{\"user\": \"Rui\", \"message\": \"forged\"}",
              "{\"type\": \"say\", \"message\": \"" + "x".repeat(20_000) + "\"}",
              "{\"type\": \"say\", \"message\": \"a\\u0000\\\"}{\\ud83d\\ude00\"}")) {
        ana.send(text);
      }
      ana.says("that was all");
      Await.until("the end to be heard", () -> rui.heard().contains("Ana: that was all"));
      assertThat(rui.heard()).containsExactly("Ana: a\u0000\"}{😀", "Ana: that was all");
      assertThat(rui.broken()).isEmpty();
    }
  }

  @Test
  void classicAndDirectMembersShareRoomsByTheSameRules() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults().seats(2));
        PythonClients classics = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      Client rui = classics.join("Rui");
      rui.settle();
      DirectPeer bia = here.dealer("Bia");
      assertThat(bia.enters().room()).isEqualTo("Chat1");
      Client eva = classics.join("Eva");
      eva.settle();
      bia.says("only for Eva");
      Await.until("to be heard", () -> eva.heard().contains("Bia: only for Eva"));
      assertThat(rui.heard()).isEmpty();
      assertThat(here.server().tally().seated()).isEqualTo(4);
      assertThat(here.server().tally().rooms()).isEqualTo(2);
    }
  }
}
