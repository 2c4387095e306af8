package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which doors of a cluster members are told. */
final class ClusterDoorsTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

  @Test
  void memberWhoCameInAtAnotherNodeIsToldTheDoorHere() {
    ClusterDoors doors = new ClusterDoors(Optional.of("a:1"), List.of("b:1", "c:1"));
    assertThat(doors.toldTo(false)).containsExactly("b:1", "c:1");
    assertThat(doors.toldTo(true)).containsExactly("a:1", "b:1", "c:1");
    assertThat(ClusterDoors.NONE.toldTo(true)).isEmpty();
  }

  @Test
  void doorIsToldWithTheKeyOfItsNode() {
    ClusterConfig config = new ClusterConfig("a", Optional.of("[2001:db8::7]:5555"));
    assertThat(config.doorWithKey()).contains("[2001:db8::7]:5555");
    assertThat(config.withKey(KEY).doorWithKey()).contains("[2001:db8::7]:5555#" + KEY);
    assertThat(new ClusterConfig("a", Optional.empty()).doorWithKey()).isEmpty();
  }
}
