package prosa.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is to be asked of the server, in order: errands wait, fly one after the other, and are kept
 * until they are answered.
 *
 * <p>How it works: with a message rate only one errand flies at a time, so that a refusal for haste
 * never lets a later text pass an earlier one. Without a rate up to {@value #WINDOW} texts fly, as
 * many as a server remembers the ids of. When the connection is lost, what flew waits again, first,
 * under the same ids. On the event loop only, but for {@link #unsent}.
 */
final class Outbox {
  /** The most texts in flight. */
  static final int WINDOW = 16;

  private final Duration answer;
  private final Deque<PendingRequest> waiting = new ArrayDeque<>();
  private final Deque<PendingRequest> flying = new ArrayDeque<>();
  private final SendPacer pace = new SendPacer();
  private @Nullable ServerConnection side;
  private int window = 1;
  private final LoopTimer next;
  private final LoopTimer watch;
  private boolean resting;

  Outbox(EventLoop loop, Duration answer) {
    this.answer = answer;
    next = new LoopTimer(loop);
    watch = new LoopTimer(loop);
  }

  /** Adds an errand at the end; false if too much waits. */
  boolean add(PendingRequest errand) {
    synchronized (waiting) {
      if (waiting.size() >= ChatClient.MOST_UNSENT) {
        return false;
      }
      waiting.add(errand);
    }
    pump();
    return true;
  }

  /** There is a seat: errands go to {@code by} from now on. */
  void open(ServerConnection by, ServerLimits terms, boolean fresh) {
    side = by;
    window = terms.rate().isPresent() ? 1 : WINDOW;
    pace.set(terms.rate(), fresh, System.nanoTime());
    pump();
  }

  /** There is no seat for the moment: what flew waits again. */
  void shut() {
    side = null;
    next.stop();
    watch.stop();
    synchronized (waiting) {
      while (!flying.isEmpty()) {
        pace.counted(System.nanoTime());
        waiting.addFirst(landed(flying.removeLast()));
      }
    }
  }

  private static PendingRequest landed(PendingRequest errand) {
    return errand instanceof PendingRequest.Say(UnsentMessage text)
        ? new PendingRequest.Say(new UnsentMessage(text.id(), text.text(), text.action(), true))
        : errand;
  }

  /** The seat is gone, and with it what was to be said or done there. */
  List<UnsentMessage> giveBack(Predicate<UnsentMessage> which) {
    List<UnsentMessage> back = new ArrayList<>();
    synchronized (waiting) {
      waiting.removeIf(
          errand ->
              switch (errand) {
                case PendingRequest.Say(UnsentMessage text) -> which.test(text) && back.add(text);
                case PendingRequest.Next _, PendingRequest.Sit _ -> true;
                case PendingRequest.Rename _, PendingRequest.Invite _ -> false;
              });
    }
    return back;
  }

  /** This client sits at another table: whatever was to bring it there is done. */
  void moved() {
    giveBack(_ -> false);
    var _ =
        answered(
            errand ->
                errand instanceof PendingRequest.Next || errand instanceof PendingRequest.Sit);
  }

  /** The first of those in flight that is such; it has been answered. */
  Optional<PendingRequest> answered(Predicate<PendingRequest> such) {
    Optional<PendingRequest> found = first(such);
    if (found.isPresent()) {
      synchronized (waiting) {
        flying.remove(found.get());
      }
      pace.counted(System.nanoTime());
      watch.stop();
      watch();
      pump();
    }
    return found;
  }

  /** The first such in flight. */
  Optional<PendingRequest> first(Predicate<PendingRequest> such) {
    return flying.stream().filter(such).findFirst();
  }

  /** The server wants this errand again, not before so long. */
  void again(PendingRequest errand, long millis) {
    synchronized (waiting) {
      flying.remove(errand);
      waiting.addFirst(errand);
    }
    pace.hold(millis, System.nanoTime());
    watch.stop();
    pump();
  }

  /** While reading rests nothing can be answered, and nobody is to blame. */
  void rest(boolean rests) {
    resting = rests;
  }

  /** What waits or flies; for any thread. */
  List<UnsentMessage> unsent() {
    List<UnsentMessage> texts = new ArrayList<>();
    synchronized (waiting) {
      flying.forEach(errand -> errand.words().ifPresent(texts::add));
      waiting.forEach(errand -> errand.words().ifPresent(texts::add));
    }
    return texts;
  }

  private void pump() {
    next.stop();
    while (side != null && !waiting.isEmpty() && mayFly(waiting.getFirst())) {
      long wait = pace.until(System.nanoTime());
      if (wait > 0) {
        next.start(Duration.ofNanos(wait), this::pump);
        return;
      }
      PendingRequest errand;
      synchronized (waiting) {
        errand = waiting.removeFirst();
        flying.add(errand);
      }
      watch();
      side.send(errand);
    }
  }

  private boolean mayFly(PendingRequest errand) {
    return flying.isEmpty()
        || (errand instanceof PendingRequest.Say
            && flying.size() < window
            && flying.stream().allMatch(PendingRequest.Say.class::isInstance));
  }

  private void watch() {
    if (!watch.runs() && !flying.isEmpty()) {
      watch.start(answer, this::unanswered);
    }
  }

  private void unanswered() {
    if (resting) {
      watch();
    } else if (side != null) {
      side.unanswered();
    }
  }
}
