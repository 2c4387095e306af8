package prosa.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A sentence with places for values, in the part of ICU MessageFormat's syntax that the catalogue
 * uses: {@code {0}}, and {@code {0, plural, =0 {…} one {…} other {…}}} with {@code #} for the
 * number. Immutable.
 *
 * @param parts from left to right
 */
record MessagePattern(List<Part> parts) {
  /** A piece of a sentence. */
  sealed interface Part {
    /** Text as it is. */
    record Text(String text) implements Part {}

    /** The value with this index. */
    record Value(int index) implements Part {}

    /** The number of the plural that this stands in: {@code #}. */
    record Numeral(int index) implements Part {}

    /**
     * One of several forms, chosen by a number.
     *
     * @param index of the value that is the number
     * @param exact the forms for one number only, {@code =0}
     * @param one the singular
     * @param other the plural
     */
    record Plural(
        int index, Map<Long, MessagePattern> exact, MessagePattern one, MessagePattern other)
        implements Part {}
  }

  MessagePattern {
    parts = List.copyOf(parts);
  }

  /**
   * Parses a sentence.
   *
   * @throws IllegalArgumentException if it is not in this syntax
   */
  static MessagePattern parse(String source) {
    Parser parser = new Parser(source);
    MessagePattern pattern = parser.pattern(-1);
    parser.end();
    return pattern;
  }

  /** The same with every text changed. */
  MessagePattern map(UnaryOperator<String> change) {
    return new MessagePattern(parts.stream().map(part -> map(part, change)).toList());
  }

  private static Part map(Part part, UnaryOperator<String> change) {
    return switch (part) {
      case Part.Text(String text) -> new Part.Text(change.apply(text));
      case Part.Value value -> value;
      case Part.Numeral numeral -> numeral;
      case Part.Plural(int index, var exact, MessagePattern one, MessagePattern other) -> {
        Map<Long, MessagePattern> changed = new TreeMap<>();
        exact.forEach((number, form) -> changed.put(number, form.map(change)));
        yield new Part.Plural(index, changed, one.map(change), other.map(change));
      }
    };
  }

  private static final class Parser {
    private final String source;
    private int at;

    Parser(String source) {
      this.source = source;
    }

    void end() {
      if (at < source.length()) {
        throw wrong("a brace closes that was not opened");
      }
    }

    /** Up to the end, or to the brace that closes the form this is. */
    MessagePattern pattern(int number) {
      List<Part> parts = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      while (at < source.length() && source.charAt(at) != '}') {
        char c = source.charAt(at);
        if (c == '\'') {
          throw wrong("an ASCII apostrophe");
        }
        if (c != '{' && !(c == '#' && number >= 0)) {
          text.append(c);
          at++;
          continue;
        }
        if (!text.isEmpty()) {
          parts.add(new Part.Text(text.toString()));
          text.setLength(0);
        }
        at++;
        parts.add(c == '#' ? new Part.Numeral(number) : value());
      }
      if (!text.isEmpty()) {
        parts.add(new Part.Text(text.toString()));
      }
      return new MessagePattern(parts);
    }

    /** After the brace that opens it. */
    private Part value() {
      int index = Character.digit(at < source.length() ? source.charAt(at) : '}', 10);
      if (index < 0) {
        throw wrong("values have numbers from 0 to 9");
      }
      at++;
      if (takes("}")) {
        return new Part.Value(index);
      }
      if (!takes(", plural, ")) {
        throw wrong("only {n} and {n, plural, …} are known");
      }
      Map<Long, MessagePattern> exact = new TreeMap<>();
      Map<String, MessagePattern> forms = new TreeMap<>();
      while (!takes("}")) {
        int open = source.indexOf(" {", at);
        if (open < 0) {
          throw wrong("a form in braces is missing");
        }
        String selector = source.substring(at, open).strip();
        at = open + 2;
        MessagePattern form = pattern(index);
        if (!takes("}")) {
          throw wrong("a brace is not closed");
        }
        takes(" ");
        if (selector.startsWith("=")) {
          exact.put(Long.parseLong(selector.substring(1)), form);
        } else if (forms.put(selector, form) != null) {
          throw wrong("two forms for " + selector);
        }
      }
      MessagePattern one = forms.remove("one");
      MessagePattern other = forms.remove("other");
      if (one == null || other == null || !forms.isEmpty()) {
        throw wrong("a plural has the forms one and other, and forms for single numbers");
      }
      return new Part.Plural(index, exact, one, other);
    }

    private boolean takes(String expected) {
      boolean there = source.startsWith(expected, at);
      if (there) {
        at += expected.length();
      }
      return there;
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException(what + ", at " + at + " in: " + source);
    }
  }
}
