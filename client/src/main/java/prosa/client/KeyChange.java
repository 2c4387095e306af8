package prosa.client;

import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import prosa.protocol.SealedContent.NewKey;
import prosa.protocol.SealedContent.NewKey.Step;

/**
 * The agreement of the members of an encrypted room on a new key: docs/encryption.md, "A new key".
 * One attempt at a time; what comes out of place is ignored, and what is wrong ends it. On the
 * event loop only.
 *
 * <pre>
 * who starts:  --ask--> ASKING --all agreed, or the time is over: fix--> MAKING --all shown: key--> SENT --it comes back--> done
 * the others:  asked--> ASKED --agree--> AGREED --fix: show--> MAKING --key--> done
 *
 * from each state: somebody goes or declines, it is wrong, or takes too long --> none
 * </pre>
 */
final class KeyChange {
  /** How long the members have to agree. */
  static final Duration ASKING = Duration.ofSeconds(60);

  /** How long it then takes at most. */
  static final Duration MAKING = Duration.ofSeconds(15);

  /** So many others take part at most: those in the largest room of a server. */
  private static final int MOST = 999;

  /** So many members fit into one message. */
  private static final int PART = 9;

  /** So many parts are told at once, and the others this far apart: a server refuses more. */
  private static final int AT_ONCE = 6;

  private static final Duration APART = Duration.ofMillis(1_100);

  /** Those who come while the others are asked are asked this far apart, together. */
  static final Duration ASKED_AGAIN = Duration.ofSeconds(5);

  /** So many attempts of one member are heeded in {@link #ASKING}; the next are passed over. */
  static final int MOST_ATTEMPTS = 3;

  private static final int PLACE = Short.BYTES;

  /** By their numbers. */
  private static final List<ChatEvent.KeyStays.Why> WHYS =
      List.of(
          ChatEvent.KeyStays.Why.DECLINED,
          ChatEvent.KeyStays.Why.UNANSWERED,
          ChatEvent.KeyStays.Why.LEFT,
          ChatEvent.KeyStays.Why.BROKEN,
          ChatEvent.KeyStays.Why.CROWDED);

  /** What it needs of the room, and tells it. */
  interface KeyedRoom {
    /** This member's place. */
    int place();

    /** The places of the others who are connected. */
    Set<Integer> present();

    byte[] salt();

    RoomSecret secret();

    void tell(NewKey what);

    /** The member at this place asks for a new key; possibly this one. */
    void asked(int place, Duration answer);

    /** There is none. */
    void stays(ChatEvent.KeyStays.Why why, int place);

    /** The members at these places, and this one, have a new secret. */
    void changed(RoomSecret secret, Set<Integer> others);

    /** The others have a new secret, and this member has not; so says the member at this place. */
    void missed(int by);
  }

  private enum State {
    ASKING,
    ASKED,
    AGREED,
    MAKING,
    /** They make it without this member. */
    WITHOUT,
    SENT
  }

  /** An attempt. */
  private static final class Run {
    final KeyExchange exchange;
    final int starter;
    State state;

    /** Whether somebody has come since the others were asked for the last time. */
    boolean unasked;

    /** Those who were asked and are here. */
    final Set<Integer> asked = new TreeSet<>();

    /** Those who agreed, with that to which they are bound. */
    final SortedMap<Integer, byte[]> agreed = new TreeMap<>();

    final Set<Integer> shown = new HashSet<>();
    int partsTold;
    int partsHeard;

    /** To what the one is bound who started, and its public key. */
    byte[] starterBound;

    byte[] starterKey = new byte[0];
    byte @Nullable [] box;

    Run(KeyExchange exchange, int starter, State state, byte[] starterBound) {
      this.exchange = exchange;
      this.starter = starter;
      this.state = state;
      this.starterBound = starterBound;
    }
  }

  private final KeyedRoom room;
  private final SecureRandom random;
  private final EventLoop loop;
  private final LoopTimer timer;
  private final LoopTimer pace;
  private final LoopTimer askedAgain;
  private final Deque<Runnable> untold = new ArrayDeque<>();

