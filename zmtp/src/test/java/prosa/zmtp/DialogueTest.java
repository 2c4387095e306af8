package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.testing.Tries;

/** Complete dialogues, split at every byte and at random, and random bytes instead of one. */
class DialogueTest {
  /** What a peer says in the course of a connection, and who we are. */
  enum Dialogue {
    REQ(
        SocketType.ROUTER,
        WireBytes.greeting(3, 0),
        WireBytes.ready("REQ"),
        WireBytes.more(""),
        WireBytes.message("FindChat"),
        WireBytes.more(""),
        WireBytes.message("x".repeat(300))),
    DEALER(
        SocketType.ROUTER,
        WireBytes.greeting(3, 1),
        WireBytes.ready("DEALER"),
        WireBytes.message("{}"),
        WireBytes.command("PING", WireBytes.hex("000a 6162")),
        WireBytes.message(""),
        WireBytes.frame(0, new byte[2000])),
    SUB(
        SocketType.PUB,
        WireBytes.greeting(3, 1),
        WireBytes.ready("SUB"),
        WireBytes.command("SUBSCRIBE", new byte[0]),
        WireBytes.message("\1abc"),
        WireBytes.message("\0abc"),
        WireBytes.command("CANCEL", new byte[0])),
    PUB(
        SocketType.SUB,
        WireBytes.greeting(3, 1),
        WireBytes.ready("PUB"),
        WireBytes.message("{\"user\": \"Ana\", \"message\": \"oi\"}"),
        WireBytes.message("y".repeat(255)),
        WireBytes.message("y".repeat(256)),
        WireBytes.command("ERROR", WireBytes.ascii("\3bye"))),
    HOSTILE(
        SocketType.ROUTER,
        WireBytes.greeting(3, 1),
        WireBytes.ready("DEALER"),
        WireBytes.message("hi"),
        WireBytes.longHeader(2, 0x800000007fffffffL),
        WireBytes.message("never heard"));

    final SocketType own;
    private final String hex;

    Dialogue(SocketType own, byte[]... bytes) {
      this.own = own;
      this.hex = WireBytes.hex(WireBytes.join(bytes));
    }

    byte[] bytes() {
      return WireBytes.hex(hex);
    }
  }

  record Outcome(List<String> events, String sent) {}

  @ParameterizedTest
  @EnumSource
  void aDialogueCutAtAnyByteIsTheSameDialogue(Dialogue dialogue) {
    byte[] bytes = dialogue.bytes();
    Outcome whole = run(dialogue.own, bytes, bytes.length, new Random(0));
    assertThat(whole.events()).hasSizeGreaterThan(2);
    for (int cut = 1; cut < bytes.length; cut += cut < 1000 ? 1 : 997) {
      EmbeddedConnection server = EmbeddedConnection.of(dialogue.own);
      server.feed(Arrays.copyOf(bytes, cut));
      server.feed(Arrays.copyOfRange(bytes, cut, bytes.length));
      assertThat(outcome(server)).as("cut at %d", cut).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDialogueByteForByteIsTheSameDialogue(Dialogue dialogue) {
    byte[] bytes = dialogue.bytes();
    assertThat(run(dialogue.own, bytes, 1, new Random(0)))
        .isEqualTo(run(dialogue.own, bytes, bytes.length, new Random(0)));
  }

  @Test
  void pausesAndCutsAnywhereChangeNothing() {
    Tries.of(
        300,
        random ->
            pausesAndCuts(Tries.oneOf(random, Dialogue.values()), random, 1 + random.nextInt(900)));
  }

  private static void pausesAndCuts(Dialogue dialogue, Random random, int cut) {
    byte[] bytes = dialogue.bytes();
    EmbeddedConnection server = EmbeddedConnection.of(dialogue.own);
    server.session.onMessage =
        (connection, _) -> {
          if (random.nextBoolean()) {
            connection.pause();
          }
        };
    for (int at = 0; at < bytes.length; at += cut) {
      int end = Math.min(bytes.length, at + cut);
      server.feed(Arrays.copyOfRange(bytes, at, end));
      if (random.nextBoolean()) {
        server.connection.resume();
      }
    }
    while (server.channel.isOpen() && !server.channel.config().isAutoRead()) {
      server.connection.resume();
    }

    assertThat(outcome(server).events())
        .isEqualTo(run(dialogue.own, bytes, bytes.length, new Random(0)).events());
  }

  @Test
  void garbageAfterAnyPartOfADialogueEndsThatConnectionAtMost() {
    Tries.of(
        1000,
        random -> {
          Dialogue dialogue = Tries.oneOf(random, Dialogue.values());
          byte[] bytes = dialogue.bytes();
          byte[] begun = Arrays.copyOf(bytes, random.nextInt(bytes.length));
          byte[] garbage = Tries.bytes(random, 300);
          run(dialogue.own, WireBytes.join(begun, garbage), 1 + random.nextInt(200), random);
        });
  }

  /** The first byte says who we are, the rest is what the peer sends after a greeting. */
  @FuzzTest
  void anyBytesAfterAGreetingEndThatConnectionAtMost(byte[] input) {
    if (input.length == 0) {
      return;
    }
    Dialogue dialogue = Dialogue.values()[Math.floorMod(input[0], Dialogue.values().length)];
    byte[] sent =
        WireBytes.join(WireBytes.greeting(3, 1), Arrays.copyOfRange(input, 1, input.length));
    Random random = new Random(Arrays.hashCode(input));
    Outcome whole = run(dialogue.own, sent, sent.length, random);
    assertThat(run(dialogue.own, sent, 1 + random.nextInt(200), random)).isEqualTo(whole);
  }

  @Test
  void aPeerThatClosesAnywhereLeavesNothingBehind() {
    Tries.of(
        200,
        random -> {
          Dialogue dialogue = Tries.oneOf(random, Dialogue.values());
          byte[] bytes = dialogue.bytes();
          EmbeddedConnection server = EmbeddedConnection.of(dialogue.own);
          server.feed(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
          server.finish();
          server.channel.checkException();
        });
  }

  @Test
  void theOutcomeOfADialogueIsWhatItSays() {
    Dialogue dialogue = Dialogue.SUB;
    assertThat(run(dialogue.own, dialogue.bytes(), 7, new Random(1)).events())
        .containsExactly(
            "ready SUB 3.1",
            "subscriptions 1",
            "subscriptions 2",
            "subscriptions 1",
            "subscriptions 0",
            "closed Left[]");
  }

  private static Outcome run(SocketType own, byte[] bytes, int longest, Random random) {
    EmbeddedConnection server = EmbeddedConnection.of(own);
    for (int at = 0; at < bytes.length; ) {
      int piece = Math.min(bytes.length - at, 1 + random.nextInt(longest));
      piece = longest >= bytes.length ? bytes.length : piece;
      server.feed(Arrays.copyOfRange(bytes, at, at + piece));
      assertThat(server.bytesInUse()).isLessThan(bytes.length + 40_000L);
      at += piece;
    }
    return outcome(server);
  }

  private static Outcome outcome(EmbeddedConnection server) {
    server.finish(); // what waits for its turn is read, and answered, only now
    server.channel.checkException();
    return new Outcome(server.events(), WireBytes.hex(server.out()));
  }
}
