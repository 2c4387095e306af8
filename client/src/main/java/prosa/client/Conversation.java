package prosa.client;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
  private final Route route;

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
    claim = new Claim(visit);
    outbox = new Outbox(loop, times.answer());
    vigil = new Vigil(loop, times.unreachable(), this::unreachable);
    route = new Route(loop, times.backoff(), home, door -> new DirectSide(this, door));
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
    route.open();
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
    if (seated && now - typed >= TYPING.toNanos()) {
      route
          .side()
          .ifPresent(
              side -> {
                typed = now;
                side.typing();
              });
    }
  }

  void retry() {
    route.retry();
  }

  void leave() {
    if (over) {
      return;
    }
    Optional<Side> side = route.side();
    if (side.isEmpty()) {
      end(new Ending.Left());
    } else {
      outbox.shut();
      vigil.end();
      side.get().leave();
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
    route.arrived();
    seated = true;
    report(new ChatEvent.Seated(table, how));
    if (how == Arrival.AFRESH) {
      giveBack(_ -> true);
    }
    if (!over) {
      route.side().ifPresent(by -> outbox.open(by, terms, fresh));
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
    route.use(new OriginalSide(this, route.door()));
  }

  /** Nothing more will come of this side: begins anew, after a while. */
  void restart(Trouble trouble) {
    lost();
    trouble(trouble);
    route.failed();
  }

  /** The table goes on at another door. */
  void moved(ServerAddress door) {
    lost();
    route.moved(door);
  }

  /** The side that was told to leave has closed. */
  void gone() {
    end(new Ending.Left());
  }

  void end(Ending why) {
    if (!over) {
      vigil.end();
      outbox.shut();
      route.close();
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
    route.side().ifPresent(side -> side.pause(pausing));
  }

  /** After five seconds without a seat. */
  private void unreachable(Trouble trouble) {
    report(new ChatEvent.Unreachable(route.door().door(), trouble));
    route.unreachable();
  }
}
