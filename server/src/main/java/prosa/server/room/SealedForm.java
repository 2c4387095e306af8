package prosa.server.room;

/** What an encrypted room takes, by docs/encryption.md: what looks as if it were sealed. */
final class SealedForm {
  /** What everybody is called there, with a number after it for all but one. */
  static final String NAME = "Guest";

  private static final String BEGINNING = "e1.";

  private SealedForm() {}

  /** Whether this may be one sealed text: its beginning, and base64url without padding. */
  static boolean isSealed(String text) {
    return text.length() > BEGINNING.length()
        && text.startsWith(BEGINNING)
        && text.chars().skip(BEGINNING.length()).allMatch(SealedForm::isBase64Url);
  }

  /** Whether these may be sealed texts with a space between any two. */
  static boolean areSealed(String texts) {
    for (String text : texts.split(" ", -1)) {
      if (!isSealed(text)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBase64Url(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }
}