  /** When those at these places have begun the latest attempts that were heeded. */
  private final Map<Integer, Deque<Long>> attempts = new HashMap<>();

  private @Nullable Run run;

  KeyChange(KeyedRoom room, SecureRandom random, EventLoop loop) {
    this.room = room;
    this.random = random;
    this.loop = loop;
    timer = new LoopTimer(loop);
    pace = new LoopTimer(loop);
    askedAgain = new LoopTimer(loop);
  }

  // ---- what this member wants

  /** Asks for a new key, or agrees to the one that somebody asked for. */
  void want() {
    Run now = run;
    if (now == null) {
      byte[] number = new byte[KeyExchange.RUN];
      random.nextBytes(number);
      KeyExchange exchange = new KeyExchange(number, room.salt(), random);
      now = new Run(exchange, room.place(), State.ASKING, exchange.commitment(room.place(), true));
      now.asked.addAll(room.present());
      run = now;
      room.asked(room.place(), ASKING);
      ask(now);
      timer.start(ASKING, this::timeIsOver);
      proceed(now);
    } else if (now.state == State.ASKED) {
      agree(now);
    }
  }

  /** Does not agree. */
  void decline() {
    Run now = run;
    if (now != null && now.state == State.ASKED) {
      tell(now, Step.DECLINE, new byte[0]);
      stop();
      room.stays(ChatEvent.KeyStays.Why.DECLINED, room.place());
    }
  }

  private void agree(Run now) {
    now.state = State.AGREED;
    tell(now, Step.AGREE, now.exchange.commitment(room.place(), false));
  }

  private void ask(Run now) {
    tell(now, Step.ASK, now.starterBound);
  }

  private void tell(Run now, Step step, byte[] data) {
    room.tell(new NewKey(step, text(now.exchange.run()), text(data)));
  }

  // ---- what happens

  /** The connection was lost, or the seat is another one: nothing of it counts any more. */
  void interrupted() {
    Run now = run;
    if (now != null) {
      stop();
      room.stays(ChatEvent.KeyStays.Why.LEFT, room.place());
    }
  }

  /** Somebody sat down or came back, and is asked as well. */
  void came(int place) {
    Run now = run;
    if (now != null && now.state == State.ASKING) {
      now.asked.add(place);
      now.unasked = true;
      if (!askedAgain.runs()) {
        askAgain(now);
      }
    }
  }

  /** Everybody hears it, and who has heard it before passes it over. */
  private void askAgain(Run now) {
    if (now == run && now.state == State.ASKING && now.unasked) {
      now.unasked = false;
      ask(now);
      askedAgain.start(ASKED_AGAIN, () -> askAgain(now));
    }
  }

  /** Somebody left, or lost its connection. */
  void went(int place) {
    Run now = run;
    if (now == null) {
      return;
    }
    now.asked.remove(place);
    if (now.state == State.ASKING) {
      now.agreed.remove(place);
      proceed(now);
    } else if (place == now.starter && now.starter != room.place()) {
      end(ChatEvent.KeyStays.Why.LEFT, place);
    } else if (now.state == State.MAKING
        && now.starter == room.place()
        && now.agreed.containsKey(place)) {
      giveUp(now, ChatEvent.KeyStays.Why.LEFT, place);
    }
  }

