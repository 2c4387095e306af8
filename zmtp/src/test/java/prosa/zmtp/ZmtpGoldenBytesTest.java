package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZmtpGoldenBytesTest {
  private final ByteBuf out = Unpooled.buffer();

  @Test
  void ourGreetingAnnouncesVersion31AndNull() {
    Greeting.ours(new NullMechanism()).write(out);

    assertThat(WireBytes.hex(out))
        .isEqualTo(
            "ff00000000000000007f" // signature
                + "0301" // version
                + "4e554c4c00000000000000000000000000000000" // mechanism
                + "00" // as-server
                + "00000000000000000000000000000000000000000000000000000000000000"); // filler
  }

  @ParameterizedTest
  @CsvSource({
    "ROUTER, 041c 055245414459 0b536f636b65742d54797065 00000006 524f55544552",
    "DEALER, 0429 055245414459 0b536f636b65742d54797065 00000006 4445414c4552"
        + " 084964656e74697479 00000000",
    "REQ,    0426 055245414459 0b536f636b65742d54797065 00000003 524551"
        + " 084964656e74697479 00000000",
    "REP,    0419 055245414459 0b536f636b65742d54797065 00000003 524550",
    "PUB,    0419 055245414459 0b536f636b65742d54797065 00000003 505542",
    "SUB,    0419 055245414459 0b536f636b65742d54797065 00000003 535542",
    "XPUB,   041a 055245414459 0b536f636b65742d54797065 00000004 58505542",
    "XSUB,   041a 055245414459 0b536f636b65742d54797065 00000004 58535542",
    "PUSH,   041a 055245414459 0b536f636b65742d54797065 00000004 50555348",
    "PULL,   041a 055245414459 0b536f636b65742d54797065 00000004 50554c4c",
    "PAIR,   041a 055245414459 0b536f636b65742d54797065 00000004 50414952",
  })
  void readyNamesTheSocketType(SocketType type, String bytes) throws ZmtpException {
    Command ready = new Command.Ready(Metadata.of(type));
    CommandCodec.write(out, ready);

    assertThat(WireBytes.hex(out)).isEqualTo(bytes.replace(" ", ""));
    assertThat(CommandCodec.read(out.skipBytes(2))).isEqualTo(ready);
  }

  @ParameterizedTest
  @CsvSource({
    "0, '',     0407 0450494e47 0000",
    "600, '',   0407 0450494e47 0258",
    "65535, ab, 0409 0450494e47 ffff 6162",
  })
  void pingHasItsTimeToLiveAndItsContext(int ttl, String context, String bytes)
      throws ZmtpException {
    Command ping = new Command.Ping(ttl, Bytes.of(context));
    CommandCodec.write(out, ping);

    assertThat(WireBytes.hex(out)).isEqualTo(bytes.replace(" ", ""));
    assertThat(CommandCodec.read(out.skipBytes(2))).isEqualTo(ping);
  }

  @Test
  void pongHasTheContext() throws ZmtpException {
    golden(new Command.Pong(Bytes.of("ab")), "0407 04504f4e47 6162");
  }

  @Test
  void subscribeAndCancelHaveThePrefix() throws ZmtpException {
    golden(new Command.Subscribe(Bytes.EMPTY), "040a 09535542534352494245");
    golden(new Command.Subscribe(Bytes.of("AB")), "040c 09535542534352494245 4142");
    golden(new Command.Cancel(Bytes.of("AB")), "0409 0643414e43454c 4142");
  }

  @Test
  void errorHasItsReason() throws ZmtpException {
    golden(new Command.Refusal("no"), "0409 054552524f52 02 6e6f");
  }

  @Test
  void errorSaysVisibleAsciiOnlyAndNoMoreThan255Characters() throws ZmtpException {
    CommandCodec.write(out, new Command.Refusal("a\nb\u00e9\u001b[0m" + "x".repeat(300)));

    assertThat(WireBytes.hex(out.slice(0, 9)))
        .isEqualTo(WireBytes.hex(WireBytes.longHeader(6, 262)));
    assertThat(CommandCodec.read(out.skipBytes(9)))
        .isEqualTo(new Command.Refusal("a?b??[0m" + "x".repeat(247)));
  }

  @Test
  void aBodyOf255BytesIsShortAndOneOf256IsLong() {
    FrameEncoder.writeMessage(out, new byte[0]);
    assertThat(WireBytes.hex(out)).isEqualTo("0000");

    out.clear();
    FrameEncoder.writeMessage(out, new byte[255]);
    assertThat(WireBytes.hex(out)).isEqualTo("00ff" + "00".repeat(255));

    out.clear();
    FrameEncoder.writeMessage(out, Unpooled.wrappedBuffer(new byte[256]));
    assertThat(WireBytes.hex(out)).isEqualTo("020000000000000100" + "00".repeat(256));
    assertThat(FrameEncoder.headerSize(255)).isEqualTo(2);
    assertThat(FrameEncoder.headerSize(256)).isEqualTo(9);
  }

  @Test
  void partsButTheLastSayThatMoreFollow() {
    ByteBuf hi = Unpooled.wrappedBuffer(WireBytes.ascii("hi"));
    List<ByteBuf> parts = List.of(Unpooled.EMPTY_BUFFER, hi);
    FrameEncoder.writeMessage(out, parts);

    assertThat(WireBytes.hex(out)).isEqualTo("0100" + "00026869");
    assertThat(out.readableBytes()).isEqualTo(FrameEncoder.sizeOf(parts));
    assertThat(hi.readableBytes()).isEqualTo(2);
  }

  private void golden(Command command, String bytes) throws ZmtpException {
    out.clear();
    CommandCodec.write(out, command);
    assertThat(WireBytes.hex(out)).isEqualTo(bytes.replace(" ", ""));
    assertThat(CommandCodec.read(out.skipBytes(2))).isEqualTo(command);
  }
}
