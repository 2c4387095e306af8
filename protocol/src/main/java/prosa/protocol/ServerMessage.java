package prosa.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the server says to a direct or browser member: the list of all its messages.
 *
 * <p>To add one, add its record and its {@link EventType} here; the compiler names the other
 * places, since each {@code switch} over them is exhaustive and has no {@code default}.
 */
public sealed interface ServerMessage {

  /** Every message, with its {@code type} on the wire. */
  enum EventType {
    HELLO("hello"),
    SEATED("seated"),
    SAID("said"),
    JOINED("joined"),
    LEFT("left"),
    AWAY("away"),
    BACK("back"),
    RENAMED("renamed"),
    PASSED("passed"),
    TYPING("typing"),
    INVITED("invited"),
    OFFER("offer"),
    MISSED("missed"),
    REFUSED("refused"),
    DRAINING("draining"),
    MOVED("moved");

    private static final Map<String, EventType> BY_NAME =
        Arrays.stream(values()).collect(Collectors.toMap(EventType::wireName, Function.identity()));

    private final String wireName;

    EventType(String wireName) {
      this.wireName = wireName;
    }

    /** The value of {@code type} on the wire. */
    public String wireName() {
      return wireName;
    }

    /** The message with this {@code type}; empty when this version knows none. */
    static Optional<EventType> named(String wireName) {
      return Optional.ofNullable(BY_NAME.get(wireName));
    }
  }

  /** Which message this is. */
  default EventType type() {
    return switch (this) {
      case Hello _ -> EventType.HELLO;
      case Seated _ -> EventType.SEATED;
      case Said _ -> EventType.SAID;
      case Joined _ -> EventType.JOINED;
      case Left _ -> EventType.LEFT;
      case Away _ -> EventType.AWAY;
      case Back _ -> EventType.BACK;
      case Renamed _ -> EventType.RENAMED;
      case Passed _ -> EventType.PASSED;
      case TypingNow _ -> EventType.TYPING;
      case Invited _ -> EventType.INVITED;
      case Offer _ -> EventType.OFFER;
      case Missed _ -> EventType.MISSED;
      case Refused _ -> EventType.REFUSED;
      case Draining _ -> EventType.DRAINING;
      case Moved _ -> EventType.MOVED;
    };
  }

  /** First on every new connection: enter now, again if need be. */
  record Hello(String server, String version) implements ServerMessage {}

  /**
   * The seat that was given.
   *
   * @param room the room's name, for example {@code Chat0}
   * @param user the name as granted
   * @param place the place at the table, from 1: the member's id in the room
   * @param seat the secret with which to come back to this seat
   * @param n the number of the latest message said in the room, 0 when there is none
   * @param capacity the seats of the room
   * @param members the others at the table
   * @param limits what the server takes from this member
   */
  record Seated(
      String room,
      String user,
      int place,
      String seat,
      long n,
      int capacity,
      List<MemberEntry> members,
      Limits limits)
      implements ServerMessage {

    /** Keeps its own copy of the members. */
    public Seated {
      members = List.copyOf(members);
    }
  }

  /** Somebody at the table, as {@link Seated} lists them. */
  record MemberEntry(int place, String user, Presence state, boolean classic) {}

  /** Whether a member's connection is there. */
  enum Presence {
    /** Connected. */
    HERE,
    /** The connection was lost, the seat is held. */
    AWAY
  }

  /**
   * What the server takes from a member.
   *
   * @param message bytes of one frame
   * @param text bytes of UTF-8 in the text of one message
   * @param rate how fast messages may follow each other; empty when that is not limited
   */
  record Limits(int message, int text, Optional<Rate> rate) {}

  /**
   * Something was said at the table.
   *
   * @param n the message's number in the room; numbers have no gaps
   * @param id the mark that its sender gave it
   */
  record Said(long n, int place, String user, String message, boolean action, Optional<String> id)
      implements ServerMessage {}

  /** Somebody took a seat. */
  record Joined(int place, String user, boolean classic) implements ServerMessage {}

  /** Somebody's seat is free. */
  record Left(int place, String user, boolean classic) implements ServerMessage {}

  /** Somebody's connection was lost; the seat is held. */
  record Away(int place, String user, boolean classic) implements ServerMessage {}

  /** Somebody who was away is back. */
  record Back(int place, String user, boolean classic) implements ServerMessage {}

  /** Somebody, the member itself perhaps, has another name from now on. */
  record Renamed(int place, String user, String to, boolean classic) implements ServerMessage {}

  /** So many came and went again without being announced, because too many came at once. */
  record Passed(long count) implements ServerMessage {}

  /** Somebody is writing. On the wire its type is {@code typing}. */
  record TypingNow(int place, String user) implements ServerMessage {}

  /** The code that was asked for, and an address to open in a browser that carries it. */
  record Invited(String code, String link) implements ServerMessage {}

  /** You are alone, and so is somebody in that room: {@code next} leads there. */
  record Offer(String room) implements ServerMessage {}

  /** The messages numbered {@code from} to {@code to}, both included, never reach this member. */
  record Missed(long from, long to) implements ServerMessage {}

  /**
   * Something was not done.
   *
   * @param message a sentence to show
   * @param retryMillis when the same thing may succeed, in milliseconds; 0 when no wait is known to
   *     help
   * @param id the mark of the refused {@code say}
   */
  record Refused(ErrorCode reason, String message, long retryMillis, Optional<String> id)
      implements ServerMessage {

    /** A refusal that answers no marked {@code say}. */
    public Refused(ErrorCode reason, String message, long retryMillis) {
      this(reason, message, retryMillis, Optional.empty());
    }
  }

  /** The server is going away; seats are given no more. */
  record Draining() implements ServerMessage {}

  /**
   * Where to sit next.
   *
   * @param address {@code host:port} of the door to enter by
   * @param seat the secret of the seat that waits there
   */
  record Moved(String room, String address, Optional<String> seat) implements ServerMessage {}
}
