package prosa.server.room;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.protocol.EncodedMembers;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Presence;
import prosa.protocol.TokenBucket;

/**
 * Announces to a room who joins, leaves, is away or back, or has another name: at most {@link
 * #RATE}, so that many short visits do not flood the chat. On the room's loop.
 *
 * <p>For each place it keeps the last announcement. A change is announced at once while the rate
 * allows it. Otherwise the place is late, and when the rate allows it again the room receives the
 * difference between what it knows and what is then; so a place costs no more for having changed
 * often; and those that changed last are announced last. Members that came and left in between are
 * only counted, by {@code passed}. No message or event of a member comes before its announcement:
 * while it is late, what it sends has to wait, {@link #FIRST_WORD} at most ({@link #untilHeard}).
 * So who speaks at each of many short visits, or under many names, is not announced at each. And
 * for those who come from an address that caused few changes lately ({@link QuietAddresses}) there
 * are further lines, {@link #NEWCOMERS}, so that they need not wait for what others cause.
 *
 * <p>{@code seated} lists what the room was told, too ({@link #members}), not what is: so all
 * members have the same list at every moment, and every line changes it in the same way for each of
 * them. A member is never told anything of its own place. A new member of a non-empty room is
 * always listed somebody: {@link #beforeListed}.
 */
final class PresenceAnnouncer {
  /** Lines at once, and a second. */
  static final Rate RATE = new Rate(16, 2);

  /** Lines at once, and a second, for those who speak and come from a quiet address. */
  static final Rate NEWCOMERS = new Rate(8, 1);

  /** How long a member's messages wait at most because its announcement is late. */
  static final Duration FIRST_WORD = Duration.ofSeconds(3);

  private static final long PASSED_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** In lines, beyond which what had to be announced costs nothing more: 16 s of the rate. */
  private static final long MOST_DEBT = 32;

  /** A member at a place. */
  interface Occupant {
    int place();

    /** A number for its stay, which nobody else ever gets. */
    long id();

    String name();

    boolean here();

    boolean classic();

    /** The address that it comes from, as limits count it. */
    String address();

    /** What it told last, in an encrypted room, for those who come later. */
    default Optional<String> sealed() {
      return Optional.empty();
    }

    /** Whether it is away because it went to another room, from where it may come back. */
    boolean inAnotherRoom();
  }

  /** The room as this class sees it. */
  interface AnnouncedRoom {
    /** The member at this place. */
    @Nullable Occupant at(int place);

    /** Tells all members. */
    void tellAll(ServerMessage line);

    /** Notifies all members except the one at {@code place}. */
    void tellOthers(int place, ServerMessage line);

    /** Counts one who came and went unannounced. */
    void unannounced();

    /** Runs something on the room's loop later. */
    void later(Runnable task, long millis);
  }

  /** What the room was told of a place. */
  private record Told(Occupant who, String name, boolean here) {}

  /** Somebody whose announcement is late since this time. */
  private record Late(Occupant who, long since) {}

  private final AnnouncedRoom room;
  private final LongSupplier nanos;
  private final TokenBucket lines;
  private final TokenBucket newcomers;
  private final QuietAddresses quiet = new QuietAddresses();
  private final @Nullable Told[] told;
  private @Nullable EncodedMembers encoded;

  /** The places that are late, each with who sat there when it became so; the oldest first. */
  private final Map<Integer, Late> late = new LinkedHashMap<>();

  private long passed;
  private long passedTold;
  private boolean waiting;

  /** Nobody was announced yet. */
  PresenceAnnouncer(int capacity, AnnouncedRoom room, LongSupplier nanos) {
    this.room = room;
    this.nanos = nanos;
    this.lines = new TokenBucket(RATE, nanos.getAsLong());
    this.newcomers = new TokenBucket(NEWCOMERS, nanos.getAsLong());
    this.told = new Told[capacity + 1];
    this.passedTold = nanos.getAsLong() - PASSED_NANOS;
  }

  /**
   * Somebody takes its place, is back or is away, or has another name; whether all were told now.
   */
  boolean changed(Occupant who, boolean here) {
    long now = nanos.getAsLong();
    quiet.moved(who.address(), now);
    if (late.isEmpty() && lines.until(now) == 0) {
      tell(who.place(), who, here, true);
      return true;
    }
    delay(who, now);
    await(now);
    return false;
  }

  /** Somebody has left its place, which is free. */
  void left(Occupant who) {
    long now = nanos.getAsLong();
    quiet.moved(who.address(), now);
    Told before = told[who.place()];
    if (before != null && before.who().equals(who)) {
      if (late.isEmpty() && lines.until(now) == 0) {
        tell(who.place(), null, false, true);
      } else {
        delay(who, now);
      }
    } else {
      passed++;
      room.unannounced();
      if (before == null) {
        late.remove(who.place());
      }
    }
    await(now);
  }

  /** Whether the room knows this member, under its current name. */
  boolean isAnnounced(Occupant who) {
    Told before = told[who.place()];
    return before != null && before.who().equals(who) && before.name().equals(who.name());
  }

  /**
   * A member's message or event is about to be relayed: the member is announced first, with its
   * current name, if it was not.
   */
  void beforeHeard(Occupant who) {
    if (late.containsKey(who.place()) && !isAnnounced(who)) {
      tell(who.place(), who, true, false);
    }
  }

