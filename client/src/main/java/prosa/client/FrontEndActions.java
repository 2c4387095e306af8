package prosa.client;

import java.util.List;

/**
 * What the commands of the message line do on the screen of one front end. What they ask of the
 * server is the same everywhere: {@link CommandName#execute}.
 */
public interface FrontEndActions {

  /** Tells the room what this member does, as with {@code /me}, and shows it. */
  void act(String text);

  /**
   * Asks for another room, after a question if {@link RoomSnapshot#asksBeforeLeaving}, as all that
   * leads to one; for a moment there is a {@linkplain ChatEvent.Held way back}.
   */
  void next();

  /** Asks for the seat that was left by {@link #next} a moment ago. */
  void back();

  /** Says that there is no room to go back to, or not any more. */
  void noWayBack();

  /** Asks for a new room without strangers. */
  void privateRoom();

  /** Asks for a new room that only its members can read. */
  void encryptedRoom();

  /** Goes to the room of a code or of an invitation's link. */
  void join(String codeOrLink);

  /** Lists the members of the room. */
  void listMembers();

  /** Hides what this member says, or shows it again, and says so. */
  void mute(MemberInfo member, boolean on);

  /** Asks for the reason, and then the others to move this member away. */
  void vote(MemberInfo member);

  /** Shows what was seen here, for the user to send to the host; it is not sent from here. */
  void report();

  /** Shows who can read what is said here, and the code to compare aloud. */
  void code();

  /** Says that nobody in the room is called that. */
  void nobodyCalled(String name);

  /** Says that the name may mean each of these, who are told apart by their places. */
  void severalCalled(String name, List<MemberInfo> members);

  /** Asks for what the host says of the server, in the language of this front end. */
  void about();

  /** Empties the screen. */
  void clear();

  /** Lists the commands. */
  void help();

  /** Leaves. */
  void quit();
}
