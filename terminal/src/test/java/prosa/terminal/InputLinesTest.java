package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToServer;

final class InputLinesTest {
  private static List<String> of(byte[] bytes) throws IOException {
    List<String> all = new ArrayList<>();
    InputLines lines = new InputLines(new ByteArrayInputStream(bytes));
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      all.add(line.get());
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
  void whatIsNoTextBecomesTheMarkForThat() throws IOException {
    assertThat(of(new byte[] {'a', (byte) 0xff, '\n'})).containsExactly("a\ufffd");
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
    for (byte[] line :
        List.of(
            new byte[8_000],
            filled(8_000, 0xff),
            filled(4_000, 0xe9),
            filled(20_000, '"'),
            filled(20_000, 0x1b))) {
      List<String> pieces = of(line);

      assertThat(String.join("", pieces)).isEqualTo(new String(line, StandardCharsets.UTF_8));
      for (String piece : pieces) {
        byte[] say =
            ProtocolWriter.write(new ToServer.Say(piece, false, Optional.of("i".repeat(32))));
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
