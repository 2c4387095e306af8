package prosa.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The headers that proxies add to a request: X-Forwarded-For, -Proto and -Host or, where there is
 * no X-Forwarded-For, Forwarded (RFC 7239). If both are there they have to name the same client: a
 * proxy that sets only one of them may have passed on the other as the client sent it, and nobody
 * can tell which.
 *
 * <p>Each proxy adds the address of its own peer at the end. So the list is read from its end while
 * the addresses are those of proxies; the first other address is the client's, and anything before
 * it is not trusted.
 *
 * @param person the client's address; empty if none is given
 * @param host the host name of the client's request
 * @param encrypted whether the client used https
 */
record ForwardedHeaders(
    Optional<InetAddress> person, Optional<String> host, Optional<Boolean> encrypted) {
  /** The most addresses that are looked at, from the last one on. */
  static final int MOST = 32;

  /** One proxy's element of Forwarded. */
  private record Element(String by, String host, String proto) {}

  /**
   * Reads them.
   *
   * @param isProxy says which addresses are proxies'
   * @return nothing if they name different clients
   */
  static Optional<ForwardedHeaders> of(HttpHeaders headers, Predicate<InetAddress> isProxy) {
    ForwardedHeaders older = older(headers, isProxy);
    if (!headers.contains("forwarded")) {
      return Optional.of(older);
    }
    ForwardedHeaders standard = standard(headers, isProxy);
    if (!headers.contains("x-forwarded-for")) {
      return Optional.of(standard);
    }
    return Optional.of(older).filter(one -> one.person().equals(standard.person()));
  }

  private static ForwardedHeaders older(HttpHeaders headers, Predicate<InetAddress> isProxy) {
    List<String> told = new ArrayList<>();
    for (String line : headers.getAll("x-forwarded-for")) {
      told.addAll(List.of(line.split(",", -1)));
    }
    return new ForwardedHeaders(
        person(told, isProxy),
        last(headers, "x-forwarded-host"),
        last(headers, "x-forwarded-proto").map(proto -> proto.equalsIgnoreCase("https")));
  }

  private static ForwardedHeaders standard(HttpHeaders headers, Predicate<InetAddress> isProxy) {
    List<Element> elements = elements(headers.getAll("forwarded"));
    if (elements.isEmpty()) {
      return new ForwardedHeaders(Optional.empty(), Optional.empty(), Optional.empty());
    }
    Element nearest = elements.getLast();
    return new ForwardedHeaders(
        person(elements.stream().map(Element::by).toList(), isProxy),
        Optional.of(nearest.host()).filter(host -> !host.isEmpty()),
        Optional.of(nearest.proto())
            .filter(proto -> !proto.isEmpty())
            .map(proto -> proto.equalsIgnoreCase("https")));
  }

  private static Optional<InetAddress> person(List<String> told, Predicate<InetAddress> isProxy) {
    Optional<InetAddress> known = Optional.empty();
    for (int i = told.size() - 1; i >= Math.max(0, told.size() - MOST); i--) {
      Optional<InetAddress> address = address(told.get(i));
      if (address.isEmpty()) {
        break; // "unknown", or a name that hides it
      }
      known = address;
      if (!isProxy.test(address.get())) {
        break;
      }
    }
    return known;
  }

  /** An address, perhaps with a port, in brackets or quotes. */
  private static Optional<InetAddress> address(String text) {
    String plain = text.strip();
    if (plain.startsWith("\"") && plain.endsWith("\"") && plain.length() > 1) {
      plain = plain.substring(1, plain.length() - 1);
    }
    if (plain.startsWith("[")) {
      int end = plain.indexOf(']');
      plain = end < 0 ? "" : plain.substring(1, end);
    } else if (plain.indexOf('.') > 0
        && plain.indexOf(':') > 0
        && plain.indexOf(':') == plain.lastIndexOf(':')) {
      plain = plain.substring(0, plain.indexOf(':'));
    }
    return NetUtil.isValidIpV4Address(plain)
            || (NetUtil.isValidIpV6Address(plain) && !plain.contains("%"))
        ? Optional.of(InetAddress.ofLiteral(plain))
        : Optional.empty();
  }

  private static Optional<String> last(HttpHeaders headers, String name) {
    List<String> lines = headers.getAll(name);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String line = lines.getLast();
    return Optional.of(line.substring(line.lastIndexOf(',') + 1).strip())
        .filter(value -> !value.isEmpty());
  }

  /** All of them: a client may have sent any number before those of the proxies. */
  private static List<Element> elements(List<String> lines) {
    return lines.stream()
        .flatMap(line -> split(line, ',').stream())
        .filter(text -> !text.isBlank())
        .map(ForwardedHeaders::element)
        .toList();
  }

  private static Element element(String text) {
    String by = "";
    String host = "";
    String proto = "";
    for (String pair : split(text, ';')) {
      int equals = pair.indexOf('=');
      if (equals >= 0) {
        String value = unquoted(pair.substring(equals + 1).strip());
        switch (pair.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
          case "for" -> by = value;
          case "host" -> host = value;
          case "proto" -> proto = value;
          default -> {} // by, and what comes later
        }
      }
    }
    return new Element(by, host, proto);
  }

  /**
   * The parts between separators that are outside quoted strings. Where one is not closed, quotes
   * count for nothing: a client could hide in it what a proxy has added behind.
   */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++; // a quoted pair
      } else if (c == separator && !quoted) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    if (quoted) {
      return List.of(text.split(String.valueOf(separator), -1));
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return value;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 1; i < value.length() - 1; i++) {
      i += value.charAt(i) == '\\' && i < value.length() - 2 ? 1 : 0;
      plain.append(value.charAt(i));
    }
    return plain.toString();
  }
}
