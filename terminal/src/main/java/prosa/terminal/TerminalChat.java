package prosa.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import org.jline.terminal.spi.SystemStream;
import prosa.client.ConnectOptions;
import prosa.client.KnownServers;
import prosa.client.ServerAddress;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;

/**
 * {@code prosa chat}: one session in a terminal or in a pipeline.
 *
 * <p>Exit codes: 0 the session ended normally; 1 the server could not be reached or gave no seat,
 * or something was not sent; 2 it could not begin. Each failure writes one sentence to standard
 * error.
 */
public final class TerminalChat {
  /** Success. */
  public static final int DONE = 0;

  /** It failed while running. */
  public static final int FAILED = 1;

  /** It could not begin. */
  public static final int NOT_BEGUN = 2;

  /**
   * The options.
   *
   * @param address where to, as typed
   * @param user the name, if it was given
   * @param connectTimeout how long a filter waits for a seat
   * @param privateRoom whether to sit at a table without strangers
   * @param encrypted whether that table is one that only its members can read
   * @param interactive whether a person is at a terminal
   * @param display how it looks at a terminal
   * @param pipe how a filter reads and writes
   */
  public record Options(
      String address,
      Optional<String> user,
      Duration connectTimeout,
      Language language,
      boolean privateRoom,
      boolean encrypted,
      boolean interactive,
      DisplayOptions display,
      PipeOptions pipe) {

    ConnectOptions connecting(ServerAddress server, String name) {
      return new ConnectOptions(
          server, name, privateRoom || encrypted, KnownServers.ofUser(), encrypted);
    }
  }

  private TerminalChat() {}

  /** Whether both standard input and standard output are a terminal. */
  public static boolean atTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** Whether standard error is a terminal, wherever the other two go. */
  public static boolean errorsAtTerminal() {
    return LineEditor.isTerminal(SystemStream.Error);
  }

  /** Runs the session to its end and returns the exit code. */
  public static int run(Options options) {
    Messages messages = Messages.in(options.language());
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, TextEncoding.ofLocale());
    Optional<ServerAddress> server = ServerAddress.parse(options.address());
    if (server.isEmpty()) {
      complain(err, messages.text("badAddress", options.address()));
      return NOT_BEGUN;
    }
    if (options.user().isPresent() && !TextEncoding.isName(options.user().get())) {
      complain(err, messages.text("refused." + ErrorCode.BAD_NAME.code()));
      return NOT_BEGUN;
    }
    if (options.encrypted() && server.get().invitesUnencrypted()) {
      complain(err, messages.text("linkWithoutSecret"));
      return NOT_BEGUN;
    }
    if (options.interactive()) {
      return InteractiveChat.run(options, server.get(), messages, err);
    }
    if (options.user().isEmpty()) {
      complain(err, messages.text("userFlagNeeded"));
      return NOT_BEGUN;
    }
    ConnectOptions connectOptions = options.connecting(server.get(), options.user().get());
    return new PipeChat(
            connectOptions,
            options.connectTimeout(),
            options.pipe(),
            messages,
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            kind(SystemStream.Output),
            err,
            kind(SystemStream.Error))
        .run();
  }

  private static OutputKind kind(SystemStream stream) {
    return LineEditor.isTerminal(stream) ? OutputKind.TERMINAL : OutputKind.STREAM;
  }

  /** Writes what went wrong, in the encoding of the stream. */
  static void complain(PrintStream err, String sentence) {
    err.println("prosa: " + TextEncoding.encodable(sentence, err.charset()));
  }
}
