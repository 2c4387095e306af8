package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole dialogues, cut at every byte and at random, and garbage in the place of one. */
class DialogueTest {
  /** What a peer says in the course of a connection, and who we are. */
  enum Dialogue {
    REQ(
        SocketType.ROUTER,
        Wire.greeting(3, 0),
        Wire.ready("REQ"),
        Wire.more(""),
        Wire.message("FindChat"),
        Wire.more(""),
        Wire.message("x".repeat(300))),
    DEALER(
        SocketType.ROUTER,
        Wire.greeting(3, 1),
        Wire.ready("DEALER"),
        Wire.message("{}"),
        Wire.command("PING", Wire.hex("000a 6162")),
        Wire.message(""),
        Wire.frame(0, new byte[2000])),
    SUB(
        SocketType.PUB,
        Wire.greeting(3, 1),
        Wire.ready("SUB"),
        Wire.command("SUBSCRIBE", new byte[0]),
        Wire.message("\1abc"),
        Wire.message("\0abc"),
        Wire.command("CANCEL", new byte[0])),
    PUB(
        SocketType.SUB,
        Wire.greeting(3, 1),
        Wire.ready("PUB"),
        Wire.message("{\"user\": \"Ana\", \"message\": \"oi\"}"),
        Wire.message("y".repeat(255)),
        Wire.message("y".repeat(256)),
        Wire.command("ERROR", Wire.ascii("\3bye"))),
    HOSTILE(
        SocketType.ROUTER,
        Wire.greeting(3, 1),
        Wire.ready("DEALER"),
        Wire.message("hi"),
        Wire.longHeader(2, 0x800000007fffffffL),
        Wire.message("never heard"));

    final SocketType own;
    private final String hex;

    Dialogue(SocketType own, byte[]... bytes) {
      this.own = own;
      this.hex = Wire.hex(Wire.join(bytes));
    }

    byte[] bytes() {
      return Wire.hex(hex);
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
      Embedded server = Embedded.of(dialogue.own);
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

  @Property(tries = 300)
  void pausesAndCutsAnywhereChangeNothing(
      @ForAll Dialogue dialogue, @ForAll long seed, @ForAll @IntRange(min = 1, max = 900) int cut) {
    byte[] bytes = dialogue.bytes();
    Random random = new Random(seed);
    Embedded server = Embedded.of(dialogue.own);
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

  @Property(tries = 1000)
  void garbageAfterAnyPartOfADialogueEndsThatConnectionAtMost(
      @ForAll Dialogue dialogue, @ForAll byte[] garbage, @ForAll long seed) {
    byte[] bytes = dialogue.bytes();
    Random random = new Random(seed);
    byte[] begun = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    run(dialogue.own, Wire.join(begun, garbage), 1 + random.nextInt(200), random);
  }

  @Property(tries = 200)
  void aPeerThatClosesAnywhereLeavesNothingBehind(@ForAll Dialogue dialogue, @ForAll long seed) {
    byte[] bytes = dialogue.bytes();
    int end = new Random(seed).nextInt(bytes.length);
    Embedded server = Embedded.of(dialogue.own);
    server.feed(Arrays.copyOf(bytes, end));
    server.finish();
    server.channel.checkException();
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
    Embedded server = Embedded.of(own);
    for (int at = 0; at < bytes.length; ) {
      int piece = Math.min(bytes.length - at, 1 + random.nextInt(longest));
      piece = longest >= bytes.length ? bytes.length : piece;
      server.feed(Arrays.copyOfRange(bytes, at, at + piece));
      assertThat(server.bytesInUse()).isLessThan(bytes.length + 40_000L);
      at += piece;
    }
    return outcome(server);
  }

  private static Outcome outcome(Embedded server) {
    String sent = Wire.hex(server.out());
    server.finish();
    server.channel.checkException();
    return new Outcome(server.events(), sent);
  }
}