  /** What a member told; this one, too. */
  void told(int from, NewKey what) {
    Optional<byte[]> number = bytes(what.run()).filter(bytes -> bytes.length == KeyExchange.RUN);
    Optional<byte[]> data = bytes(what.data());
    if (number.isEmpty() || data.isEmpty()) {
      return;
    }
    Run now = run;
    boolean same = now != null && Arrays.equals(now.exchange.run(), number.get());
    boolean mine = from == room.place();
    if (what.step() == Step.ASK) {
      if (!mine && !same) {
        asked(from, number.get(), data.get());
      }
      return;
    }
    if (now == null || !same) {
      if (what.step() == Step.KEY && !mine) {
        room.missed(from); // they had agreed before this member came
      }
      return;
    }
    boolean starts = now.starter == room.place();
    switch (what.step()) {
      case AGREE -> {
        if (starts && !mine) {
          agreed(now, from, data.get());
        }
      }
      case DECLINE -> {
        if (starts && now.state == State.ASKING && now.asked.contains(from)) {
          giveUp(now, ChatEvent.KeyStays.Why.DECLINED, from);
        }
      }
      case FIX -> {
        if (from == now.starter && !starts) {
          fixed(now, data.get());
        }
      }
      case SHOW -> {
        if (!mine && now.state == State.MAKING) {
          shown(now, from, data.get());
        }
      }
      case KEY -> {
        if (from == now.starter && starts) {
          comesBack(now, data.get());
        } else if (from == now.starter) {
          keyCame(now, data.get());
        }
      }
      case STOP -> {
        if (from == now.starter && !starts) {
          stopped(data.get());
        }
      }
      case ASK, CHANGED -> {} // the one is above, the other in what is kept
    }
  }

  // ---- who is asked

  /** Of two who ask at once, the one at the lower place counts, and who agreed to one, to both. */
  private void asked(int from, byte[] number, byte[] bound) {
    Run before = run;
    boolean agrees = false;
    if (bound.length != KeyExchange.COMMITMENT) {
      return;
    }
    if (before != null) {
      boolean open =
          before.state == State.ASKING
              || before.state == State.ASKED
              || before.state == State.AGREED;
      if (!open || from > before.starter) {
        return;
      }
      agrees = before.state != State.ASKED;
    }
    if (!isHeeded(from)) {
      return;
    }
    Run now =
        new Run(new KeyExchange(number, room.salt(), random), from, State.ASKED, bound.clone());
    run = now;
    timer.start(ASKING.plus(MAKING), () -> end(ChatEvent.KeyStays.Why.UNANSWERED, from));
    if (agrees) {
      agree(now);
    } else {
      room.asked(from, ASKING);
    }
  }

  /**
   * Whether another attempt of this place is heeded. Each makes keys, is told to the user, and may
   * be agreed to without asking: who begins one after the other would use up what this member may
   * ask of the server. Coming back to the place renews nothing.
   */
  private boolean isHeeded(int from) {
    long now = loop.ticker().nanoTime();
    Deque<Long> latest = attempts.computeIfAbsent(from, _ -> new ArrayDeque<>());
    if (latest.size() == MOST_ATTEMPTS) {
      if (now - latest.getFirst() < ASKING.toNanos()) {
        return false;
      }
      latest.removeFirst();
    }
    latest.addLast(now);
    return true;
  }

  private void fixed(Run now, byte[] data) {
    if (now.state == State.ASKED || now.state == State.AGREED) {
      int entry = PLACE + KeyExchange.COMMITMENT;
      ByteBuffer read = ByteBuffer.wrap(data);
      if (data.length < 1 + KeyExchange.PUBLIC
          || (data.length - 1 - KeyExchange.PUBLIC) % entry != 0) {
        end(ChatEvent.KeyStays.Why.BROKEN, now.starter);
        return;
      }
      boolean last = read.get() != 0;
      now.starterKey = take(read, KeyExchange.PUBLIC);
      while (read.hasRemaining()) {
        int place = read.getShort();
        now.agreed.put(place, take(read, KeyExchange.COMMITMENT));
      }
      if (now.agreed.size() > MOST) {
        end(ChatEvent.KeyStays.Why.BROKEN, now.starter);
      } else if (last) {
        allFixed(now);
      } else {
        awaitPart(now);
      }
    }
  }

  /** Waits for the next part; there is no end of them for who started it only. */
  private void awaitPart(Run now) {
    if (++now.partsHeard > 2 * (MOST / PART)) {
      end(ChatEvent.KeyStays.Why.BROKEN, now.starter);
    } else {
      timer.start(MAKING.multipliedBy(2), () -> end(ChatEvent.KeyStays.Why.BROKEN, now.starter));
    }
  }

