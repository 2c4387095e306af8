package prosa.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import prosa.protocol.Sanitizer;
import prosa.protocol.TakenNames;

/**
 * The room as one member sees it: its members, who is typing, who is muted, and the number of
 * unread messages.
 *
 * <p>It follows the events in the order in which they are delivered: when a listener receives an
 * event, the state has just taken it in. The roster stays while the connection is lost and is
 * cleared at the end. Any thread may read and mute; nothing here waits.
 *
 * <p>A mute is local to this client. It follows the member through renames, lost connections and a
 * {@linkplain JoinKind#RENEWED renewed roster}, and ends when the member leaves or this client goes
 * to another room. After a lost connection a member is the same as before if it has the same id, or
 * if ids are not told, the same place and name in the same room. In a room that is {@linkplain
 * JoinKind#CONTINUED continued} at another node it may come later, with another id, to the same
 * place with the same name.
 */
public final class RoomState {
  /** How long somebody counts as writing after the last sign of it. */
  public static final Duration TYPING = Duration.ofSeconds(5);

  /** How long seats of a room that goes on elsewhere are held for those who are still to come. */
  private static final Duration REUNION = Duration.ofSeconds(30);

  private static final int MOST_COUNTED = 99;

  /** In place of the place of who said something and has left: whether it was muted then. */
  private static final int GONE_MUTED = -1;

  private final LongSupplier nanos;
  private final TreeMap<Integer, MemberInfo> others = new TreeMap<>();
  private final Map<Integer, Long> typingUntil = new HashMap<>();

  /** The muted members as they were known last, by place; also those who are still to come back. */
  private final Map<Integer, MemberInfo> muted = new HashMap<>();

  /** Where who said one of the latest messages sits, by the number of that. */
  private final Map<Long, Integer> saidAt = new LinkedHashMap<>();

  /** The numbers of the latest messages of classic members. */
  private final Set<Long> saidByClassic = new LinkedHashSet<>();

  /** Those in the room, as they were when {@link #placeToShow} was asked last. */
  private final TakenNames names = new TakenNames();

  /** Who was muted in the room that was left by {@code next}. */
  private List<MemberInfo> mutedBehind = List.of();

  /** The room that was left so, while the seat there is held. */
  private Optional<String> behind = Optional.empty();

  private long behindUntil;
  private long continuedAt;
  private Optional<RoomSnapshot> room = Optional.empty();
  private int unread;
  private int unreadMentions;
  private boolean watched = true;

  /** Nowhere yet. */
  public RoomState() {
    this(System::nanoTime);
  }

  /**
   * Nowhere yet.
   *
   * @param nanos a monotonic clock
   */
  public RoomState(LongSupplier nanos) {
    this.nanos = nanos;
    continuedAt = nanos.getAsLong() - REUNION.toNanos() - 1;
  }

