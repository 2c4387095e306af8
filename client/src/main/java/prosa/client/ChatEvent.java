package prosa.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import prosa.protocol.ErrorCode;
import prosa.protocol.VoteReason;

/**
 * Everything that a {@link ChatClient} tells, in the order in which it happened.
 *
 * <pre>
 * Connecting --+--> Seated --(talk)--> Lost --+--> Seated ...      from anywhere: Ended, the last
 *              |      ^                       |      ^
 *              \-5 s-> Unreachable -----------/-5 s-> Unreachable
 * </pre>
 */
public sealed interface ChatEvent {

  // ---- the connection

  /** The client dials for the first time: always the first event. */
  record Connecting(ServerAddress server) implements ChatEvent {}

  /**
   * There has been no seat for five seconds, or nothing listens at an address that was never
   * reached; told once until there is a seat, and again if the cause becomes another. The client
   * keeps trying until it is closed.
   */
  record Unreachable(ServerAddress server, ConnectError why) implements ChatEvent {}

  /**
   * There is a seat: this client can send and receive messages. Whatever was known of the room
   * before is replaced by {@code room}.
   */
  record Seated(RoomSnapshot room, JoinKind how) implements ChatEvent {}

  /** The connection is lost. The client dials again; what is said meanwhile waits. */
  record Lost() implements ChatEvent {}

  /** The session is over: the last event. */
  record Ended(EndReason why) implements ChatEvent {}

  // ---- the room

  /** A message of a member, possibly of this client. */
  record Said(Message message) implements ChatEvent {}

  /**
   * A member reacted to a message.
   *
   * @param about that message
   * @param off whether it is taken back
   */
  record Reacted(MemberInfo member, String reaction, EarlierMessage about, boolean off)
      implements ChatEvent {}

  /**
   * The seat that this client left by a {@code next} that keeps it is held: {@link
   * ChatClient#goBack} leads back to it.
   *
   * @param room where it is
   * @param seconds for how long it is held
   */
  record Held(String room, int seconds) implements ChatEvent {}

  /** A member took a seat. */
  record Joined(MemberInfo member) implements ChatEvent {}

  /** A member gave up its seat or did not come back in time. */
  record Left(MemberInfo member) implements ChatEvent {}

  /**
   * A member lost its connection, or went to another room; its seat is held for a while.
   *
   * @param elsewhere whether it went to another room, from where it may come back
   */
  record WentAway(MemberInfo member, boolean elsewhere) implements ChatEvent {}

  /** A member whose connection was lost is back. */
  record CameBack(MemberInfo member) implements ChatEvent {}

  /**
   * A member has another name.
   *
   * @param mine whether it is this client, whose place and new name {@code member} then has
   */
  record Renamed(MemberInfo member, String before, boolean mine) implements ChatEvent {}

  /** This many members came and left too fast to be announced one by one. */
  record Passed(long count) implements ChatEvent {}

  /** A member is typing: to be shown for five seconds, or until that place sends a message. */
  record Typing(MemberInfo member) implements ChatEvent {}

  /**
   * The messages numbered {@code from} to {@code to}, both included, did not reach this client, and
   * never will, but for its own among them.
   *
   * @param perhapsOwn the ids of what this client said and has no answer for, as after a server
   *     that stood still: what of it is among them is reported as {@link Said} when it is
   *     acknowledged. {@link MissedCount} counts the others
   */
  record Missed(long from, long to, Set<String> perhapsOwn) implements ChatEvent {
    /** Keeps its own copy. */
    public Missed {
      perhapsOwn = Set.copyOf(perhapsOwn);
    }

    /** None of them is this client's own. */
    public Missed(long from, long to) {
      this(from, to, Set.of());
    }

    /** How many, its own among them. */
    public long count() {
      return to - from + 1;
    }
  }

  /**
   * Something is wrong with what came in an encrypted room: whoever relays it, or somebody without
   * the secret, has changed, repeated, held back or made it up.
   *
   * @param member whose it is said to be
   * @param count how many are missing; 1 for any other fault
   */
  record Unopened(MemberInfo member, EncryptionFault fault, long count) implements ChatEvent {}

  /**
   * A member of an encrypted room asks the others for a new key, which who left, and old links, do
   * not have; {@link ChatClient#newKey} agrees. If nobody answers for this client, the others
   * change the key without it.
   *
   * @param mine whether this client asks
   * @param seconds how long the others may take to agree
   */
  record KeyAsked(MemberInfo member, boolean mine, int seconds) implements ChatEvent {}

