package prosa.server.admin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** What the operator's port of one node can tell of another one. */
public enum NodeReport {
  /** Seats, rooms, blocks and the emergency level, as JSON: {@code /state}. */
  STATE("state") {
    @Override
    byte[] write(OperatedServer server, OperatedServer.Seats seats) {
      return StateReport.json(server, seats).getBytes(StandardCharsets.UTF_8);
    }
  },
  /** The metrics, in the text format of Prometheus: {@code /metrics}. */
  METRICS("metrics") {
    @Override
    byte[] write(OperatedServer server, OperatedServer.Seats seats) {
      return MetricsReport.text(server, seats);
    }
  };

  /** What a report may have when it is not compressed: that of 100,000 rooms has less. */
  private static final int MOST_BYTES = 16 << 20;

  private final String word;

  NodeReport(String word) {
    this.word = word;
  }

  /** What it is called between nodes. */
  public String word() {
    return word;
  }

  /** The report that is called so. */
  public static Optional<NodeReport> named(String word) {
    return Arrays.stream(values()).filter(report -> report.word.equals(word)).findFirst();
  }

  abstract byte[] write(OperatedServer server, OperatedServer.Seats seats);

  /** The report of a server, as {@link #unpacked} reads it. */
  public byte[] packed(OperatedServer server, OperatedServer.Seats seats) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8_192);
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      out.write(write(server, seats));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes everything
    }
    return bytes.toByteArray();
  }

  /** What another node packed; empty if it is no report, or too large. */
  public static Optional<byte[]> unpacked(byte[] packed) {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      byte[] report = in.readNBytes(MOST_BYTES);
      return in.read() < 0 ? Optional.of(report) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