  private void allFixed(Run now) {
    byte[] own = now.agreed.get(room.place());
    boolean agreedHere = now.state == State.AGREED;
    Set<Integer> known = new HashSet<>(room.present());
    known.add(room.place());
    if (own == null) {
      now.state = State.WITHOUT;
    } else if (!agreedHere
        || !Arrays.equals(own, now.exchange.commitment(room.place(), false))
        || now.agreed.containsKey(now.starter)
        || !known.containsAll(now.agreed.keySet())) {
      end(ChatEvent.KeyStays.Why.BROKEN, now.starter);
    } else {
      now.agreed.forEach(now.exchange::bound);
      now.state = State.MAKING;
      timer.start(making(now).plus(MAKING), () -> end(ChatEvent.KeyStays.Why.BROKEN, now.starter));
      tell(now, Step.SHOW, now.exchange.publicKey());
    }
  }

  private void keyCame(Run now, byte[] data) {
    ByteBuffer read = ByteBuffer.wrap(data);
    boolean whole = data.length >= 1 && (data.length - 1) % (PLACE + KeyExchange.BOX) == 0;
    boolean last = !whole || read.get() != 0;
    while (whole && read.hasRemaining()) {
      int place = read.getShort();
      byte[] box = take(read, KeyExchange.BOX);
      if (place == room.place()) {
        now.box = box;
      }
    }
    if (!last) {
      if (now.state == State.MAKING) {
        awaitPart(now);
      }
      return;
    }
    byte[] box = now.box;
    Optional<RoomSecret> secret =
        now.state != State.MAKING || box == null
            ? Optional.empty()
            : now.exchange.opened(
                now.starter, now.starterBound, now.starterKey, room.place(), box, room.secret());
    boolean tookPart = now.state == State.MAKING;
    stop();
    if (secret.isPresent()) {
      Set<Integer> others = new TreeSet<>(now.agreed.keySet());
      others.add(now.starter);
      others.remove(room.place());
      room.changed(secret.get(), others);
    } else {
      if (tookPart) {
        room.stays(ChatEvent.KeyStays.Why.BROKEN, now.starter);
      }
      room.missed(now.starter);
    }
  }

  private void stopped(byte[] data) {
    if (data.length == 1 + PLACE && data[0] >= 0 && data[0] < WHYS.size()) {
      end(WHYS.get(data[0]), ByteBuffer.wrap(data).getShort(1));
    }
  }

  // ---- who started

  private void agreed(Run now, int from, byte[] bound) {
    if (now.state == State.ASKING
        && now.asked.contains(from)
        && bound.length == KeyExchange.COMMITMENT) {
      now.agreed.putIfAbsent(from, bound);
      proceed(now);
    }
  }

  private void proceed(Run now) {
    if (now.state == State.ASKING && now.agreed.keySet().containsAll(now.asked)) {
      fix(now);
    }
  }

  private void timeIsOver() {
    Run now = run;
    if (now == null) {
      return;
    }
    if (now.agreed.isEmpty()) {
      giveUp(now, ChatEvent.KeyStays.Why.UNANSWERED, room.place());
    } else {
      fix(now);
    }
  }

  private void fix(Run now) {
    if (now.agreed.size() > MOST) {
      giveUp(now, ChatEvent.KeyStays.Why.CROWDED, room.place());
      return;
    }
    now.state = State.MAKING;
    now.agreed.forEach(now.exchange::bound);
    timer.start(making(now), () -> giveUp(now, ChatEvent.KeyStays.Why.BROKEN, now.starter));
    List<List<Integer>> parts = parts(now);
    for (int i = 0; i < parts.size(); i++) {
      ByteBuffer data =
          ByteBuffer.allocate(
              1 + KeyExchange.PUBLIC + parts.get(i).size() * (PLACE + KeyExchange.COMMITMENT));
      data.put((byte) (i == parts.size() - 1 ? 1 : 0)).put(now.exchange.publicKey());
      for (int place : parts.get(i)) {
        data.putShort((short) place).put(now.agreed.get(place));
      }
      tellPart(now, Step.FIX, data.array());
    }
    deliver(now);
  }

