package prosa.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** {@code prosa health}: asks a server's operator's port whether somebody can be seated. */
final class HealthCommand extends ProsaCommand {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int LONGEST_ANSWER = 8_192;

  /** How the answer of a server begins that is ready; other programs say 200 to anything. */
  private static final Pattern READY = Pattern.compile("ready(?:,|$)");

  private final Flag<String> address =
      argument("HOST:PORT", "0..1")
          .usually("127.0.0.1:5556")
          .saying(
              "Where the operator's port is. Default: where PROSA_ADMIN, or `admin` in the file of"
                  + " settings, has it; else 127.0.0.1:5556.");

  HealthCommand() {
    super(
        "health",
        "Asks a server at its operator's port (see `prosa serve --admin`) whether it is ready, and"
            + " prints one line.",
        "Exit code 0 if it is, 1 if it is not or does not answer within three seconds.");
    footer("Example", "  prosa health 127.0.0.1:5556");
  }

  @Override
  public Integer call() {
    if (address.value().equals(AdminOptions.NONE)) {
      return tell("the settings have no operator's port: admin = none", false);
    }
    InetSocketAddress at;
    try {
      at = BindAddress.parseWithPort(address.value());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine(), e.getMessage(), e);
    }
    if (at.isUnresolved()) {
      return tell("there is no address '" + at.getHostString() + "'", false);
    }
    String line;
    boolean ready = false;
    try {
      String answer = ask(at);
      int body = answer.indexOf("\r\n\r\n");
      String said = body < 0 ? "" : answer.substring(body + 4).strip();
      boolean oneLine =
          said.lines().count() == 1 && said.chars().noneMatch(Character::isISOControl);
      ready = answer.startsWith("HTTP/1.1 200 ") && oneLine && READY.matcher(said).lookingAt();
      if (ready) {
        line = said;
      } else if (answer.startsWith("HTTP/1.1 503 ") && oneLine) {
        line = "not ready: " + said;
      } else {
        line = "what answers at " + address.value() + " is no operator's port";
      }
    } catch (IOException e) {
      line = "nobody answers at " + address.value();
    }
    return tell(line, ready);
  }

  private int tell(String line, boolean ready) {
    commandLine().getOut().println(line);
    commandLine().getOut().flush();
    return ready ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String ask(InetSocketAddress at) throws IOException {
    try (Socket socket = new Socket()) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
      socket.connect(at, TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      byte[] answer = new byte[LONGEST_ANSWER];
      int length = 0;
      int read = 0;
      while (read >= 0 && length < answer.length) { // one that dribbles has three seconds in all
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        socket.setSoTimeout((int) Math.max(1, left));
        read = in.read(answer, length, left > 0 ? answer.length - length : 0);
        if (read == 0) {
          throw new SocketTimeoutException();
        }
        length += Math.max(0, read);
      }
      return new String(answer, 0, length, StandardCharsets.UTF_8);
    }
  }
}
