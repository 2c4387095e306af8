package prosa.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import prosa.client.ChatEvent;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.messages.Messages;
import prosa.protocol.Sanitizer;

/**
 * The text around the input line: the own name and the connection's state before it, the typing
 * members and the own seat at the right. For one thread at a time.
 */
final class StatusLine {
  private final Messages messages;
  private Optional<String> error = Optional.of("connecting");

  StatusLine(Messages messages) {
    this.messages = messages;
  }

  /** Whether there is a seat. */
  boolean connected() {
    return error.isEmpty();
  }

  void follow(ChatEvent event) {
    switch (event) {
      case ChatEvent.Connecting _ -> error = Optional.of("connecting");
      case ChatEvent.Seated _ -> error = Optional.empty();
      case ChatEvent.Lost _ -> error = Optional.of("stateLost");
      case ChatEvent.Unreachable _ -> error = Optional.of("stateUnreachable");
      case ChatEvent.Ended _ -> error = Optional.of("notConnected");
      default -> {} // changes nothing here
    }
  }

  /** Before the line. */
  String prompt(RoomState room) {
    String name = room.snapshot().map(now -> OutputKind.TERMINAL.name(now.name()) + " ").orElse("");
    return name + error.map(key -> "(" + messages.text(key) + ") ").orElse("") + "› ";
  }

  /**
   * At its right end.
   *
   * @param waiting how many texts wait to be said, as far as that is worth telling
   */
  String right(RoomState room, int waiting) {
    List<String> parts = new ArrayList<>();
    List<MemberInfo> typing = room.typing();
    if (!typing.isEmpty()) {
      parts.add(messages.typing(typing.stream().map(OutputKind.TERMINAL::name).toList()));
    }
    if (waiting > 0) {
      parts.add(messages.text("waitingCount", waiting));
    }
    int muted = room.muted().size();
    if (muted > 0) {
      parts.add(messages.text("mutedCount", muted));
    }
    if (room.snapshot().filter(RoomSnapshot::encrypted).isPresent()) {
      parts.add(messages.text("encryptedMark"));
    } else if (room.snapshot().filter(RoomSnapshot::isPrivate).isPresent()) {
      parts.add(messages.text("privateMark"));
    }
    room.snapshot().filter(now -> !now.original()).ifPresent(now -> parts.add(place(now)));
    return String.join(" · ", parts);
  }

  /** The window's title, with what is unread. */
  String title(RoomState room) {
    return room.titled(
        room.snapshot().flatMap(RoomSnapshot::room).map(Sanitizer::line).orElse("Prosa"));
  }

  private String place(RoomSnapshot now) {
    String room = Sanitizer.line(now.room().orElse(""));
    return now.alone() ? room + " · " + messages.text("stateAlone") : room + " · " + now.people();
  }
}
