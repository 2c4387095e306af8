package prosa.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks a server's operator's port, by HTTP without TLS. Each question waits {@value
 * #TIMEOUT_MILLIS} ms at most, and takes {@value #LONGEST_ANSWER} bytes of an answer. For one
 * thread.
 */
final class AdminClient {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int LONGEST_ANSWER = 16 << 20;

  /** Why there is no answer, as a sentence for the operator, without its full stop. */
  static final class NoAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String sentence, Throwable cause) {
      super(sentence, cause);
    }

    NoAnswerException(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  private final String at;
  private final Optional<String> token;

  /**
   * Nothing is asked yet.
   *
   * @param token what the port wants to be shown, if it wants a token
   */
  AdminClient(InetSocketAddress address, Optional<String> token) {
    String host = address.getHostString();
    at = (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    this.token = token;
  }

  /** Where it asks. */
  String at() {
    return at;
  }

  /**
   * The text of an answer.
   *
   * @throws NoAnswerException if nobody answers, or the answer is something else
   */
  String get(String path) throws NoAnswerException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + at + path).toURL().openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      token.ifPresent(text -> connection.setRequestProperty("Authorization", "Bearer " + text));
      return switch (connection.getResponseCode()) {
        case 200 -> text(connection);
        case 401 ->
            throw new NoAnswerException(
                token.isEmpty()
                    ? "the operator's port at " + at + " wants a token: --token-file FILE"
                    : "the operator's port at " + at + " does not take this token");
        case 421 ->
            throw new NoAnswerException(
                "the server at "
                    + at
                    + " does not know itself by that name; use its address, or name it there with"
                    + " --host");
        default -> throw new NoAnswerException("what answers at " + at + " is no operator's port");
      };
    } catch (IOException | IllegalArgumentException e) {
      throw new NoAnswerException("nobody answers at " + at, e);
    }
  }

  private String text(HttpURLConnection connection) throws IOException, NoAnswerException {
    try (InputStream in = connection.getInputStream()) {
      byte[] bytes = in.readNBytes(LONGEST_ANSWER + 1);
      if (bytes.length > LONGEST_ANSWER) {
        throw new NoAnswerException("the answer of " + at + " is too long");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
