package prosa.integration;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.ServerMessage;

/**
 * The program of a direct member that talks for as long as it is let, comes back to its seat
 * whenever it hears {@code hello}, says again what was not acknowledged, and holds everything it
 * hears against the protocol's promises. On a thread of its own; {@link #view} may be asked by any.
 */
final class SoakClient implements Runnable {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final long SILENCE_NANOS = 6_000_000_000L;

  /** Who else sits at its table, as far as it knows. */
  record Other(String user, boolean classic, boolean here) {}

  /** Where it sits, and what it knows. */
  record View(String room, int place, String user, Map<Integer, Other> others, boolean settled) {}

  private final DirectPeer peer;
  private final Random chance;
  private final Queue<String> faults;
  private final Map<String, String> unacknowledged = new LinkedHashMap<>();
  private final Set<String> texts = new HashSet<>();
  private final Map<Integer, Other> others = new TreeMap<>();
  private @Nullable String secret;
  private ServerMessage.@Nullable Missed due;

  /** What was heard last whenever it asked for this seat; any of these may be answered. */
  private final Set<Long> asked = new HashSet<>();

  private String room = "";
  private String user = "";
  private int place;
  private long last;
  private boolean seated;
  private boolean resuming;
  private boolean moving;
  private boolean askedToMove; // and lost the connection before it heard the answer
  private boolean entering;

  /** It came by an earlier table's secret: what was said here since it sat down may be missed. */
  private boolean cameAcross;

  private int said;
  private long nextTurn;
  private long latest = System.nanoTime();
  private volatile boolean talking = true;
  private volatile boolean ended;
  private volatile View view = new View("", 0, "", Map.of(), false);

  private final Counts counts;

  /** What all of them go through. */
  static final class Counts {
    final LongAdder resumed = new LongAdder();
    final LongAdder newSeats = new LongAdder();
    final LongAdder said = new LongAdder();
    final LongAdder heard = new LongAdder();
    final LongAdder missed = new LongAdder();
    final LongAdder acknowledged = new LongAdder();
  }

  SoakClient(DirectPeer peer, long seed, Counts counts, Queue<String> faults) {
    this.peer = peer;
    this.chance = new Random(seed);
    this.counts = counts;
    this.faults = faults;
  }

  View view() {
    return view;
  }

  void talk(boolean on) {
    talking = on;
  }

  void end() {
    ended = true;
  }

  @Override
  public void run() {
    try {
      while (!ended) {
        ServerMessage event = peer.within(LOOK);
        if (event != null) {
          latest = System.nanoTime();
          hear(event);
        }
        turn(System.nanoTime());
        view =
            new View(
                room,
                place,
                user,
                Map.copyOf(others),
                seated && due == null && unacknowledged.isEmpty());
      }
    } catch (AssertionError | RuntimeException e) {
      fault(e.toString());
    }
  }

  private void fault(String what) {
    faults.add(peer.name() + " in " + room + " at " + place + ", last " + last + ": " + what);
  }

  private void hold(boolean promise, String what, ServerMessage event) {
    if (!promise) {
      fault(what + ": " + event);
    }
  }

  // ---- what it does

  private void turn(long now) {
    if (!talking) {
      latest = now; // nobody says anything any more: silence tells nothing
    } else if (now - latest > SILENCE_NANOS && peer instanceof JeroDealer jero) {
      latest = now;
      jero.connectAnew();
    }
    if (!talking || !seated || now < nextTurn) {
      return;
    }
    nextTurn = now + 600_000_000L + chance.nextLong(800_000_000L);
    int what = chance.nextInt(100);
    if (what < 5) {
      peer.send(new ClientMessage.Typing());
    } else if (what < 7) {
      peer.send(new ClientMessage.Rename(peer.name() + "x" + chance.nextInt(10)));
    } else if (what < 8 && !moving) {
      moving = true;
      peer.send(new ClientMessage.Next());
    } else if (what < 9 && unacknowledged.isEmpty() && !moving) {
      peer.send(new ClientMessage.Leave());
      secret = null;
      enter();
    } else if (unacknowledged.size() < 8) {
      String text = peer.name() + " " + said++;
      unacknowledged.put(text, text);
      counts.said.increment();
      peer.says(text, text);
    }
  }

  private void enter() {
    seated = false;
    askedToMove |= moving;
    moving = false;
    entering = true;
    resuming = secret != null;
    asked.add(last);
    peer.send(
        new ClientMessage.Enter(
            peer.name(),
            Optional.ofNullable(secret),
            resuming ? OptionalLong.of(last) : OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty()));
  }

  // ---- what it hears

