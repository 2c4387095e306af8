import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.protocol.Sanitizer;

/** Writes what is said into a file, a line for each message, and names what it did not get. */
void main(String[] arguments) throws Exception {
  Path file = Path.of(arguments[1]);
  try (var log =
      new PrintWriter(
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
          true)) {
    ChatClient.enter(
            ConnectOptions.to(arguments[0], "Scribe"),
            (_, event) -> {
              switch (event) {
                case ChatEvent.Said(var said) ->
                    log.println(
                        said.number()
                            + " "
                            + Sanitizer.line(said.name())
                            + ": "
                            + Sanitizer.line(said.text()));
                case ChatEvent.Missed(long from, long to, var _) ->
                    log.println(from + " to " + to + " did not arrive");
                default -> {}
              }
            })
        .awaitEnd();
  }
}
