package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The measuring itself. */
final class ResourceSnapshotTest {

  /** As a server that is stopped while it has no descriptor left; see {@link SoakFault}. */
  @Test
  void serverIsMeasuredThoughItsJvmNoLongerAnswersJcmd() throws Exception {
    try (Prosa prosa = Prosa.serve()) {
      Await.until("the JVM to answer jcmd", () -> ResourceSnapshot.answersAttach(prosa));
      limitFiles(prosa, 3);
      prosa.signal("STOP");
      Await.until("it to be stopped", () -> ResourceSnapshot.isStopped(prosa));
      prosa.signal("CONT");
      Await.until("it to answer no more", () -> !ResourceSnapshot.answersAttach(prosa));
      limitFiles(prosa, 20_000);
      assertThat(ResourceSnapshot.of(prosa).heap()).isPositive();
    }
  }

  private static void limitFiles(Prosa prosa, int most) throws IOException, InterruptedException {
    String[] command = {"prlimit", "--pid", Long.toString(prosa.pid()), "--nofile=" + most + ":"};
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