  private void hear(ServerMessage event) {
    switch (event) {
      case ServerMessage.Hello hello -> enter();
      case ServerMessage.Seated now -> seated(now);
      case ServerMessage.Said now -> said(now);
      case ServerMessage.Missed gap -> missed(gap);
      case ServerMessage.Joined now -> {
        Other before = others.put(now.place(), new Other(now.user(), now.classic(), true));
        hold(before == null && now.place() != place, "nobody had left", now);
      }
      case ServerMessage.Left now -> {
        Other before = others.remove(now.place());
        hold(before != null && before.user().equals(now.user()), "nobody was there", now);
      }
      case ServerMessage.Away now -> here(now.place(), now.user(), false, now);
      case ServerMessage.Back now -> here(now.place(), now.user(), true, now);
      case ServerMessage.Renamed now -> renamed(now);
      case ServerMessage.TypingNow now -> hold(others.containsKey(now.place()), "who?", now);
      case ServerMessage.Passed passed -> {} // who came and went between two looks
      case ServerMessage.Offer offer -> {}
      case ServerMessage.Refused no -> refused(no);
      case ServerMessage.Invited _,
          ServerMessage.About _,
          ServerMessage.Reacted _,
          ServerMessage.Held _,
          ServerMessage.Vote _,
          ServerMessage.Ballot _,
          ServerMessage.Voted _,
          ServerMessage.Draining _,
          ServerMessage.Open _,
          ServerMessage.Moved _,
          ServerMessage.Told _ ->
          fault("not asked for: " + event);
    }
  }

  private void seated(ServerMessage.Seated now) {
    // The secret of a seat leads to the one that `next` gave instead, whose answer was lost.
    boolean moved = askedToMove && !now.room().equals(room);
    cameAcross = entering && resuming && moved;
    if (entering && resuming && !moved) {
      hold(now.room().equals(room) && now.place() == place, "not my seat", now);
      hold(now.n() >= last, "numbers go back", now);
      due = now.n() > last ? new ServerMessage.Missed(last + 1, now.n()) : null;
      counts.resumed.increment();
    } else if (entering || moving) {
      last = now.n();
      due = null;
      asked.clear();
      unacknowledged.clear();
      counts.newSeats.increment();
    } else {
      hold(now.n() == last && now.place() == place, "not where I was", now);
    }
    if (entering) {
      unacknowledged.forEach((id, text) -> peer.says(text, id));
    }
    entering = false;
    moving = false;
    askedToMove = false;
    seated = true;
    room = now.room();
    place = now.place();
    user = now.user();
    secret = now.seat();
    others.clear();
    for (ServerMessage.MemberEntry member : now.members()) {
      boolean here = member.state() == ServerMessage.Presence.HERE;
      others.put(member.place(), new Other(member.user(), member.classic(), here));
    }
  }

  /**
   * A ZeroMQ library keeps an {@code enter} that it could not send, and sends it on a later
   * connection: then the answer counts from what had been heard when that was written.
   */
  private void missed(ServerMessage.Missed gap) {
    long to = due == null ? gap.to() : due.to();
    boolean answersEarlier =
        gap.from() <= last
            && (cameAcross || asked.contains(gap.from() - 1))
            && gap.to() == Math.max(to, last);
    cameAcross = false;
    if (!answersEarlier) {
      hold(due == null || due.equals(gap), "not " + due, gap);
      hold(gap.from() == last + 1 && gap.to() >= gap.from(), "no gap", gap);
    }
    counts.missed.add(Math.max(0, gap.to() - last));
    due = null;
    last = Math.max(last, gap.to());
  }

  private void said(ServerMessage.Said now) {
    boolean mine = now.place() == place;
    if (mine && now.id().isPresent() && unacknowledged.remove(now.id().get()) != null) {
      counts.acknowledged.increment();
      if (now.n() <= last) {
        return; // it was said before, and acknowledged again
      }
    }
    hold(due == null && now.n() == last + 1, "not the next", now);
    cameAcross = false;
    last = now.n();
    counts.heard.increment();
    hold(texts.add(now.message()), "twice", now);
    Other other = others.get(now.place());
    hold(mine || other != null, "of nobody", now);
    hold(other == null || other.classic() || other.user().equals(now.user()), "forged", now);
  }

  private void here(int where, String who, boolean here, ServerMessage event) {
    Other before = others.get(where);
    if (before == null || !before.user().equals(who) || before.here() == here) {
      fault("not " + before + ": " + event);
      return;
    }
    others.put(where, new Other(who, before.classic(), here));
  }

  private void renamed(ServerMessage.Renamed now) {
    if (now.place() == place) {
      user = now.to();
      return;
    }
    Other before = others.get(now.place());
    if (before == null || !before.user().equals(now.user())) {
      fault("not " + before + ": " + now);
      return;
    }
    others.put(now.place(), new Other(now.to(), now.classic(), before.here()));
  }

  private void refused(ServerMessage.Refused no) {
    switch (no.reason()) {
      case STALE_SEAT -> {
        secret = null;
        enter();
      }
      case NOWHERE_ELSE -> moving = false;
      case NOT_SEATED, ALREADY_SEATED, RESUMED_ELSEWHERE, TOO_LATE -> {
        // said between two connections, or entered twice
      }
      default -> fault("refused: " + no);
    }
  }
}