  /**
   * Applies an event. {@link ChatClient} does so before it calls the listener; tests call it, too.
   *
   * @return the event, with what is known here about its member
   */
  public synchronized ChatEvent apply(ChatEvent event) {
    switch (event) {
      case ChatEvent.Seated(RoomSnapshot now, JoinKind how) -> seated(now, how);
      case ChatEvent.Lost _ -> typingUntil.clear();
      case ChatEvent.Ended _ -> {
        others.clear();
        typingUntil.clear();
        room = Optional.empty();
        behind = Optional.empty();
        mutedBehind = List.of();
      }
      case ChatEvent.Held(String room, int seconds) -> {
        behind = Optional.of(room);
        behindUntil = nanos.getAsLong() + Duration.ofSeconds(seconds).toNanos();
      }
      case ChatEvent.Said(Message message) -> {
        typingUntil.remove(message.place());
        if (!message.mine()) {
          said(message);
        }
        if (!watched && !hides(message) && !message.mine()) {
          unread++;
          unreadMentions += isMentionedIn(message) ? 1 : 0;
        }
      }
      case ChatEvent.Joined(MemberInfo member) -> {
        forgetPlace(member.place());
        forgetWhoDidNotCome();
        muted.computeIfPresent(member.place(), (_, mute) -> mute.isSame(member) ? member : null);
        put(member);
      }
      case ChatEvent.CameBack(MemberInfo member) -> put(identified(member));
      case ChatEvent.WentAway(MemberInfo member, boolean _) -> {
        typingUntil.remove(member.place());
        put(identified(member));
      }
      case ChatEvent.Left(MemberInfo member) -> {
        forgetPlace(member.place());
        others.remove(member.place());
        typingUntil.remove(member.place());
        muted.remove(member.place());
        publish();
      }
      case ChatEvent.Renamed renamed -> {
        return renamed(renamed);
      }
      case ChatEvent.Typing(MemberInfo member) -> {
        MemberInfo known = others.getOrDefault(member.place(), member);
        typingUntil.put(member.place(), nanos.getAsLong() + TYPING.toNanos());
        return new ChatEvent.Typing(known);
      }
      case ChatEvent.VoteBegan began -> {
        return new ChatEvent.VoteBegan(
            began.vote(),
            known(began.about()),
            began.reason(),
            began.mine() ? began.by() : known(began.by()),
            began.seconds(),
            began.mine(),
            began.mayVote(),
            began.encrypted());
      }
      case ChatEvent.VoteEnded(
              long vote,
              MemberInfo about,
              var reason,
              boolean moved,
              boolean me) -> {
        return me ? event : new ChatEvent.VoteEnded(vote, known(about), reason, moved, false);
      }
      case ChatEvent.KeyAsked(MemberInfo member, boolean mine, int seconds) -> {
        return mine ? event : new ChatEvent.KeyAsked(known(member), false, seconds);
      }
      case ChatEvent.KeyChanged changed -> room = room.map(r -> r.withCode(changed.code()));
      case ChatEvent.Connecting _,
          ChatEvent.KeyStays _,
          ChatEvent.KeyMissed _,
          ChatEvent.Balloted _,
          ChatEvent.Unopened _,
          ChatEvent.Unreachable _,
          ChatEvent.Reacted _,
          ChatEvent.Passed _,
          ChatEvent.Missed _,
          ChatEvent.Offered _,
          ChatEvent.Invited _,
          ChatEvent.About _,
          ChatEvent.Draining _,
          ChatEvent.StaysOpen _,
          ChatEvent.Refused _,
          ChatEvent.Returned _ -> {}
    }
    return event;
  }

  private MemberInfo known(MemberInfo member) {
    return others.getOrDefault(member.place(), member);
  }

  private void said(Message message) {
    if (isClassic(message)) {
      saidByClassic.add(message.number());
      if (saidByClassic.size() > RecentLines.LATEST) {
        saidByClassic.remove(saidByClassic.iterator().next());
      }
    }
    saidAt.put(message.number(), message.place());
    if (saidAt.size() > RecentLines.LATEST) {
      saidAt.remove(saidAt.keySet().iterator().next());
    }
  }

  /** Whoever comes to this place has not said what was said there before. */
  private void forgetPlace(int place) {
    if (muted(place)) {
      saidAt.replaceAll((_, said) -> said == place ? GONE_MUTED : said);
    } else {
      saidAt.values().removeIf(said -> said == place);
    }
  }

  /** Whether members of the room, which goes on elsewhere, may still be to come. */
  private boolean isReunion() {
    return nanos.getAsLong() - continuedAt <= REUNION.toNanos();
  }

  /** After a while those who were still to come will not: who comes then is somebody new. */
  private void forgetWhoDidNotCome() {
    if (!isReunion()) {
      muted.keySet().retainAll(others.keySet());
    }
  }

