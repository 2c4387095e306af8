package prosa.server.room;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.Names;
import prosa.protocol.ServerMessage;
import prosa.protocol.VoteReason;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.Expulsion;
import prosa.server.placement.RandomTokens;
import prosa.server.placement.RoomBans;
import prosa.server.refusal.Refusals;

/**
 * Carries out the votes of a room: tells the members, counts by {@link VoteTally}, and has
 * placement move away whom more than half of the networks wanted to be moved. Only the member that
 * began a vote hears that it failed. On the room's loop.
 *
 * <p>Placement keeps out who was moved away. What placement cannot see is looked at here: the name
 * of a classic member, which comes with its messages, a name that a member takes later, the names
 * and addresses of the member in question while the vote goes on ({@link VoteSubject}), and who
 * came back meanwhile.
 */
final class RoomVotes {
  private static final RandomTokens KEYS = new RandomTokens(new SecureRandom());

  /** When to ask again for a vote while the room goes to another node. */
  private static final long FROZEN_MILLIS = 1_000;

  /** What a classic member is called that has said nothing yet. */
  private static final String NAMELESS = Names.listed("");

  /**
   * What an open vote is about; the member may leave, or take another name, meanwhile.
   *
   * @param spared what the others were called when it began, of whom one may leave in disgust
   */
  private record Subject(
      long vote,
      RoomMember target,
      String name,
      VoteReason reason,
      DirectMember by,
      long since,
      VoteSubject known,
      Set<String> spared) {

    Subject goingOnAs(RoomMember next) {
      return new Subject(vote, next, name, reason, by, since, known, spared);
    }
  }

  private final Room room;
  private final VoteTally votes;
  private final RoomBans names = new RoomBans(KEYS);
  private @Nullable Subject subject;

  RoomVotes(Room room) {
    this.room = room;
    this.votes = new VoteTally(() -> room.loop().config().moderation().voteAfter());
  }

  /** A member wants another one to be moved away; null, or why there is no vote. */
  ServerMessage.@Nullable Refused begin(DirectMember by, ClientMessage.Vote asked) {
    if (!room.loop().config().moderation().votes()) {
      return Refusals.votesOff();
    }
    if (room.isFrozen()) {
      return Refusals.tooManyRequests(FROZEN_MILLIS);
    }
    RoomMember target = asked.place() <= room.capacity() ? room.roster().at(asked.place()) : null;
    if (target == null
        || target.equals(by)
        || (asked.member() != 0 && asked.member() != target.id())) {
      return Refusals.noSuchMember();
    }
    List<VoteTally.Sitter> present = new ArrayList<>();
    for (RoomMember member : seated()) {
      if (member.here()) {
        present.add(sitter(member));
      }
    }
    long now = now();
    return switch (votes.begin(sitter(by), sitter(target), present, now)) {
      case VoteTally.Beginning.Refused(var why, long millis) -> Refusals.noVote(why, millis);
      case VoteTally.Beginning.Opened(long vote) -> {
        subject =
            new Subject(
                vote,
                target,
                target.name(),
                asked.reason(),
                by,
                now,
                new VoteSubject(target),
                namesBeside(target));
        tell(subject);
        var _ =
            room.eventLoop()
                .schedule(() -> over(vote), VoteTally.OPEN.toMillis(), TimeUnit.MILLISECONDS);
        yield null;
      }
    };
  }

  /** A member votes; null, or why it may not. */
  ServerMessage.@Nullable Refused ballot(DirectMember by, ClientMessage.Ballot ballot) {
    Subject about = subject;
    if (about == null || !votes.cast(ballot.vote(), by.id(), ballot.yes(), now())) {
      return Refusals.noVote();
    }
    by.tell(new ServerMessage.Ballot(ballot.vote(), ballot.yes()));
    if (votes.isDecided()) {
      votes.end();
      subject = null;
      moveAway(about);
    }
    return null;
  }

  private VoteTally.Sitter sitter(RoomMember member) {
    String network =
        member.client().trusted() ? "member " + member.id() : member.client().network();
    return new VoteTally.Sitter(member.id(), network, member.satDown(), !member.classic());
  }

  private long now() {
    return room.loop().nanos().getAsLong();
  }

  private void tell(Subject about) {
    long now = now();
    room.presence().beforeHeard(about.by());
    room.presence().beforeHeard(about.target());
    for (RoomMember member : room.roster().all()) {
      if (member instanceof DirectMember direct && !direct.equals(about.target())) {
        direct.tell(vote(about, now, votes.mayVote(direct.id(), now)));
      }
    }
  }

  /**
   * Tells a member that came back of the open vote, unless that is about it. Not if whoever began
   * it has left: somebody else may have its place by now.
   */
  void tellAgain(DirectMember back) {
    Subject about = subject;
    long now = now();
    if (about != null
        && votes.secondsLeft(now) > 0
        && room.roster().hold(about.by())
        && back.place() != about.target().place()) {
      back.tell(vote(about, now, votes.awaits(back.id(), now)));
    }
  }

  /** A member came back, or is called something else: if the open vote is about it, it is noted. */
  void seen(RoomMember member) {
    Subject about = subject;
    if (about != null && about.target().equals(member)) {
      about.known().add(member);
    }
  }

