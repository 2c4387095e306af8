package prosa.terminal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import prosa.client.ChatEvent;
import prosa.client.ConnectError;
import prosa.client.EndReason;
import prosa.client.RoomState;
import prosa.client.ServerAddress;
import prosa.client.UnsentMessage;
import prosa.messages.Messages;

/** Reports the events of a filter's session, and why it failed, on standard error. */
final class StderrReporter {
  private final Messages messages;
  private final EventFormatter formatter;
  private final ServerAddress server;
  private final PrintStream err;

  /**
   * For a server and a table.
   *
   * @param room who is at the table at present
   * @param kind what standard error is
   */
  StderrReporter(
      Messages messages,
      ServerAddress server,
      Supplier<RoomState> room,
      PrintStream err,
      OutputKind kind) {
    this.messages = messages;
    this.server = server;
    this.err = err;
    formatter = new EventFormatter(messages, server, kind, room);
  }

  /**
   * Reports an event, unless it is useless in a log.
   *
   * @param everSeated whether there ever was a seat; before, what the server says is told at once,
   *     and {@link #notWithin} or {@link #noSeat} says what is wrong at last
   */
  void tell(ChatEvent event, boolean everSeated) {
    switch (event) {
      case ChatEvent.Ended(EndReason.Left _) -> {} // as was wanted
      case ChatEvent.Ended(EndReason why) -> TerminalChat.complain(err, formatter.ended(why));
      case ChatEvent.Connecting _ -> {}
      case ChatEvent.Unreachable(ServerAddress _, ConnectError why) -> {
        if (everSeated) {
          formatter.tell(event).forEach(this::say);
        } else if (why.isRefusal()) {
          say(reason(why) + " " + messages.text("stillTrying"));
        }
      }
      case ChatEvent.Returned _ -> {} // said again, or told by `notSaid`
      case ChatEvent.KeyAsked asked when !asked.mine() ->
          say(String.join(" ", formatter.tell(asked)) + " " + messages.text("keyAgreeByLine"));
      default -> formatter.tell(event).forEach(this::say);
    }
  }

  private void say(String sentence) {
    err.println(TextEncoding.encodable(sentence, err.charset()));
  }

  /** So much of what did not arrive others said. */
  void missed(long count) {
    say(formatter.missed(count));
  }

  /**
   * Why links of members in their first minute are none.
   *
   * @param shown where they are shown
   */
  void newcomerLinks(OutputKind shown) {
    say(messages.text(shown == OutputKind.TERMINAL ? "newcomerLinksTerminal" : "newcomerLinks"));
  }

  /** Some of these is said again though it may have been heard. */
  void saidAgain() {
    say(messages.text("saidAgain"));
  }

  /** These lines will not be said. */
  void notSaid(List<UnsentMessage> texts) {
    texts.forEach(text -> say(formatter.notSaid(text)));
  }

  /** The input was not read beyond this line. */
  void readTo(long line) {
    say(messages.text("inputLeft", line));
  }

  /** The input could not be read to its end. */
  void unread(IOException why) {
    TerminalChat.complain(err, messages.text("inputUnread", String.valueOf(why.getMessage())));
  }

  /** Received messages could not be written. */
  void unwritten(IOException why) {
    TerminalChat.complain(err, messages.text("outputUnwritten", String.valueOf(why.getMessage())));
  }

  /** There was no seat for this time, and why. */
  void notWithin(Duration connectTimeout, ConnectError error) {
    String time = EventFormatter.seconds(connectTimeout);
    TerminalChat.complain(err, reason(error) + " " + messages.text("noSeatWithin", time));
  }

  /** There is no seat, and will be none. */
  void noSeat(ConnectError error) {
    TerminalChat.complain(err, reason(error));
  }

  private String reason(ConnectError error) {
    return messages.connectError(error, server.door().toString());
  }

  /** A line of the input is no text in its encoding. */
  void noText(long line, Charset charset) {
    TerminalChat.complain(err, messages.text("lineNoText", line, charset.name()));
  }

  /** A line of the input is no command. */
  void noCommand(long line, PipeInput.BadCommand why) {
    String sentence = messages.inputFault(why.kind(), why.type(), why.sentence());
    TerminalChat.complain(err, messages.text("lineNoCommand", line, sentence));
  }
}