  /**
   * In how many milliseconds something that this member sends can be relayed; if that is 0, the
   * member is announced now if it was not.
   */
  long untilHeard(Occupant who) {
    Late waiter = late.get(who.place());
    if (waiter == null || isAnnounced(who)) {
      return 0;
    }
    long now = nanos.getAsLong();
    long patience = FIRST_WORD.minusNanos(now - waiter.since()).toMillis();
    long wait = Math.max(0, Math.min(lines.until(now), patience));
    if (wait > 0 && quiet.isQuiet(who.address(), now)) {
      wait = Math.min(wait, newcomers.take(now));
    }
    if (wait == 0) {
      beforeHeard(who);
    }
    return wait;
  }

  /** A member that another node connects anew is another object here, and the same member. */
  void goesOnAs(Occupant before, Occupant next) {
    int place = before.place();
    Told known = told[place];
    if (known != null && known.who().equals(before)) {
      known(place, new Told(next, known.name(), known.here()));
    }
    Late waiter = late.get(place);
    if (waiter != null && waiter.who().equals(before)) {
      late.put(place, new Late(next, waiter.since()));
    }
  }

  /** The place waits for its turn; behind all others if somebody else has sat down there. */
  private void delay(Occupant who, long now) {
    Late before = late.get(who.place());
    if (before == null || !before.who().equals(who)) {
      late.remove(who.place());
      late.put(who.place(), new Late(who, now));
    }
  }

  /**
   * Somebody is about to be seated at {@code place}: if nobody is there of all whom it would be
   * listed, and somebody else is, the one who has waited longest is announced first, whatever that
   * costs. So a new member learns of another member if there is one. Nothing is sent if the room
   * knows of one already.
   */
  void beforeListed(int place) {
    for (Told known : told) {
      if (known != null && known.here() && known.who().place() != place && isThere(known.who())) {
        return;
      }
    }
    for (int waiting : late.keySet()) {
      Occupant who = room.at(waiting);
      if (who != null && who.here() && waiting != place) {
        tell(waiting, who, true, false);
        return;
      }
    }
  }

  private boolean isThere(Occupant who) {
    return who.here() && who.equals(room.at(who.place()));
  }

  /**
   * What the room was told of all places but one, in the order of the places. It is encoded once
   * for as long as nothing changes, for whoever asks: at a large room that is long, and those who
   * do not read ask in each round.
   */
  List<ServerMessage.MemberEntry> members(int except) {
    return encoded().without(except);
  }

  /** How long the JSON of these is. */
  int lengthOfMembers(int except) {
    return encoded().lengthWithout(except);
  }

  /** What a member told last is another text from now on. */
  void sealedChanged() {
    forgetEncoded();
  }

  /** Encodes the members anew when somebody is told of them next. */
  void forgetEncoded() {
    encoded = null;
  }

  private EncodedMembers encoded() {
    EncodedMembers known = encoded;
    if (known == null) {
      known = new EncodedMembers(entries());
      encoded = known;
    }
    return known;
  }

  private List<ServerMessage.MemberEntry> entries() {
    List<ServerMessage.MemberEntry> members = new ArrayList<>();
    for (Told one : told) {
      if (one != null) {
        Presence state = one.here() ? Presence.HERE : Presence.AWAY;
        members.add(
            new ServerMessage.MemberEntry(
                one.who().place(),
                one.name(),
                state,
                one.who().classic(),
                one.who().id(),
                one.who().sealed()));
      }
    }
    return members;
  }

  private void tell(int place, @Nullable Occupant who, boolean here, boolean all) {
    late.remove(place);
    Told before = told[place];
    if (before != null && !before.who().equals(who)) {
      line(place, goodbye(place, before.who(), before.name()), all);
      before = null;
    }
    if (who == null) {
      known(place, null);
      return;
    }
    boolean classic = who.classic();
    boolean wasHere = before == null || before.here();
    if (before == null) {
      line(place, new ServerMessage.Joined(place, who.name(), classic, who.id()), all);
    } else if (!before.name().equals(who.name())) {
      line(place, new ServerMessage.Renamed(place, before.name(), who.name(), classic), all);
    }
    if (!here && wasHere) {
      line(place, new ServerMessage.Away(place, who.name(), classic, who.inAnotherRoom()), all);
    } else if (here && !wasHere) {
      line(place, new ServerMessage.Back(place, who.name(), classic), all);
    }
    known(place, new Told(who, who.name(), here));
  }

  private void known(int place, @Nullable Told now) {
    told[place] = now;
    encoded = null;
  }

  private static ServerMessage.Left goodbye(int place, Occupant who, String name) {
    return new ServerMessage.Left(place, name, who.classic());
  }

  /** A late line is kept from the member that it is about, which knows it already. */
  private void line(int place, ServerMessage line, boolean all) {
    var _ = lines.charge(1, MOST_DEBT, nanos.getAsLong());
    if (all) {
      room.tellAll(line);
    } else {
      room.tellOthers(place, line);
    }
  }

  private void await(long now) {
    if (waiting || (late.isEmpty() && passed == 0)) {
      return;
    }
    waiting = true;
    long wait = lines.until(now);
    if (late.isEmpty()) {
      wait = Math.max(wait, TimeUnit.NANOSECONDS.toMillis(passedTold + PASSED_NANOS - now) + 1);
    }
    room.later(this::catchUp, Math.max(1, wait));
  }

  private void catchUp() {
    waiting = false;
    long now = nanos.getAsLong();
    while (lines.until(now) == 0) {
      if (passed > 0 && now - passedTold >= PASSED_NANOS) {
        long count = passed;
        passed = 0;
        passedTold = now;
        var _ = lines.charge(1, now);
        room.tellAll(new ServerMessage.Passed(count));
      } else if (late.isEmpty()) {
        break;
      } else {
        int place = late.keySet().iterator().next();
        Occupant who = room.at(place);
        tell(place, who, who != null && who.here(), false);
      }
    }
    await(now);
  }
}