  /** A member that another node connects anew is another object here, and the same member. */
  void goesOnAs(RoomMember before, RoomMember next) {
    Subject about = subject;
    if (about != null && about.target().equals(before)) {
      subject = about.goingOnAs(next);
      seen(next);
    }
  }

  private ServerMessage.Vote vote(Subject about, long now, boolean ballot) {
    return new ServerMessage.Vote(
        about.vote(),
        about.target().place(),
        about.name(),
        about.reason(),
        about.by().place(),
        votes.secondsLeft(now),
        ballot);
  }

  private void over(long vote) {
    if (subject != null && subject.vote() == vote) {
      endUndecided();
    }
  }

  /** Nobody is moved by the open vote, if there is one: its time is over, or the room goes. */
  void endUndecided() {
    Subject about = subject;
    if (about != null) {
      votes.end();
      subject = null;
      if (room.roster().hold(about.by())) {
        about.by().tell(voted(about, false));
      }
    }
  }

  private static ServerMessage.Voted voted(Subject about, boolean moved) {
    return new ServerMessage.Voted(
        about.vote(), about.target().place(), about.name(), about.reason(), moved);
  }

  private void moveAway(Subject about) {
    room.announce(voted(about, true));
    room.flush();
    RoomMember target = about.target();
    boolean gone = !room.roster().hold(target);
    Set<String> spared = new HashSet<>(about.spared());
    spared.addAll(namesOf(one -> !one.equals(target) && !(gone && hasSatDownSince(about, one))));
    Set<String> banned = new HashSet<>();
    if (!room.isEncrypted()) { // there everybody has the same name here
      about.known().forEachName(name -> banned.addAll(bannedFor(name, spared)));
      names.add(banned, now());
    }
    expel(
        target,
        new Expulsion(
            target.place(),
            target.connectionId(),
            about.known().clients(),
            banned,
            spared,
            target.isReseated() && !gone,
            true));
    for (RoomMember member : seated()) {
      boolean cameBack =
          !member.equals(target)
              && gone
              && hasSatDownSince(about, member)
              && (hasNameOf(member.name(), banned)
                  || about.known().cameFromNetworkOf(member.client()));
      if (cameBack) {
        expel(member, spared);
      }
    }
  }

  private static boolean hasSatDownSince(Subject about, RoomMember member) {
    return member.satDown() - about.since() >= 0;
  }

  private Set<String> namesBeside(RoomMember target) {
    return namesOf(one -> !one.equals(target));
  }

  private Set<String> namesOf(Predicate<RoomMember> which) {
    Set<String> names = new HashSet<>();
    seated().stream()
        .filter(which)
        .forEach(member -> names.addAll(Names.keysWithAndWithoutNumber(member.name())));
    return names;
  }

  /**
   * What may not be taken as a name after somebody was moved away who was called so: the name, with
   * any number. What others have is theirs, and whoever was taken for them takes away only what is
   * left of it: a number, another spelling. Whoever has said nothing yet is called nothing.
   */
  private static Set<String> bannedFor(String name, Set<String> spared) {
    if (name.equals(NAMELESS)) {
      return Set.of();
    }
    Set<String> keys = new HashSet<>(Names.keysWithAndWithoutNumber(name));
    keys.removeAll(spared);
    return keys;
  }

  /** A copy: who is expelled leaves the roster. */
  private List<RoomMember> seated() {
    List<RoomMember> seated = new ArrayList<>();
    for (RoomMember member : room.roster().all()) {
      if (member != null) {
        seated.add(member);
      }
    }
    return seated;
  }

  private static boolean hasNameOf(String name, Set<String> keys) {
    return !Collections.disjoint(Names.keysWithAndWithoutNumber(name), keys);
  }

  private void expel(RoomMember member, Expulsion who) {
    if (member instanceof RemoteClassicMember remote) {
      room.dismiss(remote);
    }
    MemberConnection connection =
        member instanceof DirectMember direct && room.roster().hold(direct)
            ? direct.expelled()
            : null;
    room.seatService()
        .moveAway(
            room,
            who,
            connection,
            member.name(),
            _ -> {
              if (connection != null && member instanceof DirectMember direct) {
                direct.seatNowhere(connection);
              }
            });
  }

  /** What may not be taken as a name, for the node where the room goes on. */
  List<RoomBans.Passed> passOnNames() {
    return names.passOn(now());
  }

  /** What may not be taken as a name since the room was at another node. */
  void keepNames(List<RoomBans.Passed> told) {
    names.take(told, now());
  }

  /** Whether this is what somebody was called whom the others moved away. */
  boolean keepsOut(String name) {
    return names.has(Names.keysWithAndWithoutNumber(name), now());
  }

  /** A classic member took such a name. It is disconnected, and may come back by another one. */
  void disconnect(RoomMember member) {
    expel(
        member,
        new Expulsion(
            member.place(),
            member.connectionId(),
            Set.of(member.client()),
            Set.of(),
            Set.of(),
            false,
            false));
  }

  /** Moves a member away that was moved away and came back to its seat in the same moment. */
  void expel(RoomMember member) {
    expel(member, namesBeside(member));
  }

  private void expel(RoomMember member, Set<String> spared) {
    expel(
        member,
        new Expulsion(
            member.place(),
            member.connectionId(),
            Set.of(member.client()),
            bannedFor(member.name(), spared),
            spared,
            member.isReseated(),
            true));
  }
}
