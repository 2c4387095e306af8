package prosa.websocket;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import prosa.jmh.NanosecondBenchmark;
import prosa.testing.PemFiles;
import prosa.testing.TlsSockets;

/**
 * What TLS 1.3 costs with the JDK's provider, which the server uses, and with BoringSSL.
 *
 * <p>The client is the JDK's in each case, so a whole handshake and a record from the client
 * contain its part, which is equal. A session is never resumed.
 */
public class TlsBenchmark extends NanosecondBenchmark {
  private static final int BUFFER = 1 << 15;
  private static final int MESSAGE = 200;

  @Param({"JDK", "OPENSSL"})
  SslProvider provider;

  @Param({"EC", "RSA"})
  String key;

  private SslContext context;
  private SSLEngine client;
  private SSLEngine server;
  private final ByteBuffer toServer = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer toClient = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer text = ByteBuffer.allocateDirect(MESSAGE);
  private final ByteBuffer plain = ByteBuffer.allocateDirect(BUFFER);

  /** A context of the server, and a connection whose handshake is done. */
  @Setup
  public void connect() throws IOException, GeneralSecurityException {
    Path folder = Files.createTempDirectory("tls");
    PemFiles pem = new PemFiles(folder);
    pem.write("localhost", key);
    context =
        SslContextBuilder.forServer(pem.chain().toFile(), pem.key().toFile())
            .sslProvider(provider)
            .protocols("TLSv1.3")
            .sessionCacheSize(1)
            .sessionTimeout(1)
            .build();
    handshake();
  }

  /** Both sides of a whole handshake, as far as they can send. */
  @Benchmark
  public HandshakeStatus handshake() throws SSLException, GeneralSecurityException {
    client = TlsSockets.trusting().createSSLEngine();
    client.setUseClientMode(true);
    server = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
    client.beginHandshake();
    server.beginHandshake();
    toServer.clear().flip();
    toClient.clear().flip();
    for (int idle = 0; idle < 2; ) {
      boolean did = step(client, toServer, toClient);
      did |= step(server, toClient, toServer);
      idle = did ? 0 : idle + 1;
    }
    return server.getHandshakeStatus();
  }

  /** One record to the client. */
  @Benchmark
  public int write() throws SSLException {
    toClient.clear();
    text.clear();
    return server.wrap(text, toClient).bytesProduced();
  }

  /** One record from the client, written and read. */
  @Benchmark
  public int read() throws SSLException {
    toServer.clear();
    text.clear();
    client.wrap(text, toServer);
    toServer.flip();
    plain.clear();
    return server.unwrap(toServer, plain).bytesProduced();
  }

  /** Whether anything was done. */
  private boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    boolean did = false;
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
          did = true;
        }
        case NEED_WRAP -> {
          out.compact();
          engine.wrap(ByteBuffer.allocate(0), out);
          out.flip();
          did = true;
        }
        default -> {
          if (!in.hasRemaining()) {
            return did;
          }
          plain.clear();
          if (engine.unwrap(in, plain).bytesConsumed() == 0
              && engine.getHandshakeStatus() != HandshakeStatus.NEED_TASK) {
            return did;
          }
          did = true;
        }
      }
    }
  }
}
