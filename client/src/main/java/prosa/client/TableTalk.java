package prosa.client;

import java.util.Optional;
import prosa.protocol.ToMember;

/**
 * What happens at the table: who comes, goes and says what becomes an event, the mirror is kept up,
 * and errands that are answered by it are done. On the event loop only.
 */
final class TableTalk {
  private final ClientSession conversation;

  TableTalk(ClientSession conversation) {
    this.conversation = conversation;
  }

  void hear(ToMember what) {
    switch (what) {
      case ToMember.Said said -> said(said);
      case ToMember.Missed(long from, long to) -> {
        conversation.claim().heard(to);
        conversation.report(new ChatEvent.Missed(from, to));
      }
      case ToMember.Renamed renamed -> renamed(renamed);
      case ToMember.Joined(int place, String user, boolean classic) ->
          conversation.report(
              new ChatEvent.Joined(conversation.mirror().put(place, user, true, classic)));
      case ToMember.Left(int place, String user, boolean classic) -> {
        if (!conversation.mirror().isMine(place)) {
          conversation.report(
              new ChatEvent.Left(conversation.mirror().remove(place, user, classic)));
        }
      }
      case ToMember.Away(int place, String user, boolean classic) ->
          conversation.report(
              new ChatEvent.WentAway(conversation.mirror().put(place, user, false, classic)));
      case ToMember.Back(int place, String user, boolean classic) ->
          conversation.report(
              new ChatEvent.CameBack(conversation.mirror().put(place, user, true, classic)));
      case ToMember.Passed(long count) -> conversation.report(new ChatEvent.Passed(count));
      case ToMember.TypingNow(int place, String user) ->
          conversation.report(new ChatEvent.Typing(conversation.mirror().at(place, user)));
      case ToMember.Invited(String code, String link) -> invited(code, link);
      case ToMember.Offer(String room) -> conversation.report(new ChatEvent.Offered(room));
      case ToMember.Draining _ -> conversation.report(new ChatEvent.Draining());
      case ToMember.Hello _, ToMember.Seated _, ToMember.Refused _, ToMember.Moved _ -> {
        // about the seat, not the table: DirectSide's
      }
    }
  }

  private void said(ToMember.Said said) {
    conversation.claim().heard(said.n());
    boolean mine = conversation.mirror().isMine(said.place());
    Optional<String> id = mine ? said.id() : Optional.empty();
    // before it is told: whoever hears its own word must not find it among the unsent any more
    if (id.isPresent()) {
      var _ =
          conversation
              .outbox()
              .answered(
                  e ->
                      e instanceof PendingRequest.Say(UnsentMessage text)
                          && text.id().equals(id.get()));
    }
    conversation.report(
        new ChatEvent.Said(
            new Message(
                said.n(), said.place(), said.user(), said.message(), said.action(), mine, id)));
  }

  private void renamed(ToMember.Renamed renamed) {
    boolean mine = conversation.mirror().isMine(renamed.place());
    MemberInfo member = conversation.mirror().rename(renamed);
    if (mine) {
      conversation.claim().name(renamed.to());
    }
    conversation.report(new ChatEvent.Renamed(member, renamed.user(), mine));
    if (mine) {
      var _ = conversation.outbox().answered(PendingRequest.Rename.class::isInstance);
    }
  }

  private void invited(String code, String link) {
    conversation.claim().wayBack(code);
    conversation.report(new ChatEvent.Invited(code, link));
    var _ = conversation.outbox().answered(PendingRequest.Invite.class::isInstance);
  }
}
