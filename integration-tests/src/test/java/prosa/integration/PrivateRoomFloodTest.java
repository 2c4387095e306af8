package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Four connections of one address that open and leave private rooms as fast as they are read: few
 * rooms stay open, whether the address is trusted or not.
 */
@Tag("alone")
final class PrivateRoomFloodTest {
  private static final String FLOODER = "127.0.2.7";
  private static final int CONNECTIONS = 4;
  private static final int TOGETHER = 50;
  private static final long MUCH_HEAP = 16 << 20;
  private static final long MUCH_MEMORY = 48 << 20;
  private static final Duration FLOOD = Duration.ofSeconds(4);

  @Tag("long")
  @ParameterizedTest(name = "from {0} address, trusted: {1}")
  @CsvSource({"an untrusted, 10.9.9.9/32", "a trusted, 127.0.2.0/24"})
  void roomsAndMemoryStayBoundedAndTheOthersTalkOn(String address, String trusted)
      throws Exception {
    try (Prosa prosa = Prosa.serveMeasured("--trusted", trusted);
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      ResourceSnapshot before = ResourceSnapshot.of(prosa);
      AtomicReference<ResourceSnapshot> flooded = new AtomicReference<>(before);
      var _ =
          members.assertServedAsWellDuring(
              1,
              Duration.ofSeconds(2),
              () -> {
                List<RawPeer> flooders = new ArrayList<>();
                for (int i = 0; i < CONNECTIONS; i++) {
                  flooders.add(RawPeer.join(prosa.port(), "DEALER", FLOODER));
                }
                flood(flooders);
                flooded.set(ResourceSnapshot.of(prosa));
                for (RawPeer peer : flooders) {
                  peer.abort();
                }
              });
      ResourceSnapshot after = flooded.get();
      assertThat(after.heap() - before.heap())
          .as("bytes of rooms that %s address keeps open", address)
          .isLessThan(MUCH_HEAP);
      assertThat(after.resident() - before.resident()).isLessThan(MUCH_MEMORY);
    }
  }

  private static void flood(List<RawPeer> flooders) throws IOException {
    byte[] one =
        RawPeer.concat(
            RawPeer.message("{\"type\": \"enter\", \"user\": \"x\", \"private\": true}"),
            RawPeer.message("{\"type\": \"leave\"}"));
    byte[] many = one;
    for (int i = 1; i < TOGETHER; i++) {
      many = RawPeer.concat(many, one);
    }
    byte[] flood = many;
    long end = System.nanoTime() + FLOOD.toNanos();
    for (RawPeer peer : flooders) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (System.nanoTime() < end) {
                  peer.flood(flood, 1); // waits when the server does not read
                }
              });
      Thread.ofVirtual().start(() -> read(peer));
    }
    Await.within(FLOOD, () -> false);
  }

  private static void read(RawPeer peer) {
    try {
      peer.endsWithin(FLOOD.plusSeconds(20));
    } catch (IOException e) {
      // closed by us
    }
  }
}
