package prosa.messages;

/**
 * Pseudo-localized English, for tests of texts and layouts: longer by 40 in a hundred and with
 * accents on its letters, or written from right to left. Values that are put in stay as they are.
 */
final class PseudoText {
  private static final String PLAIN = "aceinouyACEINOUY";
  private static final String ACCENTED = "áçéíñóúýÁÇÉÍÑÓÚÝ";

  /** RIGHT-TO-LEFT OVERRIDE and POP DIRECTIONAL FORMATTING. */
  private static final char RIGHT_TO_LEFT = '\u202e';

  private static final char POP = '\u202c';

  private PseudoText() {}

  static MessagePattern of(MessagePattern english, Language language) {
    return english.map(language == Language.PSEUDO_LONG ? PseudoText::longer : PseudoText::turned);
  }

  private static String longer(String text) {
    StringBuilder out = new StringBuilder(text.length() * 2);
    int letters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetter(c)) {
        lengthen(out, letters);
        letters = 0;
      } else {
        letters++;
      }
      int accented = PLAIN.indexOf(c);
      out.append(accented < 0 ? c : ACCENTED.charAt(accented));
    }
    lengthen(out, letters);
    return out.toString();
  }

  /** A word of this many letters has ended. */
  private static void lengthen(StringBuilder out, int letters) {
    out.append("~".repeat((letters * 2 + 4) / 5));
  }

  private static String turned(String text) {
    StringBuilder out = new StringBuilder(text.length() * 2);
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isLetter(c) != inWord) {
        inWord = !inWord;
        out.append(inWord ? RIGHT_TO_LEFT : POP);
      }
      out.append(c);
    }
    return inWord ? out.append(POP).toString() : out.toString();
  }
}
