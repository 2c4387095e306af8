package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a peer says of itself in READY: its socket type, and its identity, which may be empty.
 *
 * <p>Names are compared without regard to case; each may come once. Other properties must be well
 * formed and are forgotten.
 *
 * @param identity 0 to 255 bytes, of which the first is not zero
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "Connection Metadata"</a>
 */
public record Metadata(SocketType socketType, Bytes identity) {
  private static final String SOCKET_TYPE = "Socket-Type";
  private static final String IDENTITY = "Identity";
  private static final int LONGEST_IDENTITY = 255;

  public Metadata {
    if (!isIdentity(identity)) {
      throw new IllegalArgumentException("An identity has up to 255 bytes and no leading zero");
    }
  }

  /** What a socket of {@code type} without an identity of its own announces. */
  public static Metadata of(SocketType type) {
    return new Metadata(type, Bytes.EMPTY);
  }

  /** Appends the properties as they follow the command's name. */
  void write(ByteBuf out) {
    writeProperty(out, SOCKET_TYPE, Bytes.of(socketType.name()));
    if (socketType.announcesIdentity() || !identity.isEmpty()) {
      writeProperty(out, IDENTITY, identity);
    }
  }

  /** The properties as they follow the command's name. */
  Bytes toBytes() {
    ByteBuf out = Unpooled.buffer();
    write(out);
    return Bytes.of(out);
  }

  /** Reads the properties in all that is left of {@code in}. */
  static Metadata read(ByteBuf in) throws ZmtpException {
    Set<String> names = new HashSet<>();
    String type = null;
    Bytes identity = Bytes.EMPTY;
    while (in.isReadable()) {
      String name = readName(in);
      Bytes value = readValue(in);
      require(names.add(name));
      if (name.equals("socket-type")) {
        type = value.utf8();
      } else if (name.equals("identity")) {
        require(isIdentity(value));
        identity = value;
      }
    }
    if (type == null) {
      throw new ZmtpException(ZmtpError.METADATA);
    }
    SocketType known =
        SocketType.named(type).orElseThrow(() -> new ZmtpException(ZmtpError.SOCKET_TYPE));
    return new Metadata(known, identity);
  }

  private static String readName(ByteBuf in) throws ZmtpException {
    int length = in.readUnsignedByte();
    require(length > 0 && length <= in.readableBytes());
    String name = in.readString(length, StandardCharsets.ISO_8859_1);
    require(name.chars().allMatch(Metadata::isNameCharacter));
    return name.toLowerCase(Locale.ROOT);
  }

  private static Bytes readValue(ByteBuf in) throws ZmtpException {
    require(in.readableBytes() >= 4);
    long length = in.readUnsignedInt();
    require(length <= in.readableBytes());
    Bytes value = Bytes.of(in, in.readerIndex(), (int) length);
    in.skipBytes((int) length);
    return value;
  }

  private static void writeProperty(ByteBuf out, String name, Bytes value) {
    out.writeByte(name.length());
    out.writeCharSequence(name, StandardCharsets.US_ASCII);
    out.writeInt(value.length());
    value.writeTo(out);
  }

  private static boolean isIdentity(Bytes value) {
    return value.length() <= LONGEST_IDENTITY && (value.isEmpty() || value.at(0) != 0);
  }

  private static boolean isNameCharacter(int c) {
    return CommandCodec.isLetter(c) || (c >= '0' && c <= '9') || "-_.+".indexOf(c) >= 0;
  }

  private static void require(boolean condition) throws ZmtpException {
    if (!condition) {
      throw new ZmtpException(ZmtpError.METADATA);
    }
  }
}
