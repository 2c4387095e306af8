package prosa.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code prosa health}: asks a server's operator's port whether somebody can be seated. */
@Command(
    name = "health",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Asks a server at its operator's port (see `prosa serve --admin`) whether it is ready, and"
          + " prints one line.",
      "Exit code 0 if it is, 1 if it is not or does not answer within three seconds."
    },
    footerHeading = "%nExample:%n",
    footer = "  prosa health 127.0.0.1:5556")
final class HealthCommand implements Callable<Integer> {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int LONGEST_ANSWER = 8_192;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:5556",
      description = "Where the operator's port is. Default: ${DEFAULT-VALUE}.")
  private String address = "";

  @Override
  public Integer call() {
    InetSocketAddress at;
    try {
      at = BindAddress.withPort(address);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    String line;
    boolean ready = false;
    try {
      String answer = ask(at);
      int body = answer.indexOf("\r\n\r\n");
      ready = answer.startsWith("HTTP/1.1 200 ");
      String said = body < 0 ? "" : answer.substring(body + 4).strip();
      if (ready) {
        line = said.lines().count() == 1 ? said : "ready";
      } else if (answer.startsWith("HTTP/1.1 503 ") && said.lines().count() == 1) {
        line = "not ready: " + said;
      } else {
        line = "what answers at " + address + " is no operator's port";
      }
    } catch (IOException e) {
      line = "nobody answers at " + address;
    }
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
    return ready ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private static String ask(InetSocketAddress at) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(at, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
    }
  }
}
