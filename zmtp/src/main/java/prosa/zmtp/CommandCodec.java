package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Reads and writes commands: the name with its length before it, then the command's data.
 *
 * @see <a href="https://rfc.zeromq.org/spec/37/">RFC 37, "The NULL Security Mechanism", "The
 *     Publish-Subscribe Pattern", "Connection Heartbeating"</a>
 */
public final class CommandCodec {
  static final int LONGEST_CONTEXT = 16;

  private static final int LONGEST_REASON = 255;

  private static final Bytes ERROR = Bytes.of("\5ERROR");

  private CommandCodec() {}

  /** Appends {@code command} to {@code out}, as a whole frame. */
  public static void write(ByteBuf out, Command command) {
    ByteBuf body = Unpooled.buffer(64); // seldom: no pool of its own for these
    try {
      writeBody(body, command);
      FrameEncoder.writeHeader(out, FrameEncoder.COMMAND, body.readableBytes());
      out.writeBytes(body);
    } finally {
      body.release();
    }
  }

  /** Reads the command whose frame's body is what is readable of {@code body}, to its end. */
  public static Command read(ByteBuf body) throws ZmtpException {
    String name = readName(body);
    return switch (name) {
      case "READY" -> new Command.Ready(Metadata.read(body));
      case "ERROR" -> new Command.Refusal(readReason(body));
      case "SUBSCRIBE" -> new Command.Subscribe(readRest(body));
      case "CANCEL" -> new Command.Cancel(readRest(body));
      case "PING" -> readPing(body);
      case "PONG" -> new Command.Pong(readContext(body));
      default -> new Command.Unknown(name);
    };
  }

  /** Reads the name that each command begins with. */
  static String readName(ByteBuf body) throws ZmtpException {
    require(body.isReadable());
    int length = body.readUnsignedByte();
    require(length > 0 && length <= body.readableBytes());
    String name = body.readString(length, StandardCharsets.ISO_8859_1);
    require(name.chars().allMatch(CommandCodec::isLetter));
    return name;
  }

  /** Whether the command whose frame's body is what is readable is ERROR. */
  static boolean isRefusal(ByteBuf body) {
    return ERROR.begins(body, body.readerIndex(), body.readableBytes());
  }

  static boolean isLetter(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static void writeBody(ByteBuf out, Command command) {
    switch (command) {
      case Command.Ready(Metadata metadata) -> metadata.write(writeName(out, "READY"));
      case Command.Refusal(String reason) -> writeReason(writeName(out, "ERROR"), reason);
      case Command.Subscribe(Bytes prefix) -> prefix.writeTo(writeName(out, "SUBSCRIBE"));
      case Command.Cancel(Bytes prefix) -> prefix.writeTo(writeName(out, "CANCEL"));
      case Command.Ping(int ttl, Bytes context) ->
          context.writeTo(writeName(out, "PING").writeShort(ttl));
      case Command.Pong(Bytes context) -> context.writeTo(writeName(out, "PONG"));
      case Command.Unknown(String name) -> writeName(out, name);
    }
  }

  static ByteBuf writeName(ByteBuf out, String name) {
    out.writeByte(name.length());
    out.writeCharSequence(name, StandardCharsets.US_ASCII);
    return out;
  }

  private static void writeReason(ByteBuf out, String reason) {
    String said = visible(reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
    out.writeByte(said.length());
    out.writeCharSequence(said, StandardCharsets.US_ASCII);
  }

  /** The reason is for people only, so a wrong length costs nothing but its rest. */
  private static String readReason(ByteBuf in) {
    if (!in.isReadable()) {
      return "";
    }
    int length = Math.min(in.readUnsignedByte(), in.readableBytes());
    return visible(in.readString(length, StandardCharsets.ISO_8859_1));
  }

  /** The text with a question mark for whatever is not visible ASCII or a space. */
  private static String visible(String text) {
    StringBuilder said = new StringBuilder(text.length());
    text.chars().forEach(c -> said.append(c >= 0x20 && c < 0x7F ? (char) c : '?'));
    return said.toString();
  }

  private static Command readPing(ByteBuf in) throws ZmtpException {
    require(in.readableBytes() >= 2);
    int ttl = in.readUnsignedShort();
    return new Command.Ping(ttl, readContext(in));
  }

  /** A context has up to 16 bytes; of a longer one, what is beyond is left out. */
  private static Bytes readContext(ByteBuf in) {
    int length = Math.min(in.readableBytes(), LONGEST_CONTEXT);
    Bytes context = Bytes.of(in, in.readerIndex(), length);
    in.skipBytes(in.readableBytes());
    return context;
  }

  private static Bytes readRest(ByteBuf in) {
    Bytes rest = Bytes.of(in);
    in.skipBytes(in.readableBytes());
    return rest;
  }

  private static void require(boolean condition) throws ZmtpException {
    if (!condition) {
      throw new ZmtpException(ZmtpError.COMMAND);
    }
  }
}
