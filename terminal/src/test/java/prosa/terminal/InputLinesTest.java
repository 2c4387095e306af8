package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import prosa.protocol.ClientMessage;
import prosa.protocol.ProtocolWriter;
import prosa.terminal.InputLines.Line;

final class InputLinesTest {
  private static List<String> of(byte[] bytes) throws IOException {
    return of(bytes, StandardCharsets.UTF_8);
  }

  /** The lines; one that is no text is its number in brackets. */
  private static List<String> of(byte[] bytes, Charset charset) throws IOException {
    List<String> all = new ArrayList<>();
    InputLines lines = new InputLines(new ByteArrayInputStream(bytes), charset);
    for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
      all.add(
          switch (line.get()) {
            case Line.Text(long _, String text) -> text;
            case Line.NoText(long number) -> "[" + number + "]";
          });
    }
    return all;
  }

  private static List<String> of(String text) throws IOException {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void endWithTheirEndOrTheInput() throws IOException {
    assertThat(of("")).isEmpty();
    assertThat(of("a\nb\n")).containsExactly("a", "b");
    assertThat(of("a\r\n\nb")).containsExactly("a", "", "b");
  }

  @Test
  void aByteOrderMarkBeginsNoLine() throws IOException {
    assertThat(of("\ufeffolá\n\ufeffb")).containsExactly("olá", "\ufeffb");
    assertThat(of("\ufeff")).isEmpty();
    assertThat(of("\ufeffa".getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_16LE))
        .containsExactly("a");
  }

  @Test
  void whatIsNoTextInTheCharsetIsToldByTheNumberOfItsLine() throws IOException {
    assertThat(of(new byte[] {'a', '\n', 'a', (byte) 0xff, 'b', '\n', 'c'}))
        .containsExactly("a", "[2]", "c");
    assertThat(of(new byte[] {(byte) 0xe2, (byte) 0x82})).containsExactly("[1]");
    assertThat(of(new byte[] {'a', (byte) 0xff, '\n', 'b'}, StandardCharsets.US_ASCII))
        .containsExactly("[1]", "b");
  }

  @Test
  void everyCharsetIsReadAsItIs() throws IOException {
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, Charset.forName("Shift_JIS"))) {
      String text = charset.equals(Charset.forName("Shift_JIS")) ? "表ソ予" : "olá, três";
      String many = (text + "\n").repeat(5_000); // characters lie across the ends of buffers
      assertThat(of(many.getBytes(charset), charset)).hasSize(5_000).containsOnly(text);
    }
    String emoji = "🎉".repeat(1_000) + "\n";
    assertThat(of(emoji.repeat(5))).hasSize(5).containsOnly("🎉".repeat(1_000));
  }

  @Test
  void aLineThatNoMessageCanHoldComesInPiecesBetweenCharacters() throws IOException {
    String long20 = "€".repeat(20_000); // three bytes each
    List<String> pieces = of(long20 + "\nnext\n");

    assertThat(String.join("", pieces)).isEqualTo(long20 + "next");
    assertThat(pieces)
        .allSatisfy(
            piece ->
                assertThat(piece.getBytes(StandardCharsets.UTF_8).length)
                    .isLessThanOrEqualTo(InputLines.LONGEST));
    assertThat(pieces).noneMatch(piece -> piece.contains("\ufffd"));
  }

  @Test
  void piecesFitAFrameWhateverTheyAreMadeOf() throws Exception {
    for (byte[] line : List.of(new byte[8_000], filled(20_000, '"'), filled(20_000, 0x1b))) {
      List<String> pieces = of(line);

      assertThat(String.join("", pieces)).isEqualTo(new String(line, StandardCharsets.UTF_8));
      for (String piece : pieces) {
        byte[] say =
            ProtocolWriter.write(new ClientMessage.Say(piece, false, Optional.of("i".repeat(32))));
        assertThat(say.length).isLessThanOrEqualTo(16 * 1024);
        assertThat(piece.getBytes(StandardCharsets.UTF_8).length)
            .isLessThanOrEqualTo(InputLines.LONGEST);
      }
    }
  }

  private static byte[] filled(int length, int with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }

  @Test
  void noBytesBreakThem() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = new byte[random.nextInt(20_001)];
      random.nextBytes(bytes);
      assertThat(of(bytes)).as("seed %d", seed).allMatch(line -> line.indexOf('\n') < 0);
    }
  }
}