  /**
   * The encrypted room has a new key, and {@link ChatClient#invite} a new link.
   *
   * @param code to be compared anew
   * @param with the others who have the new key
   * @param without those here who have it not, and read nothing any more
   */
  record KeyChanged(SafetyCode code, List<MemberInfo> with, List<MemberInfo> without)
      implements ChatEvent {
    /** Keeps its own copies. */
    public KeyChanged {
      with = List.copyOf(with);
      without = List.copyOf(without);
    }
  }

  /**
   * The encrypted room keeps its key, though somebody asked for a new one.
   *
   * @param member by whom
   * @param mine whether that is this client
   */
  record KeyStays(Why why, MemberInfo member, boolean mine) implements ChatEvent {
    /** Why there is no new key. */
    public enum Why {
      /** A member does not want one. */
      DECLINED,
      /** Nobody answered, or who asked did not go on. */
      UNANSWERED,
      /** A member left, or lost its connection, while it was made. */
      LEFT,
      /** What came from a member is not what had to come, or did not come. */
      BROKEN,
      /** More members agreed than can make one. */
      CROWDED
    }
  }

  /**
   * The others in the encrypted room have another key, which this client has not: it reads nothing,
   * and says nothing, until it comes with the new link.
   */
  record KeyMissed() implements ChatEvent {}

  /**
   * This client is alone and so is somebody in another room: {@link ChatClient#next} leads there.
   */
  record Offered(String room) implements ChatEvent {}

  /** The answer to {@link ChatClient#invite}: a code and an address that contains it. */
  record Invited(String code, String link) implements ChatEvent {}

  /**
   * What the host says of the server: plain text of somebody else, in which lines may break. Each
   * part may be empty, and all of them.
   *
   * @param name what the server is called
   * @param welcome what is said to those who come
   * @param contact how to reach the host
   * @param terms the terms of use
   * @param asked whether it answers {@link ChatClient#about}, and not {@link ChatClient#welcome}
   */
  record About(String name, String welcome, String contact, String terms, boolean asked)
      implements ChatEvent {}

  /**
   * A member asks the room to move another one away.
   *
   * @param vote the vote's number, for {@link ChatClient#ballot}
   * @param about the member that it is about; this client is never told of a vote about itself
   * @param by who asks
   * @param seconds how long the vote is open
   * @param mine whether this client asks
   * @param mayVote whether this client may vote
   * @param encrypted whether the room is, so that whoever is voted away gets no other seat
   */
  record VoteBegan(
      long vote,
      MemberInfo about,
      VoteReason reason,
      MemberInfo by,
      int seconds,
      boolean mine,
      boolean mayVote,
      boolean encrypted)
      implements ChatEvent {}

  /** The answer to {@link ChatClient#ballot}: the vote counts. */
  record Balloted(long vote, boolean yes) implements ChatEvent {}

  /**
   * A vote is over: the member was moved away from the room or, which only the client that asked is
   * told, it was not.
   *
   * @param me whether this client is the member: {@link Seated} in another room follows, or {@link
   *     Ended} if there is no other seat, as for members of an encrypted room
   */
  record VoteEnded(long vote, MemberInfo about, VoteReason reason, boolean moved, boolean me)
      implements ChatEvent {}

  /**
   * The server is about to go away.
   *
   * @param seconds until it has closed the last connection, at most; 0 if it does not say
   */
  record Draining(int seconds) implements ChatEvent {}

  /** The server was about to go away, and stays after all. */
  record StaysOpen() implements ChatEvent {}

  // ---- what was not done

  /**
   * A request was refused; nothing has changed.
   *
   * @param reason {@link ErrorCode#CLASSIC_SERVER} where an original server cannot do it
   * @param sentence in English
   * @param text what was not said, if the request was to say something
   */
  record Refused(
      RequestType request, ErrorCode reason, String sentence, Optional<UnsentMessage> text)
      implements ChatEvent {}

  /**
   * Texts that were not sent and will not be, unless they are sent again: their seat is lost, and
   * the present room may have other members; or the session is over, whatever the reason, and
   * {@link Ended} follows.
   */
  record Returned(List<UnsentMessage> texts) implements ChatEvent {
    /** Keeps its own copy. */
    public Returned {
      texts = List.copyOf(texts);
    }
  }
}
