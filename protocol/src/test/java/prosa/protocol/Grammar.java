package prosa.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ABNF of {@code docs/protocol.md} as regular expressions: the part of RFC 5234 and RFC 7405
 * that the page uses, in rules that do not refer to themselves.
 */
final class Grammar {
  private static final Pattern RULE = Pattern.compile("(?m)^([A-Za-z][\\w-]*)\\s*=(.*)$");
  private static final Pattern TOKEN =
      Pattern.compile(
          "%s\"(?<exact>[^\"]*)\"|\"(?<loose>[^\"]*)\"|%x(?<from>[0-9A-F]+)(?:-(?<to>[0-9A-F]+))?"
              + "|(?<repeat>\\d*\\*\\d*|\\d+)|(?<rule>[A-Za-z][\\w-]*)|(?<sign>[()\\[\\]/])");

  private final Map<String, String> rules = new HashMap<>();

  Grammar(String abnf) {
    rules.put("DIGIT", "%x30-39");
    rules.put("HEXDIG", "( %x30-39 / %x41-46 / %x61-66 )");
    Matcher rule =
        RULE.matcher(abnf.replaceAll("(?m)\\s*;[^\"\\n]*$", "").replaceAll("\\n\\s+", " "));
    while (rule.find()) {
      rules.put(rule.group(1), rule.group(2));
    }
  }

  /** What a whole text must be that follows this rule. */
  Pattern pattern(String rule) {
    return Pattern.compile(regex(rule));
  }

  private String regex(String name) {
    String rule = rules.get(name);
    if (rule == null) {
      throw new IllegalArgumentException("no rule " + name);
    }
    StringBuilder regex = new StringBuilder("(?:");
    String repeat = "";
    StringBuilder closers = new StringBuilder();
    Matcher token = TOKEN.matcher(rule);
    int end = 0;
    while (token.find()) {
      if (!rule.substring(end, token.start()).isBlank()) {
        throw new IllegalArgumentException(name + ": cannot read " + rule.substring(end));
      }
      end = token.end();
      if (token.group("repeat") != null) {
        repeat = quantifier(token.group("repeat"));
        continue;
      }
      String sign = token.group("sign");
      if (sign == null) {
        regex.append(element(token)).append(repeat);
        repeat = "";
      } else if (sign.equals("/")) {
        regex.append('|');
      } else if (sign.equals("(") || sign.equals("[")) {
        regex.append("(?:");
        closers.append(sign.equals("[") ? ")?" : ")" + repeat).append('\n');
        repeat = "";
      } else {
        int last = closers.lastIndexOf("\n", closers.length() - 2) + 1;
        regex.append(closers, last, closers.length() - 1);
        closers.setLength(last);
      }
    }
    if (!rule.substring(end).isBlank() || !closers.isEmpty()) {
      throw new IllegalArgumentException(name + ": cannot read " + rule.substring(end));
    }
    return regex.append(')').toString();
  }

  private String element(Matcher token) {
    if (token.group("rule") != null) {
      return regex(token.group("rule"));
    }
    if (token.group("exact") != null) {
      return "(?:" + Pattern.quote(token.group("exact")) + ")";
    }
    if (token.group("loose") != null) {
      return "(?i:" + Pattern.quote(token.group("loose")) + ")";
    }
    String from = "\\x{" + token.group("from") + "}";
    return token.group("to") == null ? from : "[" + from + "-\\x{" + token.group("to") + "}]";
  }

  /** RFC 5234 section 3.6: {@code *}, {@code 1*}, {@code 4}. */
  private static String quantifier(String repeat) {
    int star = repeat.indexOf('*');
    if (star < 0) {
      return "{" + repeat + "}";
    }
    String least = star == 0 ? "0" : repeat.substring(0, star);
    return "{" + least + "," + repeat.substring(star + 1) + "}";
  }
}
