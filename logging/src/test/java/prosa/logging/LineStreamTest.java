package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LineStreamTest {
  private final List<String> lines = new ArrayList<>();

  @SuppressWarnings("resource") // it has nothing to close
  private final LineStream stream = new LineStream(lines::add);

  private void print(String text) throws IOException {
    stream.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void linesArePassedOnWhenTheyAreWhole() throws IOException {
    print("one\r\ntw");
    assertThat(lines).containsExactly("one");
    print("o\n");
    assertThat(lines).containsExactly("one", "two");
  }

  @Test
  void aLineWithoutEndIsCutIntoSeveral() throws IOException {
    print("x".repeat(20 * 1024));
    assertThat(lines).containsExactly("x".repeat(8 * 1024), "x".repeat(8 * 1024));
  }
}
