package prosa.server.cluster;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomBans;
import prosa.server.placement.RoomId;

/** A message between two nodes, or from one to all. */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, which nobody changes
public sealed interface ClusterMessage {

  /** What a newcomer is asked to be seated with. */
  enum AskFor {
    /** Members of any room, who are not more than was said. */
    COMPANY,
    /** Those in one room. */
    ROOM,
    /** Those in the room of an invite code. */
    INVITE
  }

  /** A room that goes on in another one. */
  record Adoption(RoomKey before, RoomKey now) {}

  /**
   * Once a second, to all: that the node is there, and what it has. A rumour: it chooses whom to
   * ask.
   *
   * @param number the announcement's, to tell an old one
   * @param freshSolos rooms whose single member has never had company there
   * @param solos other rooms with a single member
   * @param fewest the fewest members of a room with members and a free seat; 0 if there is none
   * @param door where clients may reach it, if that was configured
   * @param adoptions rooms of other nodes that go on here, the latest first, at most {@link
   *     RoomDirectory#MOST_TOLD}
   * @param tokenKey the text of the node's {@link TokenKey}; empty if the node is of an earlier
   *     version
   * @param hears the epochs of the nodes whose announcements it got in the last three seconds;
   *     empty if the node is of an earlier version, which does not say
   */
  record Announce(
      long number,
      boolean draining,
      boolean leaving,
      int rooms,
      int members,
      int connections,
      List<Integer> freshSolos,
      List<Integer> solos,
      int fewest,
      Optional<String> door,
      List<Adoption> adoptions,
      Optional<String> tokenKey,
      Optional<Set<Long>> hears)
      implements ClusterMessage {
    public Announce {
      hears = hears.map(Set::copyOf);
    }
  }

  /**
   * A node asks another for a seat.
   *
   * @param most how many members the room may have, if it is asked for {@link AskFor#COMPANY}
   * @param avoid the room that it shall not be then; a node of an earlier version neither says nor
   *     looks at it
   * @param names what the name of who comes is compared by, {@value ClusterCodec#MOST_NAMES} at
   *     most; of the same versions
   */
  record Ask(
      long id,
      AskFor what,
      int most,
      Optional<RoomKey> room,
      Optional<String> code,
      ClientAddress client,
      Optional<RoomId> avoid,
      Set<String> names)
      implements ClusterMessage {
    public Ask {
      names = Set.copyOf(names);
    }
  }

  /** A seat is reserved. */
  record Given(long id, RoomKey room, int place, String secret) implements ClusterMessage {}

  /** No seat. */
  record NotGiven(long id, Refusal why) implements ClusterMessage {}

  /** The seat is not needed: one that is reserved, or held for a member of a room that moved. */
  record GiveBack(RoomKey room, int place, String secret) implements ClusterMessage {}

  /**
   * From a gateway to the owner of a room.
   *
   * @param relay the gateway's number for this relay
   * @param replaces its number before it began anew; 0 if it did not
   * @param number of the frame, from 1
   */
  record Up(long relay, long replaces, RoomKey room, long number, List<UpItem> items)
      implements ClusterMessage {}

  /**
   * From the owner of a room to a gateway.
   *
   * @param number of the frame, from 1
   * @param acknowledged the last frame of the gateway that was carried out
   */
  record Down(long relay, long number, long acknowledged, List<DownItem> items)
      implements ClusterMessage {}

  /** Once a second, from a gateway to an owner: the state of all relays between the two. */
  record Pulse(List<RelayState> relays) implements ClusterMessage {}

  /** The owner's answer. */
  record Echo(List<RelayState> relays) implements ClusterMessage {}

  /**
   * The state of a relay.
   *
   * @param down the last frame to the gateway that was sent, or received
   * @param up the last frame to the owner that was sent, or carried out; negative if the owner does
   *     not know the relay
   */
  record RelayState(long relay, long down, long up) {}

