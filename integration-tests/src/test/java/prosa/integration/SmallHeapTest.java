package prosa.integration;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.integration.HonestMembers.Figures;

/**
 * Hundreds of members that talk and read nothing, at a server with a heap of 24 MB: the slowest are
 * closed, and the others talk on.
 */
final class SmallHeapTest {
  private static final String SMALL =
      "export _JAVA_OPTIONS='-Xms24m -Xmx24m -Dio.netty.leakDetection.level=simple"
          + " -XX:+ExitOnOutOfMemoryError'";
  private static final int MEMBERS = 300;
  private static final int ADDRESSES = 6;
  private static final int LITTLE = 2048;
  private static final Duration TALK = Duration.ofSeconds(7);

  /** A heap of this size is collected often, and a busy machine is slow at it. */
  private static final double SERVED_WITHIN = 1500;

  @Test
  void manyWhoReadNothingNeitherEndNorDeafenTheServer() throws Exception {
    try (Prosa prosa =
            Prosa.serveAfter(
                SMALL, "--message-rate", "off", "--trusted", HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gather(prosa.port(), 1)) {
      Figures quiet = members.measure(Duration.ofSeconds(2));
      List<RawPeer> crowd = new ArrayList<>();
      for (int i = 0; i < MEMBERS; i++) {
        RawPeer peer = RawPeer.connect(prosa.port(), "127.0.2." + (i % ADDRESSES + 1), LITTLE);
        crowd.add(peer.greet());
        peer.sendReady("DEALER");
        peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"member\"}"));
      }
      Await.until(
          "everybody to be seated, not " + prosa.users(), () -> prosa.users() > MEMBERS * 9 / 10);
      Figures attacked = members.during(() -> talk(crowd));
      for (RawPeer peer : crowd) {
        peer.abort();
      }
      String all = "quiet: " + quiet + "; under attack: " + attacked + "; " + prosa.err();
      attacked.assertServed(quiet, SERVED_WITHIN, all);
    }
  }

  /** Each of them says a long text, again and again, for as long as it is let. */
  private static void talk(List<RawPeer> crowd) throws IOException {
    byte[] text = RawPeer.message("{\"type\": \"say\", \"message\": \"" + "x".repeat(8000) + "\"}");
    long end = System.nanoTime() + TALK.toNanos();
    List<Thread> talkers = new ArrayList<>();
    for (RawPeer peer : crowd) {
      talkers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (System.nanoTime() < end) {
                      peer.flood(text, 1); // a thread whose server does not read waits
                      Await.within(Duration.ofMillis(500), () -> System.nanoTime() > end);
                    }
                  }));
    }
    Await.within(TALK.plusSeconds(1), () -> talkers.stream().noneMatch(Thread::isAlive));
  }
}
