package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import prosa.integration.HonestMembers.Figures;

/** The honest members find nothing wrong with an idle server, and notice one that stalls. */
@Tag("alone")
final class HonestMembersTest {
  @Test
  void quietServerServesThemWellAndOneThatStandsStillIsNoticed() throws Exception {
    try (Prosa prosa = Prosa.serve("--trusted", HonestMembers.NO_NETWORK);
        HonestMembers members = HonestMembers.gather(prosa.port())) {
      Figures quiet = members.measure(Duration.ofSeconds(2));
      quiet.assertServedAsWellAs(quiet);
      assertThat(quiet.number("classic_count")).isPositive();
      assertThat(quiet.number("dealer_count")).isPositive();
      assertThat(quiet.number("browser_count")).isPositive();

      Figures stopped =
          members.during(
              () -> {
                signal("STOP", prosa.pid());
                try {
                  Await.within(Duration.ofMillis(2500), () -> false);
                } finally {
                  signal("CONT", prosa.pid());
                }
              });
      assertThatThrownBy(() -> stopped.assertTalkedAsWellAs(quiet))
          .isInstanceOf(AssertionError.class);
      assertThatThrownBy(stopped::assertNewcomersAreSeated).isInstanceOf(AssertionError.class);
    }
  }

  private static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }
}
