package prosa.server.operations;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * A block of addresses, written {@code 10.0.0.0/8}, {@code ::1/128} or as one address. One of
 * IPv4-mapped addresses, {@code ::ffff:10.0.0.0/104}, is the IPv4 block, and {@code 10.1.2.3/8} is
 * {@code 10.0.0.0/8}.
 */
public record CidrBlock(InetAddress base, int prefix) {
  /** The bits before the IPv4 address in an IPv4-mapped one. */
  private static final int MAPPED = 96;

  /** The bits of an IPv6 address that a subscriber is given; the rest it chooses. */
  private static final int SUBSCRIBER = 64;

  /** All four numbers: the system would take 192.168 for 192.0.0.168. */
  private static final Pattern IPV4 =
      Pattern.compile("(?:0|[1-9]\\d{0,2})(?:\\.(?:0|[1-9]\\d{0,2})){3}");

  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,3}");

  public CidrBlock {
    int most = base.getAddress().length * 8;
    if (prefix < 0 || prefix > most) {
      throw new IllegalArgumentException("prefix length must be 0 to " + most + ": " + prefix);
    }
    base = first(base, prefix);
  }

  /** The first address of a block that has this one: each block is written in one way only. */
  private static InetAddress first(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    for (int bit = prefix; bit < bytes.length * 8; bit++) {
      bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("as many bytes as an address has", e);
    }
  }

  /**
   * Reads a block.
   *
   * @throws IllegalArgumentException with a sentence for the user, if the text is no block
   */
  public static CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    String length = slash < 0 ? "" : text.substring(slash + 1);
    if (!(IPV4.matcher(host).matches() || IPV6.matcher(host).matches())
        || (slash >= 0 && !LENGTH.matcher(length).matches())) {
      throw new IllegalArgumentException("'" + text + "' is not a network such as 10.0.0.0/8");
    }
    InetAddress base;
    try {
      base = plain(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is not a network such as 10.0.0.0/8", e);
    }
    int whole = base.getAddress().length * 8;
    int mapped = host.indexOf(':') >= 0 && base instanceof Inet4Address ? MAPPED : 0;
    int prefix = slash < 0 ? mapped + whole : Integer.parseInt(length);
    if (mapped > 0 && (prefix < mapped || prefix > mapped + whole)) {
      throw new IllegalArgumentException(
          "prefix length of an IPv4-mapped address must be 96 to 128: " + prefix);
    }
    return new CidrBlock(base, prefix - mapped);
  }

  /** Whether the address, with an IPv4-mapped one taken as IPv4, lies in this block. */
  public boolean contains(InetAddress address) {
    byte[] mine = base.getAddress();
    byte[] theirs = plain(address).getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      int mask = 0x80 >> (bit & 7);
      if ((mine[bit >> 3] & mask) != (theirs[bit >> 3] & mask)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What limits by address count an address as: an IPv4 address in dotted form, IPv4-mapped ones
   * among them; of an IPv6 address its network of {@value #SUBSCRIBER} bits, written {@code
   * 2001:db8:0:1::/64}, because its host chooses the other bits at will (RFC 7421).
   */
  public static String limitKey(InetAddress address) {
    InetAddress plain = plain(address);
    if (plain instanceof Inet4Address) {
      return plain.getHostAddress();
    }
    byte[] b = plain.getAddress();
    StringBuilder key = new StringBuilder(24);
    for (int i = 0; i < SUBSCRIBER / 8; i += 2) {
      key.append(Integer.toHexString(((b[i] & 0xff) << 8) | (b[i + 1] & 0xff))).append(':');
    }
    return key.append(":/").append(SUBSCRIBER).toString();
  }

  /** The IPv4 address inside an IPv4-mapped IPv6 one; any other address unchanged. */
  public static InetAddress plain(InetAddress address) {
    byte[] b = address.getAddress();
    if (!(address instanceof Inet6Address) || b[10] != -1 || b[11] != -1) {
      return address;
    }
    for (int i = 0; i < 10; i++) {
      if (b[i] != 0) {
        return address;
      }
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(b, 12, 16));
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }

  @Override
  public String toString() {
    return base.getHostAddress() + "/" + prefix;
  }
}
