package prosa.desktop.view;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.swing.JPopupMenu;
import prosa.client.MemberInfo;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.desktop.model.TranscriptItem;
import prosa.messages.Messages;
import prosa.messages.TimeOfDay;

/**
 * The shared context of the rows of the chat.
 *
 * @param opener opens a link
 * @param decide handles an unsent text and whether to edit it
 */
record ChatViewContext(
    Messages messages,
    ChatModel model,
    SelectableText.SelectionOwner list,
    java.util.function.Consumer<Link> opener,
    BiConsumer<TranscriptItem.Bubble, Boolean> decide) {

  void open(Link link) {
    opener.accept(link);
  }

  /** The time of day, in the words of the language and with the 12 or 24 hours of the system. */
  String time(Instant at) {
    return TimeOfDay.format(Locale.getDefault(Locale.Category.FORMAT), messages.locale())
        .withZone(ZoneId.systemDefault())
        .format(at);
  }

  /** The spoken form of an entry. */
  String spoken(TranscriptItem item) {
    return switch (item) {
      case TranscriptItem.Bubble bubble -> author(bubble) + ": " + bubble.bubbleText();
      case TranscriptItem.Notice notice -> notice.sentence();
    };
  }

  /** The sender with the time or the delivery status. */
  String author(TranscriptItem.Bubble bubble) {
    String name = bubble.mine() ? messages.text("yourself") : marked(bubble);
    String mention = bubble.mention() ? ", " + messages.text("mention") : "";
    return name + mention + ", " + meta(bubble);
  }

  /** The sender's name, which nobody checked if it has an original client. */
  String marked(TranscriptItem.Bubble bubble) {
    boolean classic = bubble.sender().map(MemberInfo::classic).orElse(false);
    return messages.marked(bubble.shownName(), classic);
  }

  /** The time or the delivery status. */
  String meta(TranscriptItem.Bubble bubble) {
    return switch (bubble.delivery()) {
      case SAID -> time(bubble.at());
      case WAITING -> messages.text("unsent");
      case UNSENT -> bubble.why().isEmpty() ? messages.text("failed") : bubble.why();
      case PERHAPS_SAID -> messages.text("perhapsSaid");
    };
  }

  /**
   * A part of an entry as it is copied with others: {@code name: text}, or a sentence.
   *
   * @param start within the text as it is shown, and {@code end}, which may be behind it
   */
  String copied(TranscriptItem item, int start, int end) {
    String text =
        switch (item) {
          case TranscriptItem.Bubble bubble -> bubble.bubbleText();
          case TranscriptItem.Notice notice -> notice.sentence();
        };
    String part = text.substring(Math.min(start, text.length()), Math.min(end, text.length()));
    return item instanceof TranscriptItem.Bubble bubble && !bubble.action() && !part.isEmpty()
        ? bubble.shownName() + ": " + part
        : part;
  }

  /**
   * The menu of a text.
   *
   * @param sender who said it; empty if nobody could be muted
   */
  JPopupMenu menu(SelectableText text, Optional<MemberInfo> sender) {
    JPopupMenu menu = new JPopupMenu();
    menu.add(PlainTextComponents.item(messages.text("copy"), text::copy));
    for (Link link : text.links()) {
      String target = link.target().toString();
      menu.add(PlainTextComponents.item(messages.text("openThis", target), () -> open(link)));
      menu.add(
          PlainTextComponents.item(
              messages.text("copyThis", target), () -> ClipboardText.board(target)));
    }
    sender
        .flatMap(model.room()::present)
        .ifPresent(
            member -> {
              boolean muted = model.room().muted(member.place());
              menu.addSeparator();
              menu.add(
                  PlainTextComponents.item(
                      messages.text(muted ? "unmuteMember" : "muteMember", model.distinct(member)),
                      () -> model.mute(member, !muted)));
              menu.add(
                  PlainTextComponents.item(
                      messages.text("voteMember", model.distinct(member)),
                      () -> model.whyVote(member)));
            });
    return menu;
  }
}