  private void seated(RoomSnapshot now, JoinKind how) {
    forgetWhoDidNotCome();
    if (how.isSameStay()) {
      List.copyOf(others.values()).stream()
          .filter(before -> now.at(before.place()).filter(before::isSame).isEmpty())
          .forEach(before -> forgetPlace(before.place()));
    } else {
      saidAt.clear(); // other messages have these numbers
      saidByClassic.clear();
    }
    boolean sameRoom = room.isPresent() && room.get().room().equals(now.room());
    List<MemberInfo> mutedHere = List.copyOf(muted.values());
    others.clear();
    now.members().forEach(member -> others.put(member.place(), member));
    typingUntil.clear();
    if (how == JoinKind.CONTINUED) {
      continuedAt = nanos.getAsLong();
    }
    if (how == JoinKind.CONTINUED || (sameRoom && isReunion())) {
      muted.replaceAll((_, mute) -> present(mute).isPresent() ? mute : mute.withoutId());
      muted.values().removeIf(mute -> others.containsKey(mute.place()) && present(mute).isEmpty());
    } else {
      muted.values().removeIf(mute -> !sameRoom || present(mute).isEmpty());
    }
    if (how == JoinKind.RETURNED) {
      mutedBehind.stream()
          .filter(mute -> present(mute).isPresent())
          .forEach(mute -> muted.put(mute.place(), mute));
    }
    muted.replaceAll((place, mute) -> others.getOrDefault(place, mute));
    room = Optional.of(now);
    if (!how.isSameCompany()) {
      mutedBehind = how == JoinKind.MOVED ? mutedHere : List.of();
      behind = Optional.empty();
    }
  }

  /** The same member as it is now; empty if it has left, even if somebody else has its place. */
  public synchronized Optional<MemberInfo> present(MemberInfo member) {
    return at(member.place()).filter(member::isSame);
  }

  /** The member with the id of its stay, which few events tell. */
  private MemberInfo identified(MemberInfo member) {
    MemberInfo before = others.get(member.place());
    return before == null || member.id() != 0 ? member : member.withId(before.id());
  }

  private void put(MemberInfo member) {
    others.put(member.place(), member);
    publish();
  }

  private ChatEvent renamed(ChatEvent.Renamed renamed) {
    MemberInfo member = renamed.member();
    if (renamed.mine()) {
      room = room.map(r -> r.withName(member.name()));
      publish();
      return renamed;
    }
    MemberInfo before = others.get(member.place());
    MemberInfo after =
        new MemberInfo(
            member.place(),
            member.name(),
            before == null || before.here(),
            member.classic(),
            before == null ? 0 : before.id());
    muted.computeIfPresent(member.place(), (_, _) -> after);
    put(after);
    return new ChatEvent.Renamed(after, renamed.before(), false);
  }

  private void publish() {
    List<MemberInfo> members = List.copyOf(others.values());
    room = room.map(r -> r.withMembers(members));
  }

  /** The room that was left a moment ago, if {@link ChatClient#goBack} still leads back to it. */
  public synchronized Optional<String> wayBack() {
    return behind.filter(_ -> nanos.getAsLong() - behindUntil < 0);
  }

  // ---- members

  /** The room as it is now; empty before the first seat and after the end. */
  public synchronized Optional<RoomSnapshot> snapshot() {
    return room;
  }

  /** The other member at {@code place}. */
  public synchronized Optional<MemberInfo> at(int place) {
    return Optional.ofNullable(others.get(place));
  }

  /** Whether somebody else's message mentions this member. */
  public synchronized boolean isMentionedIn(Message message) {
    return !message.mine()
        && room.isPresent()
        && Mentions.in(
            message.text(),
            room.get().name(),
            others.values().stream().map(MemberInfo::name).toList());
  }

