package prosa.terminal;

import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.protocol.LinkDetector;
import prosa.protocol.Sanitizer;

/**
 * Where lines go. A terminal opens what looks like a link at a click, whatever stands around it, so
 * nothing that a stranger could advertise with looks like one there: no name, and no text of a
 * member in its first minute. A file or another program gets every character.
 */
enum OutputKind {
  /** A person's terminal. */
  TERMINAL,
  /** A file or another program. */
  STREAM;

  /** A name, or another word that a member chose and that is never a link, fit for display. */
  String name(String name) {
    return unlinked(Sanitizer.line(name));
  }

  /** What a member is called. */
  String name(MemberInfo member) {
    return unlinked(member.shownName());
  }

  /**
   * The text of a message.
   *
   * @param shown its text, fit for display
   */
  String text(Message message, String shown) {
    return message.newcomer() && !message.mine() ? unlinked(shown) : shown;
  }

  /** A text that is fit for display, with a space in each link at a terminal. */
  String unlinked(String shown) {
    return switch (this) {
      case TERMINAL -> LinkDetector.broken(shown);
      case STREAM -> shown;
    };
  }
}
