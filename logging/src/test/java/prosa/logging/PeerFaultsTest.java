package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

final class PeerFaultsTest {
  private static final String TAIL =
      "An exceptionCaught() event was fired, and it reached at the tail of the pipeline.";

  private static String line(Throwable thrown) {
    return Logging.ofLibrary(Level.WARN, "io.netty.channel.DefaultChannelPipeline", TAIL, thrown);
  }

  /** What a TLS engine throws for bytes that are not TLS. */
  private static SSLException ofEngine() throws NoSuchAlgorithmException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(false);
    try {
      var _ =
          engine.unwrap(
              ByteBuffer.wrap(new byte[64]),
              ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
    } catch (SSLException e) {
      return e;
    }
    throw new AssertionError("64 zeros were taken for TLS");
  }

  private static Throwable thrownIn(Throwable thrown, String... types) {
    StackTraceElement[] trace = new StackTraceElement[types.length];
    for (int i = 0; i < types.length; i++) {
      trace[i] = new StackTraceElement(types[i], "method", "File.java", 1);
    }
    thrown.setStackTrace(trace);
    return thrown;
  }

  @Test
  void failedHandshakeIsOneLineWithTheNameOfWhatWasThrown() throws NoSuchAlgorithmException {
    SSLException thrown = ofEngine();
    assertThat(thrown.getStackTrace()).isNotEmpty();
    assertThat(line(thrown))
        .isEqualTo(
            "WARN DefaultChannelPipeline - " + TAIL + " (" + thrown.getClass().getName() + ")");
  }

  @Test
  void failuresOfConnectionsAndOfCryptographyHaveNoTrace() {
    for (Throwable thrown :
        new Throwable[] {
          new ClosedChannelException(),
          new IOException("Connection reset by peer"),
          new UncheckedIOException(new IOException("Broken pipe")),
          new RuntimeException("Delegated task failed", new SSLException("x")),
          new IllegalStateException(new InvalidKeyException("x"))
        }) {
      assertThat(line(thrown)).doesNotContain("\n").contains(thrown.getClass().getName());
    }
  }

  @Test
  void whateverTlsAndCodecsThrowHasNoTrace() {
    assertThat(
            line(
                thrownIn(
                    new IllegalArgumentException("x"),
                    "java.nio.Buffer",
                    "sun.security.ssl.ServerHello",
                    "io.netty.handler.ssl.SslHandler")))
        .doesNotContain("\n");
    assertThat(
            line(
                thrownIn(
                    new IndexOutOfBoundsException("x"),
                    "jdk.internal.util.Preconditions",
                    "io.netty.handler.codec.http.HttpObjectDecoder")))
        .doesNotContain("\n");
  }

  @Test
  void defectsAndWhatTheOperatorCausesKeepTheirTrace() {
    assertThat(line(thrownIn(new IllegalStateException("x"), "prosa.server.room.Room")))
        .contains("\tat prosa.server.room.Room.");
    assertThat(
            line(
                thrownIn(
                    new NullPointerException("x"),
                    "java.util.Objects",
                    "prosa.server.room.Room",
                    "io.netty.handler.codec.ByteToMessageDecoder")))
        .contains("\tat prosa.server.room.Room.");
    assertThat(line(thrownIn(new OutOfMemoryError("x"), "sun.security.ssl.SSLEngineImpl")))
        .contains("\tat sun.security.");
    assertThat(line(new BindException("Address in use"))).contains("\tat ");
    assertThat(line(new NoSuchFileException("/etc/cert.pem"))).contains("\tat ");
  }

  @Test
  void causesThatLeadInACircleEnd() {
    Throwable first = new IllegalStateException("x");
    Throwable second = new IllegalStateException("y", first);
    first.initCause(second);
    assertThat(PeerFaults.canCause(first)).isFalse();
  }

  @Test
  void stackTraceThatIsWrittenOutInTheMessageIsCutOff() {
    assertThat(
            PeerFaults.withoutTrace(
                "Failed to mark a promise, unnotified cause: java.io.IOException"
                    + System.lineSeparator()
                    + "\tat a.B.c(B.java:1)\n\tat a.B.d(B.java:2)"))
        .isEqualTo("Failed to mark a promise, unnotified cause: java.io.IOException");
    assertThat(PeerFaults.withoutTrace("one line\tat\nmost")).isEqualTo("one line\tat\nmost");
  }
}
