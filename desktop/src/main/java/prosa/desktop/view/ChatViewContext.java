package prosa.desktop.view;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.function.BiConsumer;
import javax.swing.JPopupMenu;
import prosa.client.Visible;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.desktop.model.TranscriptItem;
import prosa.messages.Messages;

/**
 * What the rows of the talk have in common.
 *
 * @param opener opens a link
 * @param decide is told of a text that was not said, and whether to edit it
 */
record ChatViewContext(
    Messages messages,
    ChatModel model,
    VerticalList column,
    java.util.function.Consumer<Link> opener,
    BiConsumer<TranscriptItem.Bubble, Boolean> decide) {

  void open(Link link) {
    opener.accept(link);
  }

  /** The time of day, as the person writes it. */
  String time(Instant at) {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
        .withLocale(messages.locale())
        .withZone(ZoneId.systemDefault())
        .format(at);
  }

  /**
   * What can be done with a text.
   *
   * @param place whose it is; 0 for nobody who could be muted
   */
  JPopupMenu menu(SelectableText text, int place) {
    JPopupMenu menu = new JPopupMenu();
    menu.add(PlainTextComponents.item(messages.text("copy"), text::copy));
    for (Link link : text.links()) {
      String target = link.target().toString();
      menu.add(PlainTextComponents.item(messages.text("openThis", target), () -> open(link)));
      menu.add(
          PlainTextComponents.item(
              messages.text("copyThis", target), () -> ClipboardText.board(target)));
    }
    model
        .room()
        .member(place)
        .ifPresent(
            member -> {
              boolean muted = model.room().muted(place);
              menu.addSeparator();
              menu.add(
                  PlainTextComponents.item(
                      messages.text(
                          muted ? "unmuteMember" : "muteMember", Visible.line(member.name())),
                      () -> model.mute(member, !muted)));
            });
    return menu;
  }
}
