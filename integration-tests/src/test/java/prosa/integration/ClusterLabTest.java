package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lab by itself, with programs of the system. */
final class ClusterLabTest {
  private static final int PORT = 8080;

  @BeforeEach
  void onlyWhereItIsPossible() throws Exception {
    assumeTrue(ClusterLab.isPossible(), "needs root and network namespaces");
  }

  /** Whether one machine reaches the other: a connection is accepted, and a line comes back. */
  private static boolean reaches(ClusterLab.Machine from, String address) {
    try {
      return from.output(
              "timeout",
              "2",
              "bash",
              "-c",
              "exec 3<>/dev/tcp/%s/%d && echo hello >&3 && head -n 1 <&3".formatted(address, PORT))
          .equals("hello\n");
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLinkIsCutInSilenceAndHealed() throws Exception {
    try (ClusterLab lab = new ClusterLab()) {
      ClusterLab.Machine server =
          lab.machine("server", 1, ClusterLab.Side.FRONT, ClusterLab.Side.BACK);
      ClusterLab.Machine front = lab.machine("front", 2, ClusterLab.Side.FRONT);
      ClusterLab.Machine back = lab.machine("back", 3, ClusterLab.Side.BACK);
      server.start(
          new ProcessBuilder("socat", "TCP-LISTEN:" + PORT + ",fork,reuseaddr", "EXEC:cat"));
      String atFront = server.address(ClusterLab.Side.FRONT);
      String atBack = server.address(ClusterLab.Side.BACK);
      Await.until("an answer at the front", () -> reaches(front, atFront));
      assertThat(reaches(back, atBack)).isTrue();
      assertThat(reaches(front, atBack)).as("one network knows nothing of the other").isFalse();

      server.cut(ClusterLab.Side.FRONT);
      assertThat(reaches(front, atFront)).isFalse();
      assertThat(reaches(back, atBack)).isTrue();
      assertThat(server.output("cat", "/sys/class/net/front/carrier"))
          .as("the machine does not notice")
          .doesNotContain("0");
      server.heal(ClusterLab.Side.FRONT);
      Await.until("an answer again", () -> reaches(front, atFront));
    }
  }

  @Test
  void nothingStays() throws Exception {
    Process sleeping;
    Path folder;
    try (ClusterLab lab = new ClusterLab()) {
      ClusterLab.Machine one = lab.machine("one", 1, ClusterLab.Side.FRONT);
      folder = lab.file("x", "y").getParent();
      sleeping = one.start(new ProcessBuilder("sleep", "600"));
      ClusterLab.signal("STOP", sleeping);
    }
    assertThat(sleeping.isAlive()).isFalse();
    assertThat(Files.exists(folder)).isFalse();
  }

  @Test
  void aProgramThatIsStoppedAnswersAgainWhenItGoesOn() throws Exception {
    try (ClusterLab lab = new ClusterLab()) {
      ClusterLab.Machine server = lab.machine("server", 1, ClusterLab.Side.FRONT);
      ClusterLab.Machine client = lab.machine("client", 2, ClusterLab.Side.FRONT);
      Process cat =
          server.start(
              new ProcessBuilder("socat", "TCP-LISTEN:" + PORT + ",fork,reuseaddr", "PIPE"));
      String address = server.address(ClusterLab.Side.FRONT);
      Await.until("an answer", () -> reaches(client, address));
      ClusterLab.signal("STOP", cat);
      assertThat(reaches(client, address)).isFalse();
      ClusterLab.signal("CONT", cat);
      assertThat(Await.within(Duration.ofSeconds(10), () -> reaches(client, address))).isTrue();
    }
  }
}
