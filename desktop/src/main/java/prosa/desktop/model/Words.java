package prosa.desktop.model;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import prosa.client.ConnectError;
import prosa.client.EndReason;
import prosa.client.Visible;
import prosa.protocol.Reason;

/**
 * The window's language: every sentence that it shows, in English or Brazilian Portuguese.
 *
 * <p>Portuguese of any country is answered in Brazilian Portuguese, any other language in English.
 * What others wrote may be put into a sentence and stays what it is: the patterns are ours alone.
 */
public final class Words {
  private static final ResourceBundle.Control NO_OTHER_LANGUAGE =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final Locale locale;
  private final ResourceBundle bundle;

  public Words(Locale locale) {
    this.locale = locale;
    bundle = ResourceBundle.getBundle("prosa.desktop.model.Words", locale, NO_OTHER_LANGUAGE);
  }

  /** The person's own, in which times are written too. */
  public Locale locale() {
    return locale;
  }

  /** The sentence with this key, which must exist. */
  public String of(String key) {
    return bundle.getString(key);
  }

  /** The sentence with this key, and in it {@code values}. */
  public String of(String key, Object... values) {
    return new MessageFormat(bundle.getString(key), locale).format(values);
  }

  /** Why something was refused; the server's own sentence where we have none. */
  String refusal(Reason reason, String sentence) {
    return reason == Reason.OTHER ? Visible.line(sentence) : of("refused." + reason.code());
  }

  /** Why there is no seat yet. */
  String trouble(ConnectError trouble, String server) {
    return of("trouble." + trouble.name().toLowerCase(Locale.ROOT), server);
  }

  /** Who is writing; empty if nobody is. */
  String writing(List<String> names) {
    return switch (names.size()) {
      case 0 -> "";
      case 1 -> of("writing.one", names.get(0));
      case 2 -> of("writing.two", names.get(0), names.get(1));
      default -> of("writing.many");
    };
  }

  /** Who is in the room, as a sentence. */
  String who(RoomDisplay room) {
    if (room.original()) {
      return of("table.original");
    }
    List<String> names =
        room.seats().stream().filter(seat -> !seat.free()).map(SeatInfo::name).toList();
    return of("command.who", String.join(", ", names));
  }

  /** Why a session is over. */
  String ending(EndReason why) {
    return switch (why) {
      case EndReason.Left _ -> of("over.left");
      case EndReason.Refused(Reason reason, String text) -> refusal(reason, text);
      case EndReason.ResumedElsewhere _ -> of("over.resumed-elsewhere");
    };
  }
}
