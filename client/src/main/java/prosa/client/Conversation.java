package prosa.client;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.protocol.Reason;
import prosa.zmtp.Dialer;

/**
 * The visit as it goes: what is wanted, what is known, and the side that speaks to the server there
 * happens to be. On the event loop only, but for {@link #table} and {@link #unsent}.
 */
final class Conversation {
  private static final int MANY_WAIT = 1024;
  private static final int FEW_WAIT = 256;
  private static final Duration TYPING = Duration.ofSeconds(3);
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final Dialer dialer;
  private final ClientTimes times;
  private final Reporter reporter;
  private final Runnable stop;
  private final ServerAddress home;
  private final Claim claim;
  private final Mirror mirror = new Mirror();
  private final Outbox outbox;
  private final Vigil vigil;

  private ServerAddress target;
  private @Nullable Side side;
  private @Nullable ScheduledFuture<?> again;
  private int failures;
  private boolean seated;
  private boolean paused;
  private boolean over;
  private long typed = System.nanoTime() - TYPING.toNanos();

  Conversation(
      EventLoop loop,
      Dialer dialer,
      Visit visit,
      ClientTimes times,
      Reporter reporter,
      Runnable stop) {
    this.loop = loop;
    this.dialer = dialer;
    this.times = times;
    this.reporter = reporter;
    this.stop = stop;
    home = visit.server();
    target = home;
    claim = new Claim(visit);
    outbox = new Outbox(loop, times.answer());
    vigil = new Vigil(loop, times.unreachable(), this::unreachable);
  }

  // ---- what the person wants

  void begin() {
    report(new ChatEvent.Connecting(home.door()));
    try {
      claim.name(Names.wished(claim.name()));
    } catch (ProtocolException e) {
      end(new Ending.Refused(e.reason(), e.sentence()));
      return;
    }
    vigil.begin(Trouble.NO_ANSWER);
    use(new DirectSide(this, target));
  }

  void ask(Errand errand) {
    if (!over && !outbox.add(errand)) {
      refused(errand, Reason.OTHER, "Too much waits to be sent already.");
    }
    if (errand instanceof Errand.Say) { // who writes on is seen to write at once
      typed = System.nanoTime() - TYPING.toNanos();
    }
  }

  void typing() {
    long now = System.nanoTime();
    if (seated && side != null && now - typed >= TYPING.toNanos()) {
      typed = now;
      side.typing();
    }
  }

  void retry() {
    if (again != null) {
      reopen(Duration.ZERO);
    } else if (side != null) {
      side.retry();
    }
  }

  void leave() {
    if (over) {
      return;
    }
    if (side == null) {
      end(new Ending.Left());
    } else {
      outbox.shut();
      vigil.end();
      side.leave();
      var _ = loop.schedule(this::gone, GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  // ---- what is known, for any thread

  Optional<Table> table() {
    return mirror.table();
  }

  List<Text> unsent() {
    return outbox.unsent();
  }

  // ---- what the sides tell

  Dialer dialer() {
    return dialer;
  }

  EventLoop loop() {
    return loop;
  }

  ClientTimes times() {
    return times;
  }

  Claim claim() {
    return claim;
  }

  Mirror mirror() {
    return mirror;
  }

  Outbox outbox() {
    return outbox;
  }

  /** There is a seat; texts meant for a seat that is gone go back to the person. */
  void seated(Table table, Arrival how, Terms terms) {
    boolean fresh = how == Arrival.NEW || how == Arrival.AFRESH;
    vigil.end();
    failures = 0;
    seated = true;
    report(new ChatEvent.Seated(table, how));
    if (how == Arrival.AFRESH) {
      giveBack(_ -> true);
    }
    Side by = side;
    if (by != null && !over) {
      outbox.open(by, terms, fresh);
    }
  }

  /** The seat cannot be used until it is told that there is one again. */
  void lost() {
    if (seated && !over) {
      seated = false;
      outbox.shut();
      report(new ChatEvent.Lost());
      vigil.begin(Trouble.BROKEN_OFF);
    }
  }

  void giveBack(Predicate<Text> which) {
    List<Text> texts = outbox.giveBack(which);
    if (!texts.isEmpty()) {
      report(new ChatEvent.Returned(texts));
    }
  }

  void trouble(Trouble trouble) {
    vigil.trouble(trouble);
  }

  void refused(Errand errand, Reason reason, String sentence) {
    report(new ChatEvent.Refused(errand.request(), reason, sentence, errand.words()));
  }

  /** What answers at the door is an original server. */
  void original() {
    use(new OriginalSide(this, target));
  }

  /** Nothing more will come of this side: begins anew, after a while. */
  void restart(Trouble trouble) {
    lost();
    trouble(trouble);
    failures++;
    reopen(times.backoff().after(failures, ThreadLocalRandom.current()));
  }

  /** The table goes on at another door. */
  void moved(ServerAddress door) {
    lost();
    target = door;
    reopen(Duration.ZERO);
  }

  /** The side that was told to leave has closed. */
  void gone() {
    end(new Ending.Left());
  }

  void end(Ending why) {
    if (!over) {
      vigil.end();
      outbox.shut();
      abandon();
      report(new ChatEvent.Ended(why));
      over = true;
      stop.run();
    }
  }

  void report(ChatEvent event) {
    if (!over && reporter.report(event) > MANY_WAIT && !paused) {
      pause(true);
      reporter.whenDownTo(FEW_WAIT, () -> loop.execute(() -> pause(false)));
    }
  }

  private void pause(boolean pausing) {
    paused = pausing;
    outbox.rest(pausing);
    if (side != null) {
      side.pause(pausing);
    }
  }

  /** After five seconds without a seat. */
  private void unreachable(Trouble trouble) {
    report(new ChatEvent.Unreachable(target.door(), trouble));
    if (!target.equals(home)) {
      target = home; // where the table has gone nobody answers
      reopen(Duration.ZERO);
    }
  }

  private void reopen(Duration wait) {
    abandon();
    if (!over) {
      again =
          loop.schedule(
              () -> use(new DirectSide(this, target)), wait.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void use(Side next) {
    abandon();
    if (!over) {
      side = next;
      next.open();
    }
  }

  private void abandon() {
    if (again != null) {
      again.cancel(false);
      again = null;
    }
    if (side != null) {
      side.abandon();
      side = null;
    }
  }
}
