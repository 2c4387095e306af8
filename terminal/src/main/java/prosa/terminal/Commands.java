package prosa.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import prosa.client.ChatClient;
import prosa.client.Member;
import prosa.client.Visible;

/**
 * What a typed line does: something is said, asked of the server, or answered here; and while
 * another table is on offer, yes and no are answers to that. On the {@code screen} thread only.
 */
final class Commands {
  private final Words words;
  private final Company company;
  private final StateLine state;
  private final Scroll scroll;
  private boolean offered;

  Commands(Words words, Company company, StateLine state, Scroll scroll) {
    this.words = words;
    this.company = company;
    this.state = state;
    this.scroll = scroll;
  }

  /** Whether another table is on offer. */
  void offered(boolean now) {
    offered = now;
  }

  /** Does it. */
  void obey(String line, ChatClient chat) {
    if (answersOffer(line.strip().toLowerCase(Locale.ROOT), chat)) {
      return;
    }
    switch (Typed.of(line)) {
      case Typed.Say(String text) -> {
        chat.say(text);
        waits(text);
      }
      case Typed.Act(String text) -> {
        chat.act(text);
        waits(text);
      }
      case Typed.Nick(String name) -> chat.rename(name);
      case Typed.Join(String code) -> chat.join(code);
      case Typed.Mute(String name) -> mute(name, chat);
      case Typed.Unmute(String name) -> unmute(name, chat);
      case Typed.Who _ -> scroll.block(String.join("\n", company.who(chat.table())));
      case Typed.Next _ -> chat.next();
      case Typed.Invite _ -> chat.invite();
      case Typed.Private _ -> chat.privateTable();
      case Typed.Help _ -> scroll.block(words.say(Phrase.HELP));
      case Typed.Wrong(Phrase hint, String what) ->
          scroll.note(words.say(hint, Visible.line(what)));
      case Typed.Quit _, Typed.Nothing _ -> {}
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
      scroll.note(words.say(Phrase.OFFER_DECLINED));
    }
    return true;
  }

  /** A line that cannot be said yet is not simply gone from the screen. */
  private void waits(String text) {
    if (!state.connected()) {
      scroll.note(Visible.line(text) + "  " + words.say(Phrase.WAITING));
    }
  }

  private void mute(String name, ChatClient chat) {
    Optional<Member> member = company.called(name, chat.table());
    member.ifPresent(company::mute);
    answer(member, name, Phrase.MUTED);
  }

  private void unmute(String name, ChatClient chat) {
    Optional<Member> member = company.called(name, chat.table());
    member.ifPresent(company::unmute);
    answer(member, name, Phrase.UNMUTED);
  }

  private void answer(Optional<Member> member, String name, Phrase done) {
    scroll.note(
        member
            .map(found -> words.say(done, Narrator.name(found)))
            .orElseGet(() -> words.say(Phrase.NOBODY_CALLED, Visible.line(name))));
  }
}
