package prosa.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import prosa.client.ChatClient;
import prosa.client.MemberInfo;
import prosa.client.Visible;

/**
 * Executes typed lines: says something, asks the server for something, or answers here. While
 * another room is on offer, yes and no are answers to that. On the {@code screen} thread only.
 */
final class CommandExecutor {
  private final Words words;
  private final MemberList members;
  private final StatusLine state;
  private final OutputArea output;
  private boolean offered;

  CommandExecutor(Words words, MemberList members, StatusLine state, OutputArea output) {
    this.words = words;
    this.members = members;
    this.state = state;
    this.output = output;
  }

  /** Whether another table is on offer. */
  void offered(boolean now) {
    offered = now;
  }

  /** Executes a typed line. */
  void execute(String line, ChatClient chat) {
    if (answersOffer(line.strip().toLowerCase(Locale.ROOT), chat)) {
      return;
    }
    switch (ChatInput.of(line)) {
      case ChatInput.Say(String text) -> {
        chat.say(text);
        waits(text);
      }
      case ChatInput.Act(String text) -> {
        chat.act(text);
        waits(text);
      }
      case ChatInput.Nick(String name) -> chat.rename(name);
      case ChatInput.Join(String code) -> chat.join(code);
      case ChatInput.Mute(String name) -> mute(name, chat);
      case ChatInput.Unmute(String name) -> unmute(name, chat);
      case ChatInput.Who _ -> output.block(String.join("\n", members.lines(chat.room())));
      case ChatInput.Next _ -> chat.next();
      case ChatInput.Invite _ -> chat.invite();
      case ChatInput.Private _ -> chat.privateTable();
      case ChatInput.Help _ -> output.block(words.say(Phrase.HELP));
      case ChatInput.Wrong(Phrase hint, String what) ->
          output.note(words.say(hint, Visible.line(what)));
      case ChatInput.Quit _, ChatInput.Nothing _ -> {}
    }
  }

  private boolean answersOffer(String answer, ChatClient chat) {
    boolean yes = List.of(words.say(Phrase.YES).split(" ")).contains(answer);
    boolean no = List.of(words.say(Phrase.NO).split(" ")).contains(answer);
    if (!offered || !(yes || no)) {
      return false;
    }
    offered = false;
    if (yes) {
      chat.next();
    } else {
      output.note(words.say(Phrase.OFFER_DECLINED));
    }
    return true;
  }

  /** A line that cannot be said yet is not simply gone from the screen. */
  private void waits(String text) {
    if (!state.connected()) {
      output.note(Visible.line(text) + "  " + words.say(Phrase.WAITING));
    }
  }

  private void mute(String name, ChatClient chat) {
    Optional<MemberInfo> member = chat.room().find(name);
    member.ifPresent(found -> chat.room().mute(found, true));
    answer(member, name, Phrase.MUTED);
  }

  private void unmute(String name, ChatClient chat) {
    Optional<MemberInfo> member = chat.room().find(name);
    member.ifPresent(found -> chat.room().mute(found, false));
    answer(member, name, Phrase.UNMUTED);
  }

  private void answer(Optional<MemberInfo> member, String name, Phrase done) {
    output.note(
        member
            .map(found -> words.say(done, EventFormatter.name(found)))
            .orElseGet(() -> words.say(Phrase.NOBODY_CALLED, Visible.line(name))));
  }
}
