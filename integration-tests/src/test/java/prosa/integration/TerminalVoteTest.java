package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.zeromq.ZContext;
import prosa.protocol.ServerMessage;

/** Somebody at a terminal has a voice in a vote, whoever comes meanwhile. */
final class TerminalVoteTest {
  /** A newcomer does not take the question away, and the answer is no message. */
  @Tag("long")
  @Test
  void aVoteIsAnsweredThoughSomebodySatDownMeanwhile() throws Exception {
    try (Prosa server = Prosa.serve("--vote-after", "300ms");
        ZContext context = new ZContext();
        Tmux ana =
            Tmux.running(
                "%s chat %s:%d --user Ana --language en"
                    .formatted(Outcome.ROOT.resolve("prosa"), Prosa.HOST, server.port()))) {
      ana.sees("Ana ›");
      moveRuiAway(server, context, ana);
      ana.type("/quit").press("Enter").sees("exit=0");
    }
  }

  private static void moveRuiAway(Prosa server, ZContext context, Tmux ana) throws IOException {
    try (DirectPeer bia = new JeroDealer(context, "Bia", Prosa.HOST, server.port());
        DirectPeer caio = new JeroDealer(context, "Caio", Prosa.HOST, server.port());
        DirectPeer rui = new JeroDealer(context, "Rui", Prosa.HOST, server.port())) {
      bia.enters();
      caio.enters();
      rui.enters();
      ana.sees("Rui sat down");
      Await.until(
          "the vote to begin",
          () -> {
            bia.send("{\"type\": \"vote\", \"place\": 4, \"reason\": \"spam\"}");
            return ana.screen().toString().contains("Bia asks");
          });
      ServerMessage.Vote vote = caio.skipsTo(ServerMessage.Vote.class);
      caio.send("{\"type\": \"ballot\", \"vote\": " + vote.vote() + ", \"yes\": true}");
      answers(ana, server, context, rui);
    }
  }

  private static void answers(Tmux ana, Prosa server, ZContext context, DirectPeer rui)
      throws IOException {
    try (DirectPeer eva = new JeroDealer(context, "Eva", Prosa.HOST, server.port())) {
      eva.enters();
      ana.sees("Eva sat down").type("yes").press("Enter");

      assertThat(rui.skipsTo(ServerMessage.Voted.class).moved()).isTrue();
      assertThat(eva.skipsTo(ServerMessage.Voted.class).moved()).isTrue();
      ana.type("the first message").press("Enter");
      ServerMessage.Said first = eva.skipsTo(ServerMessage.Said.class);
      assertThat(first.message()).isEqualTo("the first message");
      assertThat(first.n()).isEqualTo(1);
    }
  }
}
