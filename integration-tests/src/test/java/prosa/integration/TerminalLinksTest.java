package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.ZContext;
import prosa.protocol.LinkDetector;

/** Nothing that a newcomer can advertise with is opened at a click in somebody's terminal. */
final class TerminalLinksTest {
  private static final String NAME = "www.buy.example";
  private static final String SAYS =
      "{\"type\": \"say\", \"id\": \"a\", \"message\": \"at https://a.example\"}";

  @TempDir private Path folder;

  private static Tmux terminal(Prosa server, String rest) throws IOException {
    return Tmux.running(
        "%s chat %s:%d --language en %s"
            .formatted(Outcome.ROOT.resolve("prosa"), Prosa.HOST, server.port(), rest));
  }

  @Test
  void neitherANameNorANewcomersTextIsALinkThere() throws Exception {
    try (Prosa server = Prosa.serve();
        ZContext context = new ZContext();
        Tmux ana = terminal(server, "--user Ana").sees("Ana ›");
        Tmux log = terminal(server, "--user Log --listen </dev/null")) {
      ana.sees("Log sat down");
      try (DirectPeer evil = new JeroDealer(context, NAME, Prosa.HOST, server.port())) {
        evil.enters();
        log.sees("www. buy.example sat down");
        evil.send(SAYS);
        log.sees("www. buy.example: at https: //a.example").sees("have a space in them here");
        ana.sees("www. buy.example: at https: //a.example");
        ana.type("/who").press("Enter").sees("   3  www. buy.example");
        ana.type("/mute www").press("Enter").sees("what www. buy.example says");
        ana.type("/report").press("Enter").sees("[3] www. buy.example: at https: //a.example");
        evil.send("{\"type\": \"leave\"}");
        log.sees("www. buy.example left");
      }
      assertThat(ana.screen()).noneMatch(LinkDetector::hasLink);
      assertThat(log.screen()).noneMatch(LinkDetector::hasLink);
    }
  }

  @Test
  void aFileGetsEveryCharacter() throws Exception {
    Path file = folder.resolve("talk");
    try (Prosa server = Prosa.serve();
        ZContext context = new ZContext();
        Tmux log = terminal(server, "--user Log --listen </dev/null >" + file)) {
      log.sees(" as Log");
      try (DirectPeer evil = new JeroDealer(context, NAME, Prosa.HOST, server.port())) {
        evil.enters();
        evil.send(SAYS);
        String line = NAME + ": at https://a.example\n";
        Await.until("the message in the file", () -> text(file).equals(line), () -> text(file));
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
