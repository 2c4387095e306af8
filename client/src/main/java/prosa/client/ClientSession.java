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
final class ClientSession {
  private static final int MANY_WAIT = 1024;
  private static final int FEW_WAIT = 256;
  private static final Duration TYPING = Duration.ofSeconds(3);
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final Dialer dialer;
  private final ClientTimeouts times;
  private final EventDispatcher reporter;
  private final Runnable stop;
  private final ServerAddress home;
  private final JoinState claim;
  private final RoomState mirror = new RoomState();
  private final Outbox outbox;
  private final UnreachableTimer vigil;
  private final Reconnector route;

  private boolean seated;
  private boolean paused;
  private boolean over;
  private long typed = System.nanoTime() - TYPING.toNanos();

  ClientSession(
      EventLoop loop,
      Dialer dialer,
      ConnectOptions visit,
      ClientTimeouts times,
      EventDispatcher reporter,
      Runnable stop) {
    this.loop = loop;
    this.dialer = dialer;
    this.times = times;
    this.reporter = reporter;
    this.stop = stop;
    home = visit.server();
    claim = new JoinState(visit);
    outbox = new Outbox(loop, times.answer());
    vigil = new UnreachableTimer(loop, times.unreachable(), this::unreachable);
    route = new Reconnector(loop, times.backoff(), home, door -> new ProsaConnection(this, door));
  }

  // ---- what the person wants

  void begin() {
    report(new ChatEvent.Connecting(home.door()));
    try {
      claim.name(Names.wished(claim.name()));
    } catch (ProtocolException e) {
      end(new EndReason.Refused(e.reason(), e.sentence()));
      return;
    }
    vigil.begin(ConnectError.NO_ANSWER);
    route.open();
  }

  void ask(PendingRequest errand) {
    if (!over && !outbox.add(errand)) {
      refused(errand, Reason.OTHER, "Too much waits to be sent already.");
    }
    if (errand instanceof PendingRequest.Say) { // who writes on is seen to write at once
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
    Optional<ServerConnection> side = route.side();
    if (side.isEmpty()) {
      end(new EndReason.Left());
    } else {
      outbox.shut();
      vigil.end();
      side.get().leave();
      var _ = loop.schedule(this::gone, GOODBYE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  // ---- what is known, for any thread

  Optional<RoomSnapshot> table() {
    return mirror.table();
  }

  List<UnsentMessage> unsent() {
    return outbox.unsent();
  }

  // ---- what the sides tell

  Dialer dialer() {
    return dialer;
  }

  EventLoop loop() {
    return loop;
  }

  ClientTimeouts times() {
    return times;
  }

  JoinState claim() {
    return claim;
  }

  RoomState mirror() {
    return mirror;
  }

  Outbox outbox() {
    return outbox;
  }

  /** There is a seat; texts meant for a seat that is gone go back to the person. */
  void seated(RoomSnapshot table, JoinKind how, ServerLimits terms) {
    boolean fresh = how == JoinKind.NEW || how == JoinKind.AFRESH;
    vigil.end();
    route.arrived();
    seated = true;
    report(new ChatEvent.Seated(table, how));
    if (how == JoinKind.AFRESH) {
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
      vigil.begin(ConnectError.BROKEN_OFF);
    }
  }

  void giveBack(Predicate<UnsentMessage> which) {
    List<UnsentMessage> texts = outbox.giveBack(which);
    if (!texts.isEmpty()) {
      report(new ChatEvent.Returned(texts));
    }
  }

  void trouble(ConnectError trouble) {
    vigil.trouble(trouble);
  }

  void refused(PendingRequest errand, Reason reason, String sentence) {
    report(new ChatEvent.Refused(errand.request(), reason, sentence, errand.words()));
  }

  /** What answers at the door is an original server. */
  void original() {
    route.use(new OriginalConnection(this, route.door()));
  }

  /** Nothing more will come of this side: begins anew, after a while. */
  void restart(ConnectError trouble) {
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
    end(new EndReason.Left());
  }

  void end(EndReason why) {
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
  private void unreachable(ConnectError trouble) {
    report(new ChatEvent.Unreachable(route.door().door(), trouble));
    route.unreachable();
  }
}
