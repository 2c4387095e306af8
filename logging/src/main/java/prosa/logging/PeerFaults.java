package prosa.logging;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.FileSystemException;
import java.security.GeneralSecurityException;
import java.util.Set;

/**
 * Tells what a peer can make a library throw: its connection fails, or TLS, HTTP or another codec
 * cannot read what it sent. Such an exception is logged by the name of its class, without a stack
 * trace, at whatever place of the library it comes out: a handshake's task may fail long after its
 * connection is closed, when no handler of ours is left to be told. Thread-safe.
 *
 * <p>It is told by the classes of the exception and of its causes, or by where the innermost cause
 * was thrown. What the operator's files and ports cause does not count.
 */
final class PeerFaults {
  private static final int CAUSES = 16;
  private static final String CODEC = "io.netty.handler.codec.CodecException";

  /** Where TLS and codecs of libraries compute what peers sent. */
  private static final Set<String> PACKAGES =
      Set.of(
          "sun.security.",
          "com.sun.crypto.",
          "javax.net.ssl.",
          "javax.crypto.",
          "io.netty.handler.ssl.",
          "io.netty.handler.codec.");

  private PeerFaults() {}

  /** Whether a peer can cause this. */
  static boolean canCause(Throwable thrown) {
    Throwable innermost = thrown;
    for (int i = 0; i < CAUSES; i++) {
      if (innermost instanceof FileSystemException || innermost instanceof BindException) {
        return false;
      }
      if (innermost instanceof IOException
          || innermost instanceof GeneralSecurityException
          || isOfCodec(innermost.getClass())) {
        return true;
      }
      Throwable cause = innermost.getCause();
      if (cause == null) {
        break;
      }
      innermost = cause;
    }
    return !(innermost instanceof Error) && isThrownByTlsOrCodec(innermost);
  }

  private static boolean isOfCodec(Class<?> thrown) {
    for (Class<?> type = thrown; type != null; type = type.getSuperclass()) {
      if (type.getName().equals(CODEC)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the first frame that is not of Java's own collections and buffers is there. */
  private static boolean isThrownByTlsOrCodec(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String type = frame.getClassName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.internal.")) {
        return PACKAGES.stream().anyMatch(type::startsWith);
      }
    }
    return false;
  }

  /** The text without a stack trace that is written out in it, as some lines of libraries have. */
  static String withoutTrace(String text) {
    int trace = text.indexOf("\tat ");
    return trace < 0 ? text : text.substring(0, trace).strip();
  }
}
