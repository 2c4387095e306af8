package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.integration.DirectTestServer.Library;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.protocol.ServerMessage.Seated;
import prosa.protocol.ServerMessage.Voted;
import prosa.protocol.VoteReason;

/** Votes by foreign clients: pyzmq, JeroMQ, a WebSocket, and a classic pyzmq client as target. */
final class VoteTest {
  private static final Duration SHORT = Duration.ofMillis(600);
  private static final TestServerConfig QUICK =
      TestServerConfig.defaults().votingAfter(Duration.ofMillis(500));

  private static String vote(int place) {
    return "{\"type\": \"vote\", \"place\": " + place + ", \"reason\": \"spam\"}";
  }

  private static String ballot(ServerMessage.Vote vote, boolean yes) {
    return "{\"type\": \"ballot\", \"vote\": " + vote.vote() + ", \"yes\": " + yes + "}";
  }

  private static String enter(String user, String more) {
    return "{\"type\": \"enter\", \"user\": \"" + user + "\"" + more + "}";
  }

  /** Begins a vote as soon as four have sat there long enough. */
  private static ServerMessage.Vote begins(DirectPeer starter, int place) {
    List<ServerMessage> answers = new ArrayList<>();
    Await.until(
        "the vote to begin",
        () -> {
          starter.send(vote(place));
          ServerMessage answer = starter.next();
          while (!(answer instanceof ServerMessage.Vote)
              && !(answer instanceof ServerMessage.Refused)) {
            answer = starter.next();
          }
          answers.add(answer);
          return answer instanceof ServerMessage.Vote;
        });
    return (ServerMessage.Vote) answers.getLast();
  }