  /**
   * The room is not there any more.
   *
   * @param now where it goes on, if that is known
   */
  record NoRoom(long relay, RoomKey room, Optional<RoomKey> now) implements ClusterMessage {}

  /**
   * A room is to go on at the node that is asked.
   *
   * @param before the room as its members knew it, then what it was before that
   * @param force even if the node that had it is there
   */
  record Adopt(long id, List<RoomKey> before, boolean force, MovedRoom room)
      implements ClusterMessage {}

  /** It goes on there. */
  record Adopted(long id, RoomKey now) implements ClusterMessage {}

  /**
   * It does not.
   *
   * @param forGood whether a limit is reached: the members need other seats. An earlier version
   *     never says so
   */
  record NotAdopted(long id, boolean forGood) implements ClusterMessage {}

  /** An operator's action for this node; answered by {@link Acted}. */
  record Act(long id, String action, List<String> arguments) implements ClusterMessage {}

  /**
   * Whether it was carried out.
   *
   * @param said what there is to say about it, in a sentence; empty if nothing is. An earlier
   *     version says nothing
   */
  record Acted(long id, boolean done, String said) implements ClusterMessage {}

  /** A report of this node for an operator's port; answered by {@link Reported}. */
  record Report(long id, String name) implements ClusterMessage {}

  /** The report, compressed; empty if there is none of that name. */
  record Reported(long id, byte[] report) implements ClusterMessage {}

  /**
   * To a node that was not there a moment ago: which nodes are gone, so that it can tell forged
   * secrets of theirs.
   *
   * @param millis since when the sender knows of all that went
   */
  record Remembered(long millis, List<DepartedNode> gone) implements ClusterMessage {}

  /**
   * A node that is gone.
   *
   * @param epoch the part of its epoch that those of its rooms have, too
   * @param millis since when
   * @param tokenKey the text of its {@link TokenKey}; empty if it was of an earlier version
   */
  record DepartedNode(long epoch, long millis, Optional<String> tokenKey) {}

  /**
   * What is known of a room that goes on elsewhere.
   *
   * @param number the last message's, if the numbers go on
   * @param code the invite code
   * @param bans who may not come back; of an owner of an earlier version none
   * @param names what may not be taken as a name there; likewise
   * @param sameNumbers the epochs of the rooms before it whose numbers go on in it, the latest
   *     first; likewise
   */
  record MovedRoom(
      boolean isPrivate,
      OptionalLong number,
      Optional<String> code,
      List<MovedSeat> seats,
      List<RoomBans.Passed> bans,
      List<RoomBans.Passed> names,
      List<Long> sameNumbers) {

    /** A room whose numbers began with it, as far as is known. */
    public MovedRoom(
        boolean isPrivate,
        OptionalLong number,
        Optional<String> code,
        List<MovedSeat> seats,
        List<RoomBans.Passed> bans,
        List<RoomBans.Passed> names) {
      this(isPrivate, number, code, seats, bans, names, List.of());
    }

    /** The same from which nobody was moved away, as far as is known. */
    public MovedRoom(
        boolean isPrivate, OptionalLong number, Optional<String> code, List<MovedSeat> seats) {
      this(isPrivate, number, code, seats, List.of(), List.of());
    }
  }

  /**
   * A seat of it.
   *
   * @param secrets what it can be taken again with, the latest first
   * @param member the member's id for its stay; 0 if it is not known
   * @param ids of the member's latest messages
   * @param satSeconds how long the member has sat there; of a node of an earlier version 0
   * @param holdSeconds how long the seat is to be held if the member's connection is lost, if it
   *     asked for longer than usual; else 0
   * @param heard the last message that the member was sent or told it missed, if the numbers go on;
   *     of a node of an earlier version, and if it is not known, negative
   */
  record MovedSeat(
      int place,
      List<String> secrets,
      String user,
      boolean classic,
      long member,
      ClientAddress client,
      List<RememberedId> ids,
      int satSeconds,
      int holdSeconds,
      long heard) {

    /** Of somebody who has just sat down and asked for nothing, as far as is known. */
    public MovedSeat(
        int place,
        List<String> secrets,
        String user,
        boolean classic,
        long member,
        ClientAddress client,
        List<RememberedId> ids) {
      this(place, secrets, user, classic, member, client, ids, 0, 0, -1);
    }

    MovedSeat with(int sat, int hold, long heardUpTo) {
      return new MovedSeat(
          place, secrets, user, classic, member, client, ids, sat, hold, heardUpTo);
    }
  }

