package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The greeting, the first 64 bytes of each side: its version and its security mechanism.
 *
 * <p>A peer is judged as its bytes come in, because an older one sends only a part and then waits:
 * what does not begin with {@code FF ........ 7F} is no ZMTP since 2.0, and a major version below 3
 * ends the connection at its one byte. Any minor version of 3, and any higher major, is welcome.
 * The filler is not looked at.
 *
 * @param countsIdentity whether the eight bytes after the first hold a number but 0: libzmq, and
 *     what is made after it, writes there, for peers of ZMTP 1.0, how long its identity's frame is
 * @param mechanism 1 to 20 characters of {@code A-Z 0-9 - _ . +}
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Formal Grammar", "Version
 *     Negotiation"</a>
 */
public record Greeting(
    int major, int minor, String mechanism, boolean asServer, boolean countsIdentity) {
  /** Length on the wire. */
  public static final int LENGTH = 64;

  static final int FIRST_BYTE = 0xFF;

  private static final int SIGNATURE_END = 9;
  private static final int MAJOR = 10;
  private static final int MINOR = 11;
  private static final int MECHANISM = 12;
  private static final int AS_SERVER = 32;

  public Greeting {
    if (major < 3 || major > 255 || minor < 0 || minor > 255) {
      throw new IllegalArgumentException("A greeting's version is 3.0 to 255.255");
    }
    if (mechanism.isEmpty() || mechanism.length() > AS_SERVER - MECHANISM) {
      throw new IllegalArgumentException("A mechanism's name has 1 to 20 characters");
    }
    if (!mechanism.chars().allMatch(Greeting::isMechanismCharacter)) {
      throw new IllegalArgumentException("A mechanism's name is made of A-Z, 0-9 and - _ . +");
    }
  }

  /** A greeting whose first eight bytes of padding are 0. */
  public Greeting(int major, int minor, String mechanism, boolean asServer) {
    this(major, minor, mechanism, asServer, false);
  }

  /** What we announce: version 3.1 and {@code mechanism}. */
  public static Greeting ours(Mechanism mechanism) {
    return new Greeting(3, 1, mechanism.name(), mechanism.asServer());
  }

  /** Whether the sender knows the commands of ZMTP 3.1: PING, PONG, SUBSCRIBE and CANCEL. */
  public boolean atLeast31() {
    return major > 3 || minor >= 1;
  }

  /** Appends the first bytes of what we announce, before the mechanism: our version. */
  static void writeBeginning(ByteBuf out) {
    out.writeByte(FIRST_BYTE).writeZero(8).writeByte(0x7F);
    out.writeByte(3).writeByte(1);
  }

  /** Appends the 64 bytes to {@code out}. */
  public void write(ByteBuf out) {
    out.writeByte(FIRST_BYTE).writeZero(8).writeByte(0x7F);
    out.writeByte(major).writeByte(minor);
    writeRest(out);
  }

  /** Appends what follows the version. */
  void writeRest(ByteBuf out) {
    out.writeCharSequence(mechanism, StandardCharsets.US_ASCII);
    out.writeZero(AS_SERVER - MECHANISM - mechanism.length());
    out.writeByte(asServer ? 1 : 0).writeZero(LENGTH - AS_SERVER - 1);
  }

  /** Judges the byte at {@code index} of a peer's greeting, as far as it can be judged alone. */
  static void judge(int index, byte value) throws ZmtpException {
    if (index == 0 && (value & 0xFF) != FIRST_BYTE) {
      throw new ZmtpException(ZmtpError.GREETING);
    }
    if (index == SIGNATURE_END && value != 0x7F) {
      throw new ZmtpException(ZmtpError.GREETING);
    }
    if (index == MAJOR && (value & 0xFF) < 3) {
      throw new ZmtpException(ZmtpError.VERSION);
    }
  }

  /** The greeting in these 64 bytes, each of which has been judged. */
  static Greeting read(byte[] bytes) throws ZmtpException {
    int end = MECHANISM;
    while (end < AS_SERVER && isMechanismCharacter(bytes[end])) {
      end++;
    }
    for (int i = end; i < AS_SERVER; i++) {
      if (bytes[i] != 0) {
        throw new ZmtpException(ZmtpError.GREETING);
      }
    }
    if (end == MECHANISM) {
      throw new ZmtpException(ZmtpError.MECHANISM);
    }
    String mechanism = new String(bytes, MECHANISM, end - MECHANISM, StandardCharsets.US_ASCII);
    boolean counts = false;
    for (int i = 1; i < SIGNATURE_END; i++) {
      counts |= bytes[i] != 0;
    }
    return new Greeting(
        bytes[MAJOR] & 0xFF, bytes[MINOR] & 0xFF, mechanism, bytes[AS_SERVER] != 0, counts);
  }

  private static boolean isMechanismCharacter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.+".indexOf(c) >= 0;
  }
}
