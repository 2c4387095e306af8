package prosa.terminal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import prosa.client.ChatClient;
import prosa.client.UnsentMessage;

/**
 * The lines that a filter has to say, from when they are read until they are heard or refused.
 *
 * <p>A thread named {@code input} reads them and is stopped while {@value #AHEAD} wait to be heard,
 * so that a long input waits in its pipe and not in memory. All else here is for the filter's own
 * thread, to which {@code input} hands what it has read.
 */
final class PipeInput {
  private static final int AHEAD = 64;

  private final InputLines lines;
  private final Consumer<Runnable> tasks;
  private final Consumer<Optional<IOException>> whenEnded;
  private final Semaphore ahead = new Semaphore(AHEAD);
  private final Set<String> unheard = new HashSet<>();
  private final List<UnsentMessage> returned = new ArrayList<>();
  private boolean ended;

  /**
   * @param tasks runs what it is given on the filter's thread
   * @param whenEnded is told there that there are no more lines, and what went wrong if that is why
   */
  PipeInput(InputLines lines, Consumer<Runnable> tasks, Consumer<Optional<IOException>> whenEnded) {
    this.lines = lines;
    this.tasks = tasks;
    this.whenEnded = whenEnded;
  }

  /** Begins to read, and to say what is read. */
  void open(ChatClient client) {
    Thread.ofPlatform().daemon().name("input").start(() -> read(client));
  }

  private void read(ChatClient client) {
    Optional<IOException> failure = Optional.empty();
    try {
      for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
        String text = line.get();
        ahead.acquire();
        tasks.accept(() -> say(client, text));
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Optional<IOException> why = failure;
    tasks.accept(() -> end(why));
  }

  private void end(Optional<IOException> failure) {
    ended = true;
    whenEnded.accept(failure);
  }

  private void say(ChatClient client, String text) {
    unheard.add(client.say(text));
  }

  /** These were not said before a seat was lost. */
  void returned(List<UnsentMessage> texts) {
    returned.addAll(texts);
  }

  /** To whom a line is said matters to people; a pipeline wants it said. */
  void sayAgain(ChatClient client) {
    for (UnsentMessage text : returned) {
      unheard.remove(text.id());
      say(client, text.text());
    }
    returned.clear();
  }

  /** This one was heard, or never will be. */
  void settled(String id) {
    if (unheard.remove(id)) {
      ahead.release();
    }
  }

  /** Whether all lines were read. */
  boolean ended() {
    return ended;
  }

  /** Whether all lines were read, and heard or refused. */
  boolean done() {
    return ended && unheard.isEmpty();
  }
}