  /** The id of a message that was said, its number, and a hash of its text with this seed. */
  record RememberedId(String id, long number, long hash, long seed) {}

  // ---- from a gateway to the owner

  /** One thing that a gateway tells the owner. */
  sealed interface UpItem {}

  /**
   * A member who comes in at the gateway takes its seat.
   *
   * @param member the gateway's number for it
   * @param heard the last message it heard, in the room of epoch {@code heardIn}; negative if it is
   *     not known
   * @param page where a browser finds the page, as the member reached the gateway
   * @param fragment what is at the end of the gateway's links, with its {@code #}; empty if nothing
   *     is, or the gateway is of an earlier version
   */
  record Enter(
      long member,
      String secret,
      String user,
      long heard,
      long heardIn,
      boolean classic,
      boolean browser,
      String page,
      ClientAddress client,
      String fragment)
      implements UpItem {}

  /** A member's text, as it wrote it. */
  record Text(long member, byte[] text) implements UpItem {}

  /** A classic member lacks one of its connections, or has both again. */
  record Here(long member, boolean here) implements UpItem {}

  /** A member's connection is gone: the seat is held, or free if it left. */
  record Gone(long member, boolean left) implements UpItem {}

  /** A member does not know who sits there: it wants {@code seated} again. */
  record Refresh(long member) implements UpItem {}

  /** Frames were lost: the gateway wants to know how things stand. */
  record Resync() implements UpItem {}

  // ---- from the owner to a gateway

  /** One thing that an owner tells a gateway. */
  sealed interface DownItem {}

  /**
   * A member has its seat.
   *
   * @param text {@code seated}
   * @param number the last message of the room
   * @param heard the last one that the member heard, when it entered; what is between is missed
   */
  record Seated(
      long member, int place, String secret, String user, long number, long heard, byte[] text)
      implements DownItem {}

  /**
   * A member has no seat in the room.
   *
   * @param elsewhere what its seat in another room can be taken with, if it has one there; an
   *     earlier version neither says nor looks at it
   */
  record Refused(long member, Refusal why, Optional<String> elsewhere) implements DownItem {
    /** A member who has no seat in another room, as far as is known. */
    public Refused(long member, Refusal why) {
      this(member, why, Optional.empty());
    }
  }

  /**
   * A round of the room: the messages numbered {@code first} to {@code last}, which may be none,
   * and events; for all members at the gateway.
   *
   * @param texts each as a ZMTP frame
   */
  record Batch(long first, long last, boolean events, byte[] texts) implements DownItem {}

  /** A member has this name from now on. An earlier version never says so. */
  record Named(long member, String user) implements DownItem {}

  /** Something for one member. */
  record Tell(long member, byte[] text) implements DownItem {}

  /** Nothing is to be read from a member for so long. */
  record Rest(long member, long millis) implements DownItem {}

  /** A member has no seat any more; its connection is to be closed. */
  record Dismissed(long member) implements DownItem {}

  /** What a classic member said while the room was on its way: it is said again in a moment. */
  record SayAgain(long member, byte[] text) implements DownItem {}

  /**
   * The answer to {@link Resync}: the last message so far, and the members of the gateway. What was
   * lost is missed.
   */
  record Sync(long number, List<Long> members) implements DownItem {}
}
