package prosa.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.MissingResourceException;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import prosa.client.ConnectError;
import prosa.protocol.Reason;

/** The words of one language. */
final class Words {
  private final ResourceBundle bundle;

  Words(Language language) {
    bundle = read("words_" + language.tag().replace('-', '_') + ".properties");
  }

  private static ResourceBundle read(String name) {
    try (InputStream in = Words.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new MissingResourceException("no " + name, Words.class.getName(), name);
      }
      return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The phrase with {@code {0}}, {@code {1}} and so on replaced. */
  String say(Phrase phrase, Object... parts) {
    return filled(bundle.getString(phrase.key()), parts);
  }

  /** Why there is no seat yet. */
  String why(ConnectError trouble) {
    return say(Phrase.valueOf("TROUBLE_" + trouble.name()));
  }

  /** Why something was refused; the server's own sentence where no better one is known. */
  String why(Reason reason, String sentence) {
    return reason == Reason.OTHER ? sentence : bundle.getString("reason-" + reason.code());
  }

  /** Fills what was put in once: braces in it stay as they are. */
  private static String filled(String pattern, Object... parts) {
    StringBuilder text = new StringBuilder(pattern.length() + 32);
    for (int i = 0; i < pattern.length(); i++) {
      boolean mark =
          pattern.charAt(i) == '{' && i + 2 < pattern.length() && pattern.charAt(i + 2) == '}';
      int part = mark ? pattern.charAt(i + 1) - '0' : -1;
      if (part >= 0 && part < parts.length) {
        text.append(parts[part]);
        i += 2;
      } else {
        text.append(pattern.charAt(i));
      }
    }
    return text.toString();
  }
}
