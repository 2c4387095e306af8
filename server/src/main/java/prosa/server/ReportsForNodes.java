package prosa.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The reports that are written for other nodes, {@value #MOST} at a time. A further one, and one
 * that fails, is answered with nothing, as if this node were not there. On the door's loop.
 */
final class ReportsForNodes {
  static final int MOST = 16;

  private final Executor door;
  private int underWay;

  ReportsForNodes(Executor door) {
    this.door = door;
  }

  /**
   * Answers with a report.
   *
   * @param writing begins to write it, on another thread
   */
  void answer(Supplier<CompletableFuture<byte[]>> writing, Consumer<byte[]> answer) {
    if (underWay >= MOST) {
      answer.accept(new byte[0]);
      return;
    }
    underWay++;
    var _ =
        writing
            .get()
            .whenCompleteAsync(
                (packed, failure) -> {
                  underWay--;
                  answer.accept(failure == null ? packed : new byte[0]);
                },
                door);
  }
}
