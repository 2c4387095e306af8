package prosa.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames that the load tool writes and reads, byte by byte. */
final class FrameFormatTest {
  private static final class Heard implements FrameFormat.FrameListener {
    private final List<String> texts = new ArrayList<>();
    private final List<Integer> controls = new ArrayList<>();

    @Override
    public void text(ByteBuf in, int start, int length) {
      texts.add(in.toString(start, length, StandardCharsets.UTF_8));
    }

    @Override
    public void control(ByteBuf in, int start, int length, int kind) {
      controls.add(kind);
    }
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
  }

  @Test
  void zmtpFramesAreShortOrLong() {
    ByteBuf out = Unpooled.buffer();
    FrameFormat.ZMTP.write(out, new byte[] {'o', 'i'}, 2);
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo("00026f69");
    out.clear();
    FrameFormat.ZMTP.write(out, new byte[256], 256);
    assertThat(ByteBufUtil.hexDump(out)).startsWith("020000000000000100").hasSize(2 * (9 + 256));
  }

  @Test
  void webSocketFramesOfAClientAreMasked() {
    ByteBuf out = Unpooled.buffer();
    FrameFormat.WEBSOCKET.write(out, new byte[] {'o', 'i'}, 2);
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo("8182000000006f69");
    out.clear();
    FrameFormat.WEBSOCKET.write(out, new byte[200], 200);
    assertThat(ByteBufUtil.hexDump(out)).startsWith("81fe00c800000000");
  }

  @Test
  void framesAreReadWhenTheyAreWhole() {
    String zmtp = "00026f69" + "0403055245" + "02000000000000000261" + "62";
    String webSocket = "81026f69" + "8900" + "817e00026162";
    for (FrameFormat format : FrameFormat.values()) {
      byte[] all = ByteBufUtil.decodeHexDump(format == FrameFormat.ZMTP ? zmtp : webSocket);
      Heard heard = new Heard();
      ByteBuf in = Unpooled.buffer();
      for (byte each : all) { // as slowly as a network can be
        in.writeByte(each);
        while (format.read(in, heard)) {
          // until there is no whole frame
        }
      }
      assertThat(heard.texts).containsExactly("oi", "ab");
      assertThat(heard.controls)
          .containsExactly(format == FrameFormat.ZMTP ? FrameFormat.COMMAND : FrameFormat.PING);
      assertThat(in.isReadable()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"02ffffffffffffffff", "020000000010000000"})
  void aFrameThatIsTooLongEndsTheLoad(String hex) {
    assertThatThrownBy(() -> FrameFormat.ZMTP.read(bytes(hex), new Heard()))
        .isInstanceOf(LoadException.class);
  }

  @Test
  void theGreetingIsThatOfZmtp30() {
    ByteBuf out = Unpooled.buffer();
    FrameFormat.greet(out, "SUB");
    assertThat(ByteBufUtil.hexDump(out))
        .isEqualTo(
            "ff00000000000000017f03004e554c4c"
                + "00".repeat(48)
                + "0419055245414459"
                + "0b536f636b65742d54797065"
                + "00000003535542");
  }

  @Test
  void keysAreFoundInTexts() {
    byte[] text = "{\"a\": 1, \"message\": \"x\"}".getBytes(StandardCharsets.US_ASCII);
    byte[] key = "\"message\"".getBytes(StandardCharsets.US_ASCII);
    assertThat(LoadMember.indexOf(text, text.length, key)).isEqualTo(9);
    assertThat(LoadMember.indexOf(text, 12, key)).isEqualTo(-1);
    assertThat(LoadMember.indexOf(new byte[0], 0, key)).isEqualTo(-1);
  }
}