  @Test
  void membersOfThreeLibrariesMoveOneAwayWhoDoesNotComeBack() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(QUICK);
        HttpClient http = HttpClient.newHttpClient()) {
      DirectPeer ana = here.dealer(Library.PYZMQ, "Ana");
      DirectPeer bia = here.dealer(Library.JEROMQ, "Bia");
      DirectPeer caio = WebSocketPeer.connect(http, "Caio", Prosa.HOST, here.server().port());
      DirectPeer rui = here.dealer(Library.PYZMQ, "Rui");
      String room = ana.enters().room();
      ana.send("{\"type\": \"invite\"}");
      String code = ana.next(ServerMessage.Invited.class).code();
      bia.enters();
      caio.enters();
      Seated seated = rui.enters();
      assertThat(seated.room()).isEqualTo(room);

      ServerMessage.Vote vote = begins(ana, seated.place());
      assertThat(vote)
          .isEqualTo(
              new ServerMessage.Vote(1, seated.place(), "Rui", VoteReason.SPAM, 1, 30, true));
      assertThat(bia.skipsTo(ServerMessage.Vote.class)).isEqualTo(vote);
      assertThat(caio.skipsTo(ServerMessage.Vote.class)).isEqualTo(vote);
      assertThat(rui.within(SHORT)).as("the target is told nothing yet").isNull();
      bia.send(ballot(vote, true));
      assertThat(bia.next(ServerMessage.Ballot.class)).isEqualTo(new ServerMessage.Ballot(1, true));
      assertThat(rui.within(SHORT)).as("half is not enough").isNull();
      caio.send(ballot(vote, true));
      Voted voted = new Voted(1, seated.place(), "Rui", VoteReason.SPAM, true);
      assertThat(ana.skipsTo(Voted.class)).isEqualTo(voted);
      assertThat(rui.next(Voted.class)).isEqualTo(voted);
      Seated elsewhere = rui.next(Seated.class);
      assertThat(elsewhere.room()).isNotEqualTo(room);
      assertThat(ana.skipsTo(ServerMessage.Left.class).user()).isEqualTo("Rui");

      rui.send("{\"type\": \"next\"}");
      rui.refused(ErrorCode.NOWHERE_ELSE);
      rui.send("{\"type\": \"leave\"}");
      rui.send(enter("Somebody", ", \"invite\": \"" + code + "\""));
      rui.refused(ErrorCode.VOTED_AWAY);
      rui.send(enter("Somebody", ""));
      assertThat(rui.next(Seated.class).room()).isNotEqualTo(room);
      DirectPeer again = here.dealer(Library.PYZMQ, "Rui");
      again.next(ServerMessage.Hello.class);
      again.send(enter("Ruі", ", \"invite\": \"" + code + "\"")); // a Ukrainian i
      again.refused(ErrorCode.VOTED_AWAY);
      assertThat(
              FlatJson.read(
                  here.ask(
                      "{\"request\": \"FindChat\", \"user\": \"RUI 2\", \"invite\": \""
                          + code
                          + "\"}")))
          .containsEntry("error", "voted-away");
      again.send(enter("Lia", ", \"invite\": \"" + code + "\""));
      assertThat(again.next(Seated.class).room()).as("somebody else").isEqualTo(room);
      caio.close();
    }
  }

  @Test
  void whomAnImpostorWasCalledLikeGoesAndComesBackByItsName() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(QUICK)) {
      DirectPeer ana = here.dealer("Ana");
      DirectPeer bia = here.dealer("Bia");
      DirectPeer caio = here.dealer("Caio");
      DirectPeer impostor = here.dealer("Ana");
      String room = ana.enters().room();
      ana.send("{\"type\": \"invite\"}");
      String code = ana.next(ServerMessage.Invited.class).code();
      bia.enters();
      caio.enters();
      Seated seated = impostor.enters();
      assertThat(seated.user()).isEqualTo("Ana 2");

      ServerMessage.Vote vote = begins(bia, seated.place());
      ana.skipsTo(ServerMessage.Vote.class);
      ana.send(ballot(vote, true));
      ana.next(ServerMessage.Ballot.class);
      caio.send(ballot(vote, true));
      assertThat(ana.skipsTo(Voted.class).moved()).isTrue();
      ana.skipsTo(ServerMessage.Left.class);

      for (String name : List.of("Anita", "Ana")) {
        ana.send("{\"type\": \"rename\", \"user\": \"" + name + "\"}");
        assertThat(ana.next(ServerMessage.Renamed.class).to()).isEqualTo(name);
      }
      ana.send("{\"type\": \"leave\"}");
      ana.send(enter("Ana", ", \"invite\": \"" + code + "\""));
      Seated again = ana.next(Seated.class);
      assertThat(again.room()).isEqualTo(room);
      assertThat(again.user()).isEqualTo("Ana");
      DirectPeer back = here.dealer("Ana 2");
      back.next(ServerMessage.Hello.class);
      back.send(enter("Ana 2", ", \"invite\": \"" + code + "\""));
      back.refused(ErrorCode.VOTED_AWAY);
    }
  }

  @Test
  void aVoteNeedsMembersWhoHaveSatThere() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(TestServerConfig.defaults())) {
      DirectPeer ana = here.dealer("Ana");
      DirectPeer bia = here.dealer("Bia");
      ana.enters();
      bia.enters();
      ana.next(ServerMessage.Joined.class);
      ana.send(vote(2));
      assertThat(ana.refused(ErrorCode.TOO_NEW_TO_VOTE).retryMillis()).isBetween(1L, 120_000L);
      ana.send(vote(7));
      ana.refused(ErrorCode.BAD_FIELD);
      ana.send("{\"type\": \"vote\", \"place\": 2, \"reason\": \"because\"}");
      ana.refused(ErrorCode.BAD_FIELD);
      ana.send("{\"type\": \"ballot\", \"vote\": 1, \"yes\": true}");
      ana.refused(ErrorCode.NO_VOTE);
      assertThat(bia.within(SHORT)).isNull();
    }
  }

  @Test
  void aClassicMemberIsDisconnectedAndKeptOut() throws Exception {
    try (DirectTestServer here = DirectTestServer.meet(QUICK);
        PythonClients classics = PythonClients.of(here.server().port())) {
      DirectPeer ana = here.dealer("Ana");
      DirectPeer bia = here.dealer("Bia");
      DirectPeer caio = here.dealer("Caio");
      ana.enters();
      bia.enters();
      caio.enters();
      PythonClients.Client rui = classics.join("Rui");
      rui.settle();
      rui.say("buy");
      ServerMessage.Said said = ana.skipsTo(ServerMessage.Said.class);
      ServerMessage.Vote vote = begins(ana, said.place());
      assertThat(bia.skipsTo(ServerMessage.Vote.class)).isEqualTo(vote);
      bia.send(ballot(vote, true));
      bia.next(ServerMessage.Ballot.class);
      caio.send(ballot(vote, true));
      assertThat(ana.skipsTo(Voted.class).moved()).isTrue();
      assertThat(ana.skipsTo(ServerMessage.Left.class).user()).isEqualTo("Rui");
      rui.say("buy again"); // into a socket whose connections are gone, and are refused
      assertThat(ana.within(Duration.ofSeconds(2))).as("it is not back").isNull();
    }
  }
}
