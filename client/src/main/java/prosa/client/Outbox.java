package prosa.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import prosa.protocol.SendPacer;

/**
 * The queue of requests to the server: each waits for its turn, is sent, and is kept until it is
 * answered. At most {@value ChatClient#MOST_UNSENT} wait; one more is not taken.
 *
 * <p>How it works: with a message rate only one request is in flight at a time, so that a refusal
 * for speed never lets a later text overtake an earlier one. Without a rate up to {@value #WINDOW}
 * texts are in flight, as many as a server remembers the ids of. When the connection is lost, what
 * was in flight waits again, first, under the same ids. On the event loop only, except {@link
 * #unsent}.
 */
final class Outbox {
  /** The most texts in flight. */
  static final int WINDOW = 16;

  private final Duration answer;
  private final Deque<PendingRequest> waiting = new ArrayDeque<>();
  private final Deque<PendingRequest> inFlight = new ArrayDeque<>();
  private final SendPacer pacer = new SendPacer();
  private @Nullable ServerConnection connection;
  private int window = 1;
  private final LoopTimer next;
  private final LoopTimer watch;
  private boolean readingPaused;

  Outbox(EventLoop loop, Duration answer) {
    this.answer = answer;
    next = new LoopTimer(loop);
    watch = new LoopTimer(loop);
  }

  /** Adds a request at the end; false if too much waits. */
  boolean add(PendingRequest request) {
    synchronized (waiting) {
      if (waiting.size() >= ChatClient.MOST_UNSENT) {
        return false;
      }
      waiting.add(request);
    }
    sendNext();
    return true;
  }

  /** Adds a request before all others; nothing is sent until {@link #open}. */
  void addFirst(PendingRequest request) {
    synchronized (waiting) {
      waiting.addFirst(request);
    }
  }

  /** There is a seat: requests are sent by {@code by} from now on. */
  void open(ServerConnection by, ServerLimits limits, boolean fresh) {
    connection = by;
    window = limits.rate().isPresent() ? 1 : WINDOW;
    pacer.set(limits.rate(), fresh, System.nanoTime());
    sendNext();
  }

  /** There is no seat for the moment: what was in flight waits again. */
  void close() {
    connection = null;
    next.stop();
    watch.stop();
    synchronized (waiting) {
      while (!inFlight.isEmpty()) {
        pacer.counted(System.nanoTime());
        waiting.addFirst(inDoubt(inFlight.removeLast()));
      }
    }
  }

  private static PendingRequest inDoubt(PendingRequest request) {
    return request instanceof PendingRequest.Say(UnsentMessage text)
        ? new PendingRequest.Say(
            new UnsentMessage(text.id(), text.text(), text.action(), text.re(), true))
        : request;
  }

  /**
   * The seat is gone: takes out the requests to change the room, and the messages that {@code
   * which} matches.
   */
  List<UnsentMessage> takeBack(Predicate<UnsentMessage> which) {
    List<UnsentMessage> back = new ArrayList<>();
    synchronized (waiting) {
      waiting.removeIf(
          request ->
              request instanceof PendingRequest.Say(UnsentMessage text)
                  ? which.test(text) && back.add(text)
                  : request.changesRoom());
    }
    return back;
  }

  /** Whether this client has asked for another room, and is in none yet. */
  boolean changesRoom() {
    synchronized (waiting) {
      return Stream.concat(inFlight.stream(), waiting.stream())
          .anyMatch(PendingRequest::changesRoom);
    }
  }

  /** This client is in another room: the requests that were to bring it there are done. */
  void roomChanged() {
    takeBack(_ -> false);
    answered(PendingRequest::changesRoom);
  }

  /** The first in flight that matches has been answered; nothing happens if there is none. */
  void answered(Predicate<PendingRequest> which) {
    Optional<PendingRequest> found = inFlight(which);
    if (found.isPresent()) {
      synchronized (waiting) {
        inFlight.remove(found.get());
      }
      pacer.counted(System.nanoTime());
      watch.stop();
      watch();
      sendNext();
    }
  }

  /** The first in flight that matches. */
  Optional<PendingRequest> inFlight(Predicate<PendingRequest> which) {
    return inFlight.stream().filter(which).findFirst();
  }

  /** The server wants this request again, after so long at the earliest. */
  void again(PendingRequest request, long millis) {
    synchronized (waiting) {
      inFlight.remove(request);
      waiting.addFirst(request);
    }
    pacer.hold(millis, System.nanoTime());
    watch.stop();
    sendNext();
  }

  /** While reading is paused no answer can come, and a missing one means nothing. */
  void readingPaused(boolean paused) {
    readingPaused = paused;
  }

  /** The ids of the messages that may have been said, though no answer has come. */
  List<String> inDoubt() {
    synchronized (waiting) {
      return Stream.concat(
              inFlight.stream().flatMap(request -> request.message().stream()),
              waiting.stream()
                  .flatMap(request -> request.message().stream())
                  .filter(UnsentMessage::perhapsSaid))
          .map(UnsentMessage::id)
          .toList();
    }
  }

  /** The messages that wait or are in flight; for any thread. */
  List<UnsentMessage> unsent() {
    List<UnsentMessage> texts = new ArrayList<>();
    synchronized (waiting) {
      inFlight.forEach(request -> request.message().ifPresent(texts::add));
      waiting.forEach(request -> request.message().ifPresent(texts::add));
    }
    return texts;
  }

  private void sendNext() {
    next.stop();
    while (connection != null && !waiting.isEmpty() && maySend(waiting.getFirst())) {
      long wait = pacer.until(System.nanoTime());
      if (wait > 0) {
        next.start(Duration.ofNanos(wait), this::sendNext);
        return;
      }
      PendingRequest request;
      synchronized (waiting) {
        request = waiting.removeFirst();
        inFlight.add(request);
      }
      watch();
      connection.send(request);
    }
  }

  private boolean maySend(PendingRequest request) {
    return inFlight.isEmpty()
        || (request instanceof PendingRequest.Say
            && inFlight.size() < window
            && inFlight.stream().allMatch(PendingRequest.Say.class::isInstance));
  }

  private void watch() {
    if (!watch.runs() && !inFlight.isEmpty()) {
      watch.start(answer, this::unanswered);
    }
  }

  private void unanswered() {
    if (readingPaused) {
      watch();
    } else if (connection != null) {
      connection.unanswered();
    }
  }
}
