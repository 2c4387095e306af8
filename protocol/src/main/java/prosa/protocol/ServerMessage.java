package prosa.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A message of the server to a direct or browser member: the list of all of them.
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
    REACTED("reacted"),
    JOINED("joined"),
    LEFT("left"),
    AWAY("away"),
    BACK("back"),
    RENAMED("renamed"),
    PASSED("passed"),
    TYPING("typing"),
    INVITED("invited"),
    ABOUT("about"),
    OFFER("offer"),
    HELD("held"),
    MISSED("missed"),
    REFUSED("refused"),
    DRAINING("draining"),
    OPEN("open"),
    MOVED("moved"),
    VOTE("vote"),
    BALLOT("ballot"),
    VOTED("voted"),
    TOLD("told");

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
      case Reacted _ -> EventType.REACTED;
      case Joined _ -> EventType.JOINED;
      case Left _ -> EventType.LEFT;
      case Away _ -> EventType.AWAY;
      case Back _ -> EventType.BACK;
      case Renamed _ -> EventType.RENAMED;
      case Passed _ -> EventType.PASSED;
      case TypingNow _ -> EventType.TYPING;
      case Invited _ -> EventType.INVITED;
      case About _ -> EventType.ABOUT;
      case Offer _ -> EventType.OFFER;
      case Held _ -> EventType.HELD;
      case Missed _ -> EventType.MISSED;
      case Refused _ -> EventType.REFUSED;
      case Draining _ -> EventType.DRAINING;
      case Open _ -> EventType.OPEN;
      case Moved _ -> EventType.MOVED;
      case Vote _ -> EventType.VOTE;
      case Ballot _ -> EventType.BALLOT;
      case Voted _ -> EventType.VOTED;
      case Told _ -> EventType.TOLD;
    };
  }

  /**
   * The first message on every new connection: enter now.
   *
   * @param about whether the host says something of the server, which {@code about} asks for
   */
  record Hello(String server, String version, boolean about) implements ServerMessage {

    /** From a server whose host says nothing. */
    public Hello(String server, String version) {
      this(server, version, false);
    }
  }

  /**
   * The seat that was given.
   *
   * @param room the room's name, for example {@code Chat0}
   * @param user the name as granted
   * @param place the place in the room, from 1
   * @param member the member's id for its stay in this room, which nobody else ever gets; 0 from a
   *     server that tells none
   * @param seat the secret with which to come back to this seat
   * @param n the number of the latest message said in the room, 0 when there is none
   * @param capacity the seats of the room
   * @param isPrivate whether strangers are never seated here
   * @param members the others in the room
   * @param limits what the server takes from this member
   * @param doors addresses of other nodes of a cluster through which the member can come back
   * @param salt of an encrypted room what its keys are made with beside the secret, 16 bytes as 22
   *     characters of base64url
   * @param formerly what the room was called before another node of a cluster took it over: the
   *     same company goes on
   */
  record Seated(
      String room,
      String user,
      int place,
      long member,
      String seat,
      long n,
      int capacity,
      boolean isPrivate,
      List<MemberEntry> members,
      Limits limits,
      List<String> doors,
      Optional<String> salt,
      List<String> formerly)
      implements ServerMessage {

    /** In a room that is not encrypted, and was always here. */
    public Seated(
        String room,
        String user,
        int place,
        long member,
        String seat,
        long n,
        int capacity,
        boolean isPrivate,
        List<MemberEntry> members,
        Limits limits,
        List<String> doors) {
      this(
          room,
          user,
          place,
          member,
          seat,
          n,
          capacity,
          isPrivate,
          members,
          limits,
          doors,
          Optional.empty(),
          List.of());
    }

    /** From a server that tells no doors of others. */
    public Seated(
        String room,
        String user,
        int place,
        long member,
        String seat,
        long n,
        int capacity,
        boolean isPrivate,
        List<MemberEntry> members,
        Limits limits) {
      this(room, user, place, member, seat, n, capacity, isPrivate, members, limits, List.of());
    }

    /** From a server that tells no ids, in a room for everybody. */
    public Seated(
        String room,
        String user,
        int place,
        String seat,
        long n,
        int capacity,
        List<MemberEntry> members,
        Limits limits) {
      this(room, user, place, 0, seat, n, capacity, false, members, limits);
    }

    /** Keeps its own copy of the lists, but for one that cannot change and has its JSON at hand. */
    public Seated {
      members = members instanceof EncodedMembers.Others ? members : List.copyOf(members);
      doors = List.copyOf(doors);
      formerly = List.copyOf(formerly);
    }
  }

  /**
   * Somebody in the room, as {@link Seated} lists them.
   *
   * @param member 0 if it is not told
   * @param sealed what the member of an encrypted room told last to be kept
   */
  record MemberEntry(
      int place,
      String user,
      Presence state,
      boolean classic,
      long member,
      Optional<String> sealed) {

    /** In a room that is not encrypted. */
    public MemberEntry(int place, String user, Presence state, boolean classic, long member) {
      this(place, user, state, classic, member, Optional.empty());
    }

    /** From a server that tells no ids. */
    public MemberEntry(int place, String user, Presence state, boolean classic) {
      this(place, user, state, classic, 0);
    }
  }

  /** Whether a member's connection is there. */
  enum Presence {
    /** Connected. */
    HERE,
    /** The connection was lost or is in another room, the seat is held. */
    AWAY
  }

  /**
   * What the server takes from a member.
   *
   * @param message bytes of one frame
   * @param text bytes of UTF-8 in the text of one message
   * @param rate how fast messages may follow each other; empty when that is not limited
   * @param hold how many seconds a lost member's seat is held; 0 if it is not told
   * @param longestHold the longest time that a member can ask for; 0 if it is not told
   */
  record Limits(int message, int text, Optional<Rate> rate, int hold, int longestHold) {

    /** From a server that does not tell how long it holds seats. */
    public Limits(int message, int text, Optional<Rate> rate) {
      this(message, text, rate, 0, 0);
    }
  }

  /**
   * A message was sent in the room.
   *
   * @param n the message's number in the room; numbers have no gaps
   * @param id the id that its sender gave it
   * @param re the number of the message that it answers, 0 for none
   * @param newcomer whether its sender is so new here that its links are not to be opened at a
   *     click
   */
  record Said(
      long n,
      int place,
      String user,
      String message,
      boolean action,
      Optional<String> id,
      long re,
      boolean newcomer)
      implements ServerMessage {

    /** A message whose links may be opened. */
    public Said(
        long n,
        int place,
        String user,
        String message,
        boolean action,
        Optional<String> id,
        long re) {
      this(n, place, user, message, action, id, re, false);
    }

    /** A message that answers no other. */
    public Said(
        long n, int place, String user, String message, boolean action, Optional<String> id) {
      this(n, place, user, message, action, id, 0);
    }
  }

  /**
   * A member reacts to a message.
   *
   * @param n the message's number
   * @param off whether it is taken back
   */
  record Reacted(long n, int place, String user, String reaction, boolean off)
      implements ServerMessage {}

  /** Somebody took a seat; {@code member} is 0 if it is not told. */
  record Joined(int place, String user, boolean classic, long member) implements ServerMessage {

    /** From a server that tells no ids. */
    public Joined(int place, String user, boolean classic) {
      this(place, user, classic, 0);
    }
  }

  /** Somebody's seat is free. */
  record Left(int place, String user, boolean classic) implements ServerMessage {}

  /**
   * Somebody's connection was lost, or it went to another room and may come back; the seat is held.
   *
   * @param next whether it went to another room
   */
  record Away(int place, String user, boolean classic, boolean next) implements ServerMessage {

    /** The connection was lost. */
    public Away(int place, String user, boolean classic) {
      this(place, user, classic, false);
    }
  }

  /** Somebody who was away is back. */
  record Back(int place, String user, boolean classic) implements ServerMessage {}

  /** A member, possibly this one itself, has another name from now on. */
  record Renamed(int place, String user, String to, boolean classic) implements ServerMessage {}

  /** This many members came and left without being announced, because too many came at once. */
  record Passed(long count) implements ServerMessage {}

  /** A member is typing. On the wire its type is {@code typing}. */
  record TypingNow(int place, String user) implements ServerMessage {}

  /** The code that was asked for, and an address to open in a browser that carries it. */
  record Invited(String code, String link) implements ServerMessage {}

  /**
   * What the host says of the server: plain text, in which lines may break. Each part may be empty,
   * and all of them.
   *
   * @param name what the server is called
   * @param welcome what is said to those who come
   * @param contact how to reach the host
   * @param terms the terms of use
   */
  record About(String name, String welcome, String contact, String terms) implements ServerMessage {
    /** Whether nothing is said. */
    public boolean isEmpty() {
      return name.isEmpty() && welcome.isEmpty() && contact.isEmpty() && terms.isEmpty();
    }
  }

  /** The member is alone, and so is somebody in that room: {@code next} leads there. */
  record Offer(String room) implements ServerMessage {}

  /** The seat that was left by {@code next} is held for this time: {@code return} leads back. */
  record Held(String room, int seconds) implements ServerMessage {}

  /** The messages numbered {@code from} to {@code to}, both included, never reach this member. */
  record Missed(long from, long to) implements ServerMessage {}

  /**
   * A command was refused.
   *
   * @param message a sentence to show
   * @param retryMillis when the same thing may succeed, in milliseconds; 0 when no wait is known to
   *     help
   * @param id the id of the refused {@code say}
   */
  record Refused(ErrorCode reason, String message, long retryMillis, Optional<String> id)
      implements ServerMessage {

    /** A refusal without an id. */
    public Refused(ErrorCode reason, String message, long retryMillis) {
      this(reason, message, retryMillis, Optional.empty());
    }
  }

  /**
   * The server is going away; seats are given no more.
   *
   * @param seconds until the last connection is closed, at most; 0 if that is not said
   */
  record Draining(int seconds) implements ServerMessage {
    /** Without the time. */
    public Draining() {
      this(0);
    }
  }

  /** After {@code draining}: the server stays, and gives seats again. */
  record Open() implements ServerMessage {}

  /**
   * Where to sit next.
   *
   * @param address {@code host:port} of the door to enter by
   * @param seat the secret of the seat that waits there
   */
  record Moved(String room, String address, Optional<String> seat) implements ServerMessage {}

  /**
   * A member asks the others to move somebody away from this room. The one it is about is not told
   * of it.
   *
   * @param vote the vote's number in the room
   * @param place the place of the member that it is about
   * @param by the place of the member that asks
   * @param seconds how long the vote is open
   * @param ballot whether this member may vote
   */
  record Vote(
      long vote, int place, String user, VoteReason reason, int by, int seconds, boolean ballot)
      implements ServerMessage {}

  /** This member's vote counts; until the vote is over it may vote otherwise. */
  record Ballot(long vote, boolean yes) implements ServerMessage {}

  /**
   * A vote is over: the member was moved away, and everybody is told, it among them; or it was not,
   * and only the member that asked is told.
   *
   * @param place the place of the member that it was about
   */
  record Voted(long vote, int place, String user, VoteReason reason, boolean moved)
      implements ServerMessage {}

  /**
   * A member of an encrypted room, possibly this one, told something that is no message.
   *
   * @param keep whether who comes later is told it, too
   */
  record Told(int place, String user, String sealed, boolean keep) implements ServerMessage {}
}
