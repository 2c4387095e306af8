package prosa.client;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.zmtp.CurvePublicKey;

/**
 * The address of a server's door, with the invite code of a room and the server's public key if
 * they are there.
 *
 * @param host a name, or a literal address without brackets
 * @param port 1 to 65535
 * @param invite the code of a room, if the address was an invitation
 * @param key the server's public key, if the address had it: then everything is encrypted (CURVE)
 * @param secret the secret of the room, if the address was an invitation to an encrypted one
 */
public record ServerAddress(
    String host,
    int port,
    Optional<String> invite,
    Optional<CurvePublicKey> key,
    Optional<RoomSecret> secret) {
  /** The port of a door that names none. */
  public static final int DEFAULT_PORT = 5555;

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int HIGHEST_PORT = 65_535;
  private static final int LONGEST_HOST = 253;
  private static final int LONGEST_INVITE = 64;

  private static final Pattern FORM =
      Pattern.compile(
          "(?:(?<scheme>tcp|prosa|https?)://)?"
              + "(?:\\[(?<literal>[0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]"
              + "|(?<host>[._-]*[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._\u3002\u30fb\u00b7-]*))"
              + "(?::(?<port>\\d{1,5}))?"
              + "(?:/r/(?<invite>[\\w-]{1,64})/?|/)?"
              + "(?:#(?=[\\w.-])(?<key>[\\w-]{43})?(?:\\.(?<secret>[\\w-]{43}))?)?",
          Pattern.CASE_INSENSITIVE);

  /** A bare address without brackets: more than one colon makes it one. */
  private static final Pattern BARE_V6 =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\\w.-]+)?");

  private static final Pattern BARE_CODE = Pattern.compile("[\\w-]*");

  /** The link of an invitation anywhere in a text, below any path. */
  private static final Pattern LINK =
      Pattern.compile(
          "(?:(?<![A-Za-z0-9+.-])(?<scheme>tcp|prosa|https?)://|(?<![\\p{L}\\p{N}@/:.%_-]))"
              + "(?:\\[(?<literal>[0-9A-Fa-f:.]+(?:%[\\w.-]+)?)]|(?<host>[\\p{L}\\p{N}._-]{1,253}+))"
              + "(?::(?<port>\\d{1,5}))?(?:/[^\\s/?#]{1,64}){0,8}?/r/(?<invite>[\\w-]{8,64}+)/?+"
              + "(?:#(?=\\.?[\\w-]{43}(?![\\w-]))(?<key>[\\w-]{43})?(?:\\.(?<secret>[\\w-]{43}))?"
              + "(?![\\w-]|\\.[\\w-])|(?!#(?:\\.|[\\w-]{24})))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

  /** The addresses that {@code localhost} has, as {@link InetAddress} writes them. */
  private static final Set<String> LOCAL = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");

  private static final Pattern ESCAPED_LINK = Pattern.compile("%2Fr%2F", Pattern.CASE_INSENSITIVE);

  /** A code with what people put around it. */
  private static final Pattern WRAPPED_CODE =
      Pattern.compile(
          "[<(\\[{\"'`*\u201c\u2018\u00ab\u300c\u300e\uff08\u3010]*([\\w-]{8,64})"
              + "[>)\\]}\"'`*\u201d\u2019\u00bb\u300d\u300f\uff09\u3011.,;:!?\u3002\uff0c\uff01\uff1f\u2026]*");

  /** What is invisible and comes along with a copied text. */
  private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}");

  private static final int LONGEST_TEXT = 2_000;

  /** An address without a key. */
  public ServerAddress(String host, int port, Optional<String> invite) {
    this(host, port, invite, Optional.empty());
  }

  /** An address without a secret. */
  public ServerAddress(
      String host, int port, Optional<String> invite, Optional<CurvePublicKey> key) {
    this(host, port, invite, key, Optional.empty());
  }

  public ServerAddress {
    if (host.isEmpty() || host.length() > LONGEST_HOST) {
      throw new IllegalArgumentException("A host has 1 to 253 characters");
    }
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("A port is a number from 1 to 65535");
    }
    if (invite.isPresent() && (invite.get().isEmpty() || invite.get().length() > LONGEST_INVITE)) {
      throw new IllegalArgumentException("A code has 1 to 64 characters");
    }
    if (secret.isPresent() && invite.isEmpty()) {
      throw new IllegalArgumentException("A secret is that of an invitation's table");
    }
  }

  /**
   * Reads what a person types or pastes: {@code host}, {@code host:port}, {@code [v6]:port}, a bare
   * IPv6 address, {@code tcp://…}, or an invitation's link, {@code http://host:port/r/CODE}. Spaces
   * around it do not matter; an invitation may also be in a sentence, in brackets, or escaped in
   * another link. A link without a port means 80, or 443 with {@code https}. A key may be behind a
   * {@code #}: {@code prosa://host:5555/#KEY}; behind that, after a dot, the secret of an encrypted
   * room: {@code prosa://host:5555/r/CODE#KEY.SECRET}, or {@code http://host/r/CODE#.SECRET}.
   *
   * @return empty if it is none of these
   */
  public static Optional<ServerAddress> parse(String typed) {
    String text = cleaned(typed);
    if (text.length() <= LONGEST_HOST && BARE_V6.matcher(text).matches()) {
      return Optional.of(new ServerAddress(text, DEFAULT_PORT, Optional.empty()));
    }
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      return address(form);
    }
    Matcher link = LINK.matcher(unescaped(text));
    return link.find() ? address(link) : Optional.empty();
  }

  private static String cleaned(String typed) {
    String text = typed.length() > LONGEST_TEXT ? typed.substring(0, LONGEST_TEXT) : typed;
    return UNSEEN.matcher(text).replaceAll("").strip();
  }

  /** A link that services put into one of their own, as an argument. */
  private static String unescaped(String text) {
    if (!ESCAPED_LINK.matcher(text).find()) {
      return text;
    }
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // its escapes are none
    }
  }

  private static Optional<ServerAddress> address(Matcher form) {
    String literal = form.group("literal");
    String host = literal == null ? form.group("host") : literal;
    int port = port(form.group("port"), form.group("scheme"));
    if (host.length() > LONGEST_HOST || port < 1 || port > HIGHEST_PORT) {
      return Optional.empty();
    }
    Optional<CurvePublicKey> key =
        Optional.ofNullable(form.group("key")).flatMap(CurvePublicKey::ofUrlText);
    if (form.group("key") != null && key.isEmpty()) {
      return Optional.empty(); // a key with a mistake must not become an address without one
    }
    Optional<String> invite = Optional.ofNullable(form.group("invite"));
    Optional<RoomSecret> secret = Optional.ofNullable(form.group("secret")).flatMap(RoomSecret::of);
    if (form.group("secret") != null && (secret.isEmpty() || invite.isEmpty())) {
      return Optional.empty(); // nor one with a secret one without it
    }
    return Optional.of(new ServerAddress(host, port, invite, key, secret));
  }

  private static int port(
      @org.jspecify.annotations.Nullable String port,
      @org.jspecify.annotations.Nullable String scheme) {
    if (port != null) {
      return Integer.parseInt(port);
    }
    if (scheme == null) {
      return DEFAULT_PORT;
    }
    return switch (scheme.toLowerCase(Locale.ROOT)) {
      case "http" -> HTTP_PORT;
      case "https" -> HTTPS_PORT;
      default -> DEFAULT_PORT;
    };
  }

  /** The same door without an invitation. */
  public ServerAddress door() {
    return new ServerAddress(host, port, Optional.empty(), key);
  }

  /** The same door with the invitation to a room. */
  public ServerAddress inviting(String code, Optional<RoomSecret> secret) {
    return new ServerAddress(host, port, Optional.of(code), key, secret);
  }

  /**
   * Reads what {@code /join} was given: the link of an invitation or another server's address. A
   * bare code is neither.
   */
  public static Optional<ServerAddress> parseLink(String codeOrLink) {
    return BARE_CODE.matcher(codeOrLink.strip()).matches() ? Optional.empty() : parse(codeOrLink);
  }

  /**
   * The code in what {@code /join} was given: that of a link, or a code of at least 8 characters.
   */
  public static Optional<String> inviteCode(String codeOrLink) {
    Matcher code = WRAPPED_CODE.matcher(cleaned(codeOrLink));
    return code.matches()
        ? Optional.of(code.group(1))
        : parseLink(codeOrLink).flatMap(ServerAddress::invite);
  }

  /**
   * Whether this link leads to the server that a client is at. The names of this machine are one
   * name, and a link without a port leads to that host's web address, not to another server. One
   * with another key does, and one with a key where the present address has none: what it asks for
   * is encrypted.
   */
  public boolean leadsTo(ServerAddress present) {
    return host(this).equals(host(present))
        && (key.isEmpty() || key.equals(present.key()))
        && (port == present.port() || port == HTTP_PORT || port == HTTPS_PORT);
  }

  /** Whether this is an invitation to a room that is not encrypted: it has no secret. */
  public boolean invitesUnencrypted() {
    return invite.isPresent() && secret.isEmpty();
  }

  /** Whether both name the same port of the same host, however that is spelled. */
  boolean isSameAs(ServerAddress other) {
    return port == other.port() && host(this).equals(host(other));
  }

  /**
   * One spelling for all of a host: of an address the usual one, the names of this machine as one,
   * other names in lower case, in ASCII, and without a dot at the end.
   */
  private static String host(ServerAddress address) {
    String host = address.host().toLowerCase(Locale.ROOT);
    return host.indexOf(':') >= 0 || NUMBERS.matcher(host).matches() ? literal(host) : name(host);
  }

  private static String literal(String host) {
    int scope = host.indexOf('%') < 0 ? host.length() : host.indexOf('%');
    try {
      InetAddress parsed = InetAddress.ofLiteral(host.substring(0, scope));
      String usual = parsed.getHostAddress();
      // An interface says more only where every one may have this address.
      return LOCAL.contains(usual)
          ? "localhost"
          : parsed.isLinkLocalAddress() ? usual + host.substring(scope) : usual;
    } catch (IllegalArgumentException e) {
      return host;
    }
  }

  private static String name(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    try {
      return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  /** {@code host:port}, with brackets where the host is an IPv6 address. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