  private void shown(Run now, int from, byte[] key) {
    if (!now.agreed.containsKey(from)) {
      return;
    }
    boolean starts = now.starter == room.place();
    if (!now.exchange.shown(from, key)) {
      if (starts) {
        giveUp(now, ChatEvent.KeyStays.Why.BROKEN, from);
      } // the others find out by what comes last
      return;
    }
    now.shown.add(from);
    if (starts) {
      deliver(now);
    }
  }

  private void deliver(Run now) {
    if (now.state != State.MAKING || !now.shown.containsAll(now.agreed.keySet())) {
      return;
    }
    now.state = State.SENT;
    List<List<Integer>> parts = parts(now);
    for (int i = 0; i < parts.size(); i++) {
      ByteBuffer data = ByteBuffer.allocate(1 + parts.get(i).size() * (PLACE + KeyExchange.BOX));
      data.put((byte) (i == parts.size() - 1 ? 1 : 0));
      for (int place : parts.get(i)) {
        data.putShort((short) place).put(now.exchange.box(room.place(), place));
      }
      tellPart(now, Step.KEY, data.array());
    }
  }

  /** The server has taken what came last, and passes it on: now it counts. */
  private void comesBack(Run now, byte[] data) {
    if (now.state == State.SENT && data.length > 0 && data[0] != 0) {
      stop();
      room.changed(
          now.exchange.made(room.place(), room.secret()), new TreeSet<>(now.agreed.keySet()));
    }
  }

  /** The secret that was sent and has not come back; the others may have it. */
  Optional<Map.Entry<RoomSecret, Set<Integer>>> sent() {
    Run now = run;
    return now == null || now.state != State.SENT
        ? Optional.empty()
        : Optional.of(
            Map.entry(
                now.exchange.made(room.place(), room.secret()),
                new TreeSet<>(now.agreed.keySet())));
  }

  private void giveUp(Run now, ChatEvent.KeyStays.Why why, int place) {
    if (now == run && now.state == State.SENT) {
      end(why, place); // the others may have it
    } else if (now == run) {
      tell(
          now,
          Step.STOP,
          ByteBuffer.allocate(1 + PLACE)
              .put((byte) WHYS.indexOf(why))
              .putShort((short) place)
              .array());
      end(why, place);
    }
  }

  private void end(ChatEvent.KeyStays.Why why, int place) {
    if (run != null) {
      stop();
      room.stays(why, place);
    }
  }

  /** Ends it, and tells nobody. */
  void stop() {
    timer.stop();
    pace.stop();
    askedAgain.stop();
    untold.clear();
    run = null;
  }

  // ---- how it is written

  private void tellPart(Run now, Step step, byte[] data) {
    untold.add(() -> tell(now, step, data));
    tellNext(now);
  }

  private void tellNext(Run now) {
    while (now == run && !untold.isEmpty() && !pace.runs()) {
      untold.remove().run();
      if (++now.partsTold >= AT_ONCE) {
        pace.start(APART, () -> tellNext(now));
      }
    }
  }

  /** How long it takes at most, with all of its parts. */
  private static Duration making(Run now) {
    return MAKING.plus(APART.multipliedBy(Math.max(0, 2 * parts(now).size() - AT_ONCE)));
  }

  private static List<List<Integer>> parts(Run now) {
    List<List<Integer>> parts = new ArrayList<>();
    List<Integer> places = List.copyOf(now.agreed.keySet());
    for (int at = 0; at < Math.max(1, places.size()); at += PART) {
      parts.add(places.subList(at, Math.min(at + PART, places.size())));
    }
    return parts;
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Optional<byte[]> bytes(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return Optional.of(bytes).filter(read -> text(read).equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
