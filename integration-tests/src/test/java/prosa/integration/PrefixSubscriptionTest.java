package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A classic client that reads nothing and has subscribed to a prefix that one short message in ten
 * long ones has: its queue holds that short message, and not the buffers written with it.
 */
final class PrefixSubscriptionTest {
  private static final String TALKER = "127.0.2.9";
  private static final String SUBSCRIBER = "127.0.2.60";
  private static final int LITTLE = 2048;
  private static final long MUCH_MEMORY = 32 << 20;
  private static final Duration TALK = Duration.ofSeconds(6);
  private static final String SHORT = "a";

  @Test
  void shortMessagesThatWaitDoNotKeepTheLongOnesInMemory() throws Exception {
    try (Prosa prosa =
            Prosa.serveMeasured("--message-rate", "off", "--trusted", HonestMembers.NO_NETWORK);
        RawMember talker = RawMember.enter(prosa.port(), TALKER, "fat")) {
      ClassicClient.Ports ports = RawClient.ask(prosa.port(), SUBSCRIBER);
      try (RawPeer pub = RawPeer.join(ports.publisherPort(), "PUB", SUBSCRIBER);
          RawPeer sub = RawPeer.connect(ports.broadcast(), SUBSCRIBER, LITTLE).greet()) {
        assertThat(pub.command()).isEqualTo("SUBSCRIBE");
        byte[] prefix =
            ("{\"user\": \"fat\", \"message\": \"" + SHORT + "\"").getBytes(StandardCharsets.UTF_8);
        sub.sendReady("SUB");
        sub.send(RawPeer.command("SUBSCRIBE", prefix));
        sub.send(RawPeer.command("SUBSCRIBE", new byte[0]));
        talker.awaits("\"joined\"", "\"classic\": true");
        byte[] said = say("x".repeat(8000));
        byte[] rounds = said;
        for (int i = 1; i < 9; i++) {
          rounds = RawPeer.concat(rounds, said);
        }
        talk(talker, rounds, Duration.ofSeconds(1)); // until the kernel takes no more for it
        sub.send(RawPeer.command("CANCEL", new byte[0]));
        long before = ResourceSnapshot.of(prosa).resident();
        long texts = talk(talker, RawPeer.concat(rounds, say(SHORT)), TALK);
        long grown = ResourceSnapshot.of(prosa).resident() - before;
        assertThat(texts).as("enough to tell").isGreaterThan(100);
        assertThat(grown).as("bytes after %d short texts", texts).isLessThan(MUCH_MEMORY);
      }
    }
  }

  private static byte[] say(String text) {
    return RawPeer.message("{\"type\": \"say\", \"message\": \"" + text + "\"}");
  }

  /** Says this again and again, as fast as it is read; how often. */
  private static long talk(RawMember talker, byte[] round, Duration time) throws IOException {
    long end = System.nanoTime() + time.toNanos();
    long rounds = 0;
    while (System.nanoTime() < end) {
      talker.sendBytes(round);
      rounds++;
      Await.within(Duration.ofMillis(4), () -> false);
    }
    return rounds;
  }
}
