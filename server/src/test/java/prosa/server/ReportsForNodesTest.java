package prosa.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The reports that other nodes ask for. */
final class ReportsForNodesTest {
  private final List<CompletableFuture<byte[]>> writing = new ArrayList<>();
  private final List<byte[]> answers = new ArrayList<>();
  private final ReportsForNodes reports = new ReportsForNodes(Runnable::run);

  private void ask() {
    reports.answer(
        () -> {
          writing.add(new CompletableFuture<>());
          return writing.getLast();
        },
        answers::add);
  }

  @Test
  void oneMoreThanAreWrittenAtATimeIsAnsweredWithNothing() {
    for (int i = 0; i < 16; i++) {
      ask();
    }
    assertThat(answers).isEmpty();
    ask();
    assertThat(writing).hasSize(16);
    assertThat(answers).hasSize(1).first().isEqualTo(new byte[0]);

    writing.getFirst().complete(new byte[] {1});
    assertThat(answers).last().isEqualTo(new byte[] {1});
    ask();
    assertThat(writing).as("there is room again").hasSize(17);
  }

  @Test
  void aReportThatFailsIsAnsweredWithNothingAndMakesRoomToo() {
    for (int i = 0; i < 16; i++) {
      ask();
    }
    writing.getFirst().completeExceptionally(new IllegalStateException("no report"));
    assertThat(answers).hasSize(1).first().isEqualTo(new byte[0]);
    ask();
    assertThat(writing).hasSize(17);
  }
}
