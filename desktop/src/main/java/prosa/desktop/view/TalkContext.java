package prosa.desktop.view;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.function.BiConsumer;
import javax.swing.JPopupMenu;
import prosa.desktop.model.Item;
import prosa.desktop.model.Link;
import prosa.desktop.model.Scene;
import prosa.desktop.model.Words;

/**
 * What the rows of the talk have in common.
 *
 * @param opener opens a link
 * @param decide is told of a text that was not said, and whether to edit it
 */
record TalkContext(
    Words words,
    Scene scene,
    Column column,
    java.util.function.Consumer<Link> opener,
    BiConsumer<Item.Bubble, Boolean> decide) {

  void open(Link link) {
    opener.accept(link);
  }

  /** The time of day, as the person writes it. */
  String time(Instant at) {
    return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
        .withLocale(words.locale())
        .withZone(ZoneId.systemDefault())
        .format(at);
  }

  /**
   * What can be done with a text.
   *
   * @param place whose it is; 0 for nobody who could be muted
   */
  JPopupMenu menu(SpokenText text, int place) {
    JPopupMenu menu = new JPopupMenu();
    menu.add(Plain.item(words.of("copy.text"), text::copy));
    for (Link link : text.links()) {
      String target = link.target().toString();
      menu.add(Plain.item(words.of("open.link", target), () -> open(link)));
      menu.add(Plain.item(words.of("copy.link", target), () -> Clip.board(target)));
    }
    String name = scene.company().name(place);
    if (!name.isEmpty()) {
      boolean muted = scene.company().muted(place);
      menu.addSeparator();
      menu.add(
          Plain.item(
              words.of(muted ? "seat.unmute" : "seat.mute", name),
              () -> scene.mute(place, !muted)));
    }
    return menu;
  }
}
