package prosa.client;

import java.util.List;
import java.util.Optional;
import prosa.protocol.ErrorCode;

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
   * There is a seat: this client hears and is heard. Whatever was known of the table before is
   * replaced by {@code table}.
   */
  record Seated(RoomSnapshot table, JoinKind how) implements ChatEvent {}

  /** The connection is lost. The client dials again; what is said meanwhile waits. */
  record Lost() implements ChatEvent {}

  /** The visit is over: the last event. */
  record Ended(EndReason why) implements ChatEvent {}

  // ---- the table

  /** Somebody said something, this client perhaps. */
  record Said(Message message) implements ChatEvent {}

  /**
   * Somebody shows what it thinks of a message.
   *
   * @param about that message in a line, with who said it; empty if it is not known any more
   * @param off whether it is taken back
   */
  record Reacted(MemberInfo member, String reaction, String about, boolean off)
      implements ChatEvent {}

  /** Somebody took a seat. */
  record Joined(MemberInfo member) implements ChatEvent {}

  /** Somebody gave up the seat, or did not come back to it in time. */
  record Left(MemberInfo member) implements ChatEvent {}

  /** Somebody lost the connection; the seat is held for a while. */
  record WentAway(MemberInfo member) implements ChatEvent {}

  /** Somebody who was away is back. */
  record CameBack(MemberInfo member) implements ChatEvent {}

  /**
   * Somebody has another name now.
   *
   * @param mine whether it is this client, whose place and new name {@code member} then has
   */
  record Renamed(MemberInfo member, String before, boolean mine) implements ChatEvent {}

  /** So many came and went again, too fast for each to be announced. */
  record Passed(long count) implements ChatEvent {}

  /** Somebody is writing: to be shown for five seconds, or until that place says something. */
  record Typing(MemberInfo member) implements ChatEvent {}

  /**
   * The messages numbered {@code from} to {@code to}, both included, did not reach this client, and
   * never will.
   */
  record Missed(long from, long to) implements ChatEvent {
    /** How many. */
    public long count() {
      return to - from + 1;
    }
  }

  /**
   * This client sits alone, and so does somebody elsewhere: {@link ChatClient#next} leads there.
   */
  record Offered(String room) implements ChatEvent {}

  /** What was asked for with {@link ChatClient#invite}: a code, and an address that carries it. */
  record Invited(String code, String link) implements ChatEvent {}

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
   * Something that was asked for is not done; nothing else has changed.
   *
   * @param reason {@link ErrorCode#OTHER} too where an original server cannot do it
   * @param sentence in English
   * @param text what was not said, if the request was to say something
   */
  record Refused(
      RequestType request, ErrorCode reason, String sentence, Optional<UnsentMessage> text)
      implements ChatEvent {}

  /**
   * Texts that were not said, and will not be unless they are said again: the seat they were meant
   * for is gone, and strangers may sit at this one.
   */
  record Returned(List<UnsentMessage> texts) implements ChatEvent {
    /** Keeps its own copy. */
    public Returned {
      texts = List.copyOf(texts);
    }
  }
}
