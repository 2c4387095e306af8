package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import prosa.server.placement.ClientAddress;

/** The ways back of members that went to another table. */
final class WaysBackTest {
  private static final ClientAddress CLIENT = new ClientAddress("192.0.2.1", false);

  private final WaysBack ways = new WaysBack();

  private void put(long connection) {
    ways.put(connection, new WaysBack.WayBack("seat " + connection, CLIENT, 10));
  }

  @Test
  void ofTooManyTheOneThatIsThereLongestIsForgotten() {
    for (long connection = 1; connection <= 10_000; connection++) {
      put(connection);
    }
    put(1); // it goes on once more, and has the latest way back
    put(10_001);
    assertThat(ways.remove(2)).isNull();
    for (long connection : new long[] {1, 3, 10_000, 10_001}) {
      assertThat(ways.remove(connection))
          .isEqualTo(new WaysBack.WayBack("seat " + connection, CLIENT, 10));
    }
  }

  @Test
  void aWayBackIsUsedOnce() {
    put(7);
    assertThat(ways.remove(7)).isNotNull();
    assertThat(ways.remove(7)).isNull();
  }
}
