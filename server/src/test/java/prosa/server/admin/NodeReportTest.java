package prosa.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** What comes from another node is read with its limits. */
final class NodeReportTest {
  private static byte[] packed(byte[] text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }

  @Test
  void aReportIsReadAsItWasWritten() throws IOException {
    byte[] text = "{\"rooms\": []}".getBytes(StandardCharsets.UTF_8);
    assertThat(NodeReport.unpacked(packed(text)).orElseThrow()).isEqualTo(text);
  }

  @Test
  void whatIsNoReportIsNone() throws IOException {
    byte[] whole = packed("a report that was cut".getBytes(StandardCharsets.UTF_8));
    assertThat(NodeReport.unpacked(Arrays.copyOf(whole, whole.length - 9))).isEmpty();
    assertThat(NodeReport.unpacked("no report".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(NodeReport.unpacked(new byte[0])).isEmpty();
  }

  @Test
  void aReportThatGrowsWithoutEndIsNone() throws IOException {
    assertThat(NodeReport.unpacked(packed(new byte[17 << 20]))).isEmpty();
  }

  @Test
  void onlyReportsThatThereAreHaveAName() {
    assertThat(NodeReport.named("state")).contains(NodeReport.STATE);
    assertThat(NodeReport.named("metrics")).contains(NodeReport.METRICS);
    assertThat(NodeReport.named("../state")).isEmpty();
  }
}