  /**
   * The other members that somebody may mean by {@code name}: the one at the place with this
   * number; or else all who are called so, whatever the case; or else all whose names begin so.
   * With them come all whose names look like that of one of them or like what was written: more
   * than one are to be told apart by their places, since a classic member may take anybody's name.
   * What completion, quotation and front ends put around a name, as in {@code "Ana [3]":}, does not
   * matter if nobody is called so with it.
   */
  public synchronized List<MemberInfo> meant(String name) {
    return MemberReference.of(name).meant(others.values());
  }

  /**
   * The place to show beside a member's name, since somebody else in the room, this member
   * included, is called so, or in a way that looks like it; 0 if nobody is.
   */
  public synchronized int placeToShow(MemberInfo member) {
    Set<Integer> places = new HashSet<>(others.keySet());
    room.ifPresent(now -> places.add(now.place()));
    names.keepOnly(places);
    room.ifPresent(now -> names.put(now.place(), Sanitizer.line(now.name())));
    others.forEach((place, other) -> names.put(place, other.shownName()));
    return names.isShared(member.place(), member.shownName()) ? member.place() : 0;
  }

  // ---- mutes

  /**
   * Mutes or unmutes {@code member}. Does nothing if it has left, even if its place is taken again.
   */
  public synchronized void mute(MemberInfo member, boolean on) {
    present(member)
        .ifPresent(
            now -> {
              if (on) {
                muted.put(now.place(), now);
              } else {
                muted.remove(now.place());
              }
            });
  }

  /** Whether the member at {@code place} is muted. */
  public synchronized boolean muted(int place) {
    return others.containsKey(place) && muted.containsKey(place);
  }

  /** The muted members, by place. */
  public synchronized List<MemberInfo> muted() {
    return others.values().stream().filter(member -> muted(member.place())).toList();
  }

  /** Whether {@code message} is of a member that came with an original client. */
  public synchronized boolean isClassic(Message message) {
    MemberInfo member = others.get(message.place());
    return !message.mine() && member != null && member.classic();
  }

  /** Whether an earlier message is of a member that came with an original client. */
  public synchronized boolean isClassic(EarlierMessage message) {
    return saidByClassic.contains(message.number());
  }

  /** Whether {@code message} is of a muted member, and not to be shown. */
  public synchronized boolean hides(Message message) {
    return !message.mine() && muted(message.place());
  }

  /** Whether an earlier message is of a muted member, and not to be shown. */
  public synchronized boolean hides(EarlierMessage message) {
    int place = saidAt.getOrDefault(message.number(), 0);
    return place == GONE_MUTED || muted(place);
  }

  // ---- typing

  /** The members that are typing and not muted, by place. */
  public synchronized List<MemberInfo> typing() {
    long now = nanos.getAsLong();
    return others.values().stream()
        .filter(member -> typingUntil.getOrDefault(member.place(), now) - now > 0)
        .filter(member -> !muted(member.place()))
        .toList();
  }

  /**
   * Removes the members that stopped typing.
   *
   * @return whether that was somebody
   */
  public synchronized boolean expireTyping() {
    long now = nanos.getAsLong();
    return typingUntil.values().removeIf(until -> until - now <= 0);
  }

  // ---- unread messages

  /** Sets whether the user looks at the room; messages that arrive then are not unread. */
  public synchronized void watched(boolean now) {
    watched = now;
    if (now) {
      unread = 0;
      unreadMentions = 0;
    }
  }

  /** Whether the user looks at the room; at first it does. */
  public synchronized boolean watched() {
    return watched;
  }

  /** The number of messages of others since the user last looked. */
  public synchronized int unread() {
    return unread;
  }

  /**
   * A window's title that counts the unread messages, and those of them that mention this member:
   * {@code (3 @1) Chat0}.
   *
   * @param name the title while nothing is unread
   */
  public synchronized String titled(String name) {
    String count = unread > MOST_COUNTED ? MOST_COUNTED + "+" : Integer.toString(unread);
    String mentions = unreadMentions == 0 ? "" : " @" + unreadMentions;
    return unread == 0 ? name : "(" + count + mentions + ") " + name;
  }
}
